//! Window functions.

use super::cases;

cases! {}
