//! The table of results: written by a run that is asked to, compared by every other.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

use crate::databases::Database;
use crate::expected::{self, Collection};
use crate::run::Outcome;

/// With this variable set, the run writes the table.
const WRITE: &str = "ALCHEMY_CONFORMANCE_WRITE";

const HEAD: &str = "# Conformance results

Written by `ALCHEMY_CONFORMANCE_WRITE=1 cargo test --test conformance` with all four databases there;
every other run compares. The cases are those of [README.md](README.md).

| mark | meaning |
| --- | --- |
| pass | the rows, the result, the changes and the error are as recorded |
| beyond | SQLAlchemy and this database couldn't say it; alchemy gives the rows recorded elsewhere |
| refused | SQLAlchemy and this database couldn't say it; alchemy refuses to compile it and says why |
";

const FURTHER: &str = "
# Further cases

Written beside the others, over the same models and data; counted apart.

";

/// How the cases ended, by id and database.
pub(crate) type Outcomes = BTreeMap<(String, Database), Outcome>;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/RESULTS.md")
}

fn mark(outcome: Option<&Outcome>) -> String {
    match outcome {
        None => "-".to_owned(),
        Some(Outcome::Pass) => "pass".to_owned(),
        Some(Outcome::Beyond) => "beyond".to_owned(),
        Some(Outcome::Raised(kind)) => format!("pass: `{kind:?}`"),
        Some(Outcome::Refused(why)) => format!("refused: {why}"),
        Some(Outcome::Failed(_)) => "**failed**".to_owned(),
    }
}

/// The numbers of each mark on a database.
fn count(outcomes: &Outcomes, of: Collection, database: Database) -> [usize; 4] {
    let mut counts = [0; 4];
    for ((id, on), outcome) in outcomes {
        if *on == database && Collection::of(id) == of {
            counts[match outcome {
                Outcome::Pass | Outcome::Raised(_) => 0,
                Outcome::Beyond => 1,
                Outcome::Refused(_) => 2,
                Outcome::Failed(_) => 3,
            }] += 1;
        }
    }
    counts
}

/// The counts as a table.
fn summary(outcomes: &Outcomes, of: Collection) -> String {
    let mut text = String::from(
        "| database | cases | pass | beyond | refused | failed |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for database in Database::ALL {
        let [pass, beyond, refused, failed] = count(outcomes, of, database);
        let all = pass + beyond + refused + failed;
        let _ = writeln!(
            text,
            "| {database} | {all} | {pass} | {beyond} | {refused} | {failed} |"
        );
    }
    text
}

fn render(outcomes: &Outcomes) -> String {
    let mut text = format!("{HEAD}\n{}", summary(outcomes, Collection::Given));
    sections(&mut text, outcomes, Collection::Given);
    text.push_str(FURTHER);
    text.push_str(&summary(outcomes, Collection::Further));
    sections(&mut text, outcomes, Collection::Further);
    text
}

/// A table for each category.
fn sections(text: &mut String, outcomes: &Outcomes, of: Collection) {
    let mut category = "";
    for case in of.cases() {
        if case.category != category {
            category = &case.category;
            let kind = match of {
                Collection::Given => "",
                Collection::Further => "further: ",
            };
            let _ = write!(text, "\n## {kind}{category}\n\n| id | case |");
            for database in Database::ALL {
                let _ = write!(text, " {database} |");
            }
            text.push_str("\n| --- | --- | --- | --- | --- | --- |\n");
        }
        let _ = write!(text, "| {} | {} |", case.id, case.title);
        for database in Database::ALL {
            let outcome = outcomes.get(&(case.id.clone(), database));
            let _ = write!(text, " {} |", mark(outcome));
        }
        text.push('\n');
    }
}

/// The cells of a table's lines.
fn cells(line: &str) -> Vec<&str> {
    line.split(" | ").map(str::trim).collect()
}

/// What differs between the table in the repository and this run, on the databases that ran.
fn differences(stored: &str, text: &str, ran: &[Database]) -> Vec<String> {
    let rows = |text: &str| -> BTreeMap<String, Vec<String>> {
        let lines = text.lines().filter(|line| cells(line).len() == 6);
        lines
            .map(|line| {
                let cells: Vec<_> = cells(line).into_iter().map(str::to_owned).collect();
                (cells[0].clone(), cells[2..].to_vec())
            })
            .collect()
    };
    let (stored, now) = (rows(stored), rows(text));
    let mut differences = Vec::new();
    for case in expected::all() {
        let id = format!("| {}", case.id);
        for (at, database) in Database::ALL.into_iter().enumerate() {
            let of = |rows: &BTreeMap<String, Vec<String>>| {
                let cell = rows.get(&id).and_then(|cells| cells.get(at));
                cell.map(|cell| cell.trim_end_matches(" |").to_owned())
            };
            if ran.contains(&database) && of(&stored) != of(&now) {
                let (stored, now) = (of(&stored), of(&now));
                differences.push(format!(
                    "{} on {database}: {stored:?} in the table, now {now:?}",
                    case.id
                ));
            }
        }
    }
    differences
}

/// Prints the counts, and writes or compares the table.
pub(crate) fn report(outcomes: &Outcomes, ran: &[Database]) -> Result<(), String> {
    for of in Collection::ALL {
        eprintln!("{of:?}\n{}", summary(outcomes, of));
    }
    let text = render(outcomes);
    if env::var_os(WRITE).is_some() {
        if ran.len() < Database::ALL.len() {
            return Err("the table is written by a run on all four databases".to_owned());
        }
        return fs::write(path(), text).map_err(|error| error.to_string());
    }
    let stored = fs::read_to_string(path()).map_err(|error| error.to_string())?;
    let differences = differences(&stored, &text, ran);
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!(
        "tests/conformance/RESULTS.md is not what this run gave ({WRITE}=1 writes it):\n{}",
        differences.join("\n")
    ))
}
