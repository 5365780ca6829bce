//! What the derive generates: metadata, types, and what lives beside it in the user's code.

#[path = "derive/associations.rs"]
mod associations;
#[path = "derive/blog.rs"]
mod blog;
#[path = "derive/columns.rs"]
mod columns;
#[path = "derive/keys.rs"]
mod keys;
#[path = "derive/names.rs"]
mod names;
#[path = "derive/snapshots.rs"]
mod snapshots;
#[path = "derive/support.rs"]
mod support;
