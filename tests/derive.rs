//! What the derive generates: metadata, types, and what lives beside it in the user's code.

#[path = "derive/blog.rs"]
mod blog;
