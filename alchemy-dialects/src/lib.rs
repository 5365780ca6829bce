//! The database dialects and drivers of alchemy.
