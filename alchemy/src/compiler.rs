//! From the tree to SQL text and the order of its binds.
