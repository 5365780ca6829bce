//! Many to many: by a model, with itself, and over composite keys.

use alchemy::prelude::*;

use crate::support::{foreign_keys, names, relationships};

#[derive(Model, Debug, Default)]
#[model(table = "students")]
struct Student {
    #[column(primary_key)]
    id: Auto<i64>,
    #[relationship(secondary = Enrolment, back_populates = students)]
    courses: ManyToMany<Course>,
    #[relationship(back_populates = student)]
    enrolments: HasMany<Enrolment>,
    #[relationship(
        secondary(table = "follows", this = follower_id, other = followed_id),
        back_populates = followers
    )]
    following: ManyToMany<Student>,
    #[relationship(
        secondary(table = "follows", this = followed_id, other = follower_id),
        back_populates = following
    )]
    followers: ManyToMany<Student>,
    #[relationship(secondary(model = Mentoring, this = mentor_id, other = pupil_id))]
    pupils: ManyToMany<Student>,
}

#[derive(Model, Debug, Default)]
#[model(table = "courses")]
struct Course {
    #[column(primary_key)]
    code: String,
    #[column(primary_key)]
    year: i16,
    #[relationship(secondary = Enrolment, back_populates = courses)]
    students: ManyToMany<Student>,
    #[relationship(secondary(table = "course_rooms", schema = "campus"))]
    rooms: ManyToMany<Room>,
}

#[derive(Model, Debug, Default)]
#[model(table = "enrolments", foreign_key(columns(code, year), references(Course.code, Course.year)))]
struct Enrolment {
    #[column(primary_key, foreign_key = Student.id)]
    student_id: i64,
    #[column(primary_key)]
    code: String,
    #[column(primary_key)]
    year: i16,
    grade: Option<f64>,
    student: BelongsTo<Student>,
    course: BelongsTo<Course>,
}

#[derive(Model, Debug, Default)]
struct Mentoring {
    #[column(primary_key, foreign_key = Student.id)]
    mentor_id: i64,
    #[column(primary_key, foreign_key = Student.id)]
    pupil_id: i64,
}

#[derive(Model, Debug, Default)]
#[model(table = "rooms")]
struct Room {
    #[column(primary_key)]
    number: i32,
}

#[test]
fn by_model_and_with_itself() {
    assert_eq!(
        relationships::<Student>(),
        [
            "courses ManyToMany id = enrolments(student_id; code, year) = Course(code, year) <- \
             students",
            "enrolments HasMany id = Enrolment(student_id) <- student",
            "following ManyToMany id = follows(follower_id; followed_id) = Student(id) <- \
             followers",
            "followers ManyToMany id = follows(followed_id; follower_id) = Student(id) <- \
             following",
            "pupils ManyToMany id = mentoring(mentor_id; pupil_id) = Student(id) <- -",
        ]
    );
    assert_eq!(
        relationships::<Enrolment>(),
        [
            "student BelongsTo student_id = Student(id) <- -",
            "course BelongsTo code, year = Course(code, year) <- -",
        ]
    );
}

#[test]
fn tables() {
    let metadata = metadata![Student, Course];
    let tables = metadata.tables().unwrap();
    let mut all: Vec<_> = tables.iter().map(|table| &*table.name).collect();
    all.sort_unstable();
    assert_eq!(
        all,
        [
            "course_rooms",
            "courses",
            "enrolments",
            "follows",
            "mentoring",
            "rooms",
            "students"
        ]
    );
    let follows = metadata.table(None, "follows").unwrap();
    assert_eq!(names(follows, &[0, 1]), ["followed_id", "follower_id"]);
    let rooms = metadata.table(Some("campus"), "course_rooms").unwrap();
    assert_eq!(
        names(rooms, &[0, 1, 2]),
        ["course_code", "course_year", "room_id"]
    );
    assert_eq!(
        foreign_keys(rooms),
        [
            "course_code, course_year -> courses(code, year) on delete Cascade",
            "room_id -> rooms(number) on delete Cascade",
        ]
    );
}
