//! Creating and dropping tables.
