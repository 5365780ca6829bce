//! The clock around a contender: what is timed, what is checked and how a database is put back.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::contender::{Contender, Result};
use crate::rows::{self, CHILDREN, NewPost, NewUser, PARENTS, POSTS, USERS};
use crate::scenario::Scenario;

/// How many different users the scenarios of one row go through.
const POOL: i64 = 1_000;

/// Takes the rows away that a scenario stored, those above [`USERS`], and the keys it used up.
const REMOVE_NEW_ROWS: &str = "
DELETE FROM posts WHERE user_id > 10000;
DELETE FROM users WHERE id > 10000;
UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM users) WHERE name = 'users';
UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM posts) WHERE name = 'posts';
";

/// Makes the tables of a contender and stores the rows that all measurements begin with.
pub(crate) fn prepare(contender: &mut dyn Contender) -> Result<()> {
    contender.batch(rows::SCHEMA)?;
    contender.batch(&rows::seed()?)?;
    same(
        "the seed",
        &fingerprint(contender)?,
        &expected_fingerprint(),
    )
}

/// What stands beside a contender's name: its SQLite, and the settings that decide its speed.
pub(crate) fn describe(contender: &mut dyn Contender) -> Result<String> {
    contender.text(
        "SELECT 'SQLite ' || sqlite_version()
             || ', foreign keys ' || (SELECT foreign_keys FROM pragma_foreign_keys)
             || ', journal ' || (SELECT journal_mode FROM pragma_journal_mode)",
    )
}

/// Runs a scenario some times and gives the time of all runs together.
pub(crate) fn run(
    contender: &mut dyn Contender,
    scenario: Scenario,
    iterations: u32,
) -> Result<Duration> {
    match scenario {
        Scenario::SelectOne => select_one(contender, iterations),
        Scenario::SelectHundred => reads(iterations, weight(100), || contender.select_many(100)),
        Scenario::SelectTenThousand => {
            reads(iterations, weight(USERS), || contender.select_many(USERS))
        }
        Scenario::GetByKey => get_by_key(contender, iterations),
        Scenario::Insert => insert(contender, iterations),
        Scenario::UnitOfWork => unit_of_work(contender, iterations),
        Scenario::Update => update(contender, iterations),
        Scenario::LoadChildren => {
            let expected = weight(PARENTS) + posts_weight(PARENTS);
            reads(iterations, expected, || contender.load_children(PARENTS))
        }
    }
}

/// Times one row by a filtered select; the addresses are made beforehand.
fn select_one(contender: &mut dyn Contender, iterations: u32) -> Result<Duration> {
    let emails: Vec<String> = (1..=POOL).map(rows::email).collect();
    let mut emails_in_turn = emails.iter().cycle();
    each_user(iterations, || match emails_in_turn.next() {
        Some(email) => contender.select_one(email),
        None => Err("there are no addresses".into()),
    })
}

/// Times one row by its key.
fn get_by_key(contender: &mut dyn Contender, iterations: u32) -> Result<Duration> {
    let mut ids = (1..=POOL).cycle();
    each_user(iterations, || contender.get_by_key(ids.next().unwrap_or(1)))
}

/// Times work that loads the users 1 to [`POOL`] one by one, again and again.
fn each_user(iterations: u32, mut work: impl FnMut() -> Result<i64>) -> Result<Duration> {
    let iterations = i64::from(iterations);
    let mut sum = 0;
    let start = Instant::now();
    for _ in 0..iterations {
        sum += black_box(work()?);
    }
    let elapsed = start.elapsed();
    let expected = iterations / POOL * weight(POOL) + weight(iterations % POOL);
    same("the loaded users", &sum, &expected)?;
    Ok(elapsed)
}

/// Times work that reads the same rows each time.
fn reads(
    iterations: u32,
    expected: i64,
    mut work: impl FnMut() -> Result<i64>,
) -> Result<Duration> {
    let mut sum = 0;
    let start = Instant::now();
    for _ in 0..iterations {
        sum += black_box(work()?);
    }
    let elapsed = start.elapsed();
    same("the loaded rows", &sum, &(i64::from(iterations) * expected))?;
    Ok(elapsed)
}

/// Times new users of one transaction.
fn insert(contender: &mut dyn Contender, iterations: u32) -> Result<Duration> {
    let users = rows::new_users(PARENTS);
    writes(contender, iterations, REMOVE_NEW_ROWS, |contender| {
        let users = users.clone();
        let (elapsed, keys) = clock(|| contender.insert(users))?;
        same("the sum of the new keys", &keys, &new_keys())?;
        let stored = contender.text("SELECT CAST(count(*) AS TEXT) FROM users")?;
        same(
            "the number of users",
            &stored,
            &(USERS + PARENTS).to_string(),
        )?;
        Ok(elapsed)
    })
}

/// Times new users with their posts in one transaction.
fn unit_of_work(contender: &mut dyn Contender, iterations: u32) -> Result<Duration> {
    let families = rows::new_families(PARENTS);
    writes(contender, iterations, REMOVE_NEW_ROWS, |contender| {
        let families = families.clone();
        let (elapsed, keys) = clock(|| contender.unit_of_work(families))?;
        same("the sum of the new keys", &keys, &new_keys())?;
        // The titles name their user's number, which is the key: each post is with its own.
        let stored = contender.text(
            "SELECT CAST(count(*) AS TEXT) FROM posts
             WHERE user_id > 10000 AND title LIKE '% of user ' || user_id",
        )?;
        same("the number of new posts", &stored, &POSTS.to_string())?;
        Ok(elapsed)
    })
}

/// Times users loaded, changed and stored.
fn update(contender: &mut dyn Contender, iterations: u32) -> Result<Duration> {
    let back = "UPDATE users SET age = age - 1 WHERE id <= 1000;";
    writes(contender, iterations, back, |contender| {
        let (elapsed, sum) = clock(|| contender.update(PARENTS))?;
        same("the changed users", &sum, &(weight(PARENTS) + PARENTS))?;
        let ages = contender.text("SELECT CAST(sum(age) AS TEXT) FROM users WHERE id <= 1000")?;
        let expected: i64 = (1..=PARENTS).map(|number| rows::user(number).age + 1).sum();
        same("the stored ages", &ages, &expected.to_string())?;
        Ok(elapsed)
    })
}

/// Adds up what single runs took, and puts the database back after each.
fn writes(
    contender: &mut dyn Contender,
    iterations: u32,
    back: &str,
    mut work: impl FnMut(&mut dyn Contender) -> Result<Duration>,
) -> Result<Duration> {
    let mut elapsed = Duration::ZERO;
    for _ in 0..iterations {
        elapsed += work(contender)?;
        contender.batch(back)?;
    }
    same(
        "the rows put back",
        &fingerprint(contender)?,
        &expected_fingerprint(),
    )?;
    Ok(elapsed)
}

/// The time that work takes, with its result.
fn clock<T>(work: impl FnOnce() -> Result<T>) -> Result<(Duration, T)> {
    let start = Instant::now();
    let result = black_box(work()?);
    Ok((start.elapsed(), result))
}

/// The weight of the users 1 to `last`.
fn weight(last: i64) -> i64 {
    (1..=last)
        .map(|number| {
            let NewUser { email, name, age } = rows::user(number);
            rows::weigh_user(&email, name.as_deref(), age)
        })
        .sum()
}

/// The weight of the posts of the users 1 to `last`.
fn posts_weight(last: i64) -> i64 {
    (1..=last)
        .flat_map(|user| (1..=CHILDREN).map(move |place| rows::post(user, place)))
        .map(|NewPost { title, views }| rows::weigh_post(&title, views))
        .sum()
}

/// The sum of the keys that [`PARENTS`] new users get.
fn new_keys() -> i64 {
    (USERS + 1..=USERS + PARENTS).sum()
}

/// What is stored, in a few numbers.
fn fingerprint(contender: &mut dyn Contender) -> Result<String> {
    contender.text(
        "SELECT (SELECT count(*) || ' ' || max(id) || ' ' || sum(age) FROM users)
             || ' ' || (SELECT count(*) || ' ' || max(id) || ' ' || sum(views) FROM posts)
             || ' ' || (SELECT group_concat(seq, ' ')
                        FROM (SELECT seq FROM sqlite_sequence ORDER BY name DESC))",
    )
}

/// The numbers of [`fingerprint`] where nothing but the seed is stored.
fn expected_fingerprint() -> String {
    let ages: i64 = (1..=USERS).map(|number| rows::user(number).age).sum();
    let views: i64 = (1..=PARENTS)
        .flat_map(|user| (1..=CHILDREN).map(move |place| rows::post(user, place).views))
        .sum();
    format!("{USERS} {USERS} {ages} {POSTS} {POSTS} {views} {USERS} {POSTS}")
}

/// An error that names what was found where it isn't what was expected.
fn same<T: PartialEq + std::fmt::Display>(what: &str, found: &T, expected: &T) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: {found} instead of {expected}").into())
}
