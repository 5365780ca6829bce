//! What the compiler says about mistakes: every message in the user's terms, and short.

use std::fs;
use std::process::Command;

const LONGEST: usize = 15;

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
        let name = path.file_stem().unwrap().to_string_lossy();
        if path.extension().unwrap() != "stderr" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let mut length = 0;
        for line in text.lines().filter(|line| !line.is_empty()) {
            length = if line.starts_with("error") {
                1
            } else {
                length + 1
            };
            assert!(length <= LONGEST, "{name}: more than {LONGEST} lines");
        }
    }
}

/// Links to a struct stay links to the struct, though its entity has the same name.
#[test]
fn documentation_has_no_warnings() {
    let output = Command::new(env!("CARGO"))
        .args(["rustdoc", "--quiet", "--test", "strict_lints", "--"])
        .args(["-D", "warnings", "--document-private-items"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
}
