//! Random cases, the same ones at every run unless the environment says otherwise.

use std::env;
use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Runs a test with random values, and fails with the smallest that fails.
///
/// `ALCHEMY_CASES` is how many, instead of what the test says; `ALCHEMY_SEED` is another beginning.
///
/// # Panics
/// When a case fails.
pub fn check<S: Strategy>(
    cases: u32,
    strategy: &S,
    test: impl Fn(S::Value) -> Result<(), TestCaseError>,
) where
    S::Value: Debug,
{
    let cases = setting("ALCHEMY_CASES", cases);
    let seed = setting("ALCHEMY_SEED", 20_261_121);
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases,
        max_shrink_iters: 1_024,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    if let Err(failure) = TestRunner::new_with_rng(config, rng).run(strategy, test) {
        panic!("ALCHEMY_SEED={seed} ALCHEMY_CASES={cases}: {failure}");
    }
}

/// A number that the environment may set.
///
/// # Panics
/// When it sets something else.
#[must_use]
pub fn setting(name: &str, otherwise: u32) -> u32 {
    match env::var(name) {
        Ok(number) => number
            .parse()
            .unwrap_or_else(|_| panic!("{name}={number} is no number")),
        Err(_) => otherwise,
    }
}
