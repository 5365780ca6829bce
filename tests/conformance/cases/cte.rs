//! Common table expressions.

use super::cases;

cases! {}
