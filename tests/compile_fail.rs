//! What the compiler says about mistakes: every message in the user's terms, and short.

use std::fs;

const LONGEST: usize = 15;

/// What the expression language says is longer: its bounds stand in macros, which the compiler
/// quotes with each message. The first line is what counts there.
const LONGER: [&str; 4] = [
    "assign_null",
    "assign_wrong_type",
    "compare_wrong_columns",
    "compare_wrong_type",
];

#[test]
fn mistakes_are_reported() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
    cases.pass("tests/compile_pass/*.rs");
}

/// An error is what stands between two lines that begin with `error`.
#[test]
fn no_message_is_longer_than_it_needs() {
    for entry in fs::read_dir("tests/compile_fail").unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_none_or(|extension| extension != "stderr")
        {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let mut length = 0;
        for line in text.lines() {
            length = if line.starts_with("error") {
                1
            } else {
                length + 1
            };
            assert!(
                length <= LONGEST + 1,
                "{}: more than {LONGEST} lines",
                path.display()
            );
        }
    }
}
