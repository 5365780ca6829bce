//! The derive macros of alchemy.
