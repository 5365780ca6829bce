//! A school: an association that carries a column of its own.

use alchemy::prelude::*;

/// A student.
#[derive(Model, Debug, Default)]
#[model(table = "students")]
pub struct Student {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The name.
    pub name: String,
    /// The courses, with what is known about each.
    #[relationship(back_populates = student, cascade = "all, delete-orphan")]
    pub enrolments: HasMany<Enrolment>,
}

/// A course.
#[derive(Model, Debug, Default)]
#[model(table = "courses")]
pub struct Course {
    /// The key.
    #[column(primary_key)]
    pub id: Auto<i64>,
    /// The title.
    pub title: String,
    /// The students, with what is known about each.
    #[relationship(back_populates = course, cascade = "all, delete-orphan")]
    pub enrolments: HasMany<Enrolment>,
}

/// That a student takes a course.
#[derive(Model, Debug, Default)]
#[model(table = "enrolments")]
pub struct Enrolment {
    /// Who.
    #[column(primary_key, foreign_key = Student.id)]
    pub student_id: i64,
    /// What.
    #[column(primary_key, foreign_key = Course.id)]
    pub course_id: i64,
    /// The grade, once there is one.
    pub grade: Option<i32>,
    /// Who.
    #[relationship(back_populates = enrolments)]
    pub student: BelongsTo<Student>,
    /// What.
    #[relationship(back_populates = enrolments)]
    pub course: BelongsTo<Course>,
}
