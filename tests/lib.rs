//! The integration tests, examples and benchmarks of alchemy.
