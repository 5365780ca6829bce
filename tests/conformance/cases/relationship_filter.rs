//! Conditions along relationships.

use super::cases;

cases! {}
