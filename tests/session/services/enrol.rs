//! An association with columns of its own: students and courses.

use alchemy::Result;
use alchemy::prelude::*;
use alchemy_test_support::TestDatabase;
use alchemy_test_support::models::school::{Course, Enrolment, Student};

use crate::setup::{error_of, session, stored};

/// Enrols a student in a course.
fn enrol(
    session: &mut Session,
    student: Handle<Student>,
    course: Handle<Course>,
) -> Handle<Enrolment> {
    session.add(Enrolment {
        student: student.into(),
        course: course.into(),
        ..Enrolment::default()
    })
}

/// Gives a grade.
fn grade(session: &mut Session, student: i64, course: i64, grade: i32) -> Result<()> {
    let enrolment = session.get(Enrolment, (student, course))?;
    let enrolment = enrolment.ok_or_else(|| {
        Error::new(
            ErrorKind::NoResultFound,
            "the student doesn't take this course",
        )
    })?;
    session[enrolment].grade = Some(grade);
    session.commit()
}

/// The titles of the courses that a student passed.
fn passed(session: &mut Session, student: Handle<Student>) -> Result<Vec<String>> {
    let mut titles = Vec::new();
    for enrolment in session.load(student, Student.enrolments)? {
        if session[enrolment].grade.is_some_and(|grade| grade >= 50) {
            let course = session.load(enrolment, Enrolment.course)?;
            titles.push(session[course].title.clone());
        }
    }
    Ok(titles)
}

#[test]
fn a_term(database: &TestDatabase) {
    let mut session = session(database, &metadata![Student, Course, Enrolment]);
    let ada = session.add(Student {
        name: "Ada".to_owned(),
        ..Student::default()
    });
    let courses = ["algebra", "logic", "latin"].map(|title| {
        session.add(Course {
            title: title.to_owned(),
            ..Course::default()
        })
    });
    for course in courses {
        enrol(&mut session, ada, course);
    }
    session.commit().unwrap();
    let key = session.key(ada).unwrap();
    for (course, points) in courses.into_iter().zip([90, 70, 30]) {
        let course = session.key(course).unwrap();
        grade(&mut session, key, course, points).unwrap();
    }
    assert_eq!(passed(&mut session, ada).unwrap(), ["algebra", "logic"]);

    let error = error_of(grade(&mut session, key, 99, 100));
    assert_eq!(error.kind(), ErrorKind::NoResultFound);

    session.delete(courses[1]).unwrap();
    session.commit().unwrap();
    assert_eq!(passed(&mut session, ada).unwrap(), ["algebra"]);
    let rows = select((Enrolment.course_id, Enrolment.grade)).order_by(Enrolment.course_id);
    assert_eq!(stored(&mut session, rows), [(1, Some(90)), (3, Some(30))]);
}
