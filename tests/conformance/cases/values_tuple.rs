//! Row values and constant tables.

use super::cases;

cases! {}
