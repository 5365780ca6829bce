//! One program, a schema for each tenant.

use alchemy::engine::ExecutionOptions;
use alchemy::prelude::*;
use alchemy::sql::text;
use alchemy_test_support::{DatabaseKind, TestDatabase};

use crate::engine_with;

#[derive(Model, Debug, Default)]
#[model(table = "notebooks")]
pub(crate) struct Notebook {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    #[column(length = 40)]
    pub(crate) title: String,
    #[relationship(back_populates = notebook, cascade = "all, delete-orphan")]
    pub(crate) notes: HasMany<Note>,
}

#[derive(Model, Debug, Default)]
#[model(table = "notes")]
pub(crate) struct Note {
    #[column(primary_key)]
    pub(crate) id: Auto<i64>,
    #[column(length = 40)]
    pub(crate) body: String,
    #[column(foreign_key = Notebook.id)]
    pub(crate) notebook_id: i64,
    #[relationship(back_populates = notes)]
    pub(crate) notebook: BelongsTo<Notebook>,
}

/// A schema is a database there, and belongs to nobody's test.
fn schema(database: &TestDatabase, name: &str) -> String {
    match database.kind() {
        DatabaseKind::POSTGRES => name.to_owned(),
        _ => format!("{}_{name}", database.name()),
    }
}

fn tenant(schema: &str) -> ExecutionOptions {
    ExecutionOptions::new().schema_translate_map([(None, schema)])
}

#[test(on("postgres", "mysql", "mariadb"))]
fn each_tenant_has_tables_of_its_own(database: &TestDatabase) {
    let engine = engine_with(database, "pool_size=2");
    let schemas = ["one", "two"].map(|name| schema(database, name));
    for schema in &schemas {
        engine
            .execute_script(&format!("CREATE SCHEMA {schema}"))
            .unwrap();
    }
    for (tenants, schema) in (1..).zip(&schemas) {
        let engine = engine.execution_options(tenant(schema));
        let metadata = metadata![Notebook, Note];
        metadata.create_all(&engine).unwrap();
        // They are there already.
        metadata.create_all(&engine).unwrap();
        let mut session = Session::new(&engine);
        for number in 0..tenants {
            session.add(Notebook {
                title: schema.clone(),
                notes: [Note {
                    body: format!("note {number}"),
                    ..Note::default()
                }]
                .into(),
                ..Notebook::default()
            });
        }
        session.commit().unwrap();
    }
    for (tenants, schema) in (1_usize..).zip(&schemas) {
        let engine = engine.execution_options(tenant(schema));
        let mut session = Session::new(&engine);
        let all = session
            .all(select(Notebook).join(Notebook.notes).order_by(Notebook.id))
            .unwrap();
        assert_eq!(all.len(), tenants, "{schema}");
        for notebook in all {
            assert_eq!(session[notebook].title, *schema);
            assert_eq!(session.load(notebook, Notebook.notes).unwrap().len(), 1);
            session[notebook].title = "changed".to_owned();
        }
        session.commit().unwrap();
        let first = session.first(select(Notebook)).unwrap().unwrap();
        session.delete(first).unwrap();
        session.commit().unwrap();
    }
    // One connection, a word at the statement, and the same statement for both.
    let mut conn = engine.connect().unwrap();
    for (tenants, schema) in (1..).zip(&schemas) {
        for _ in 0..2 {
            let mut conn = conn.with_options(tenant(schema)).unwrap();
            let left = select(func::count(Notebook.id)).filter(Notebook.title.eq("changed"));
            assert_eq!(conn.one(left).unwrap(), tenants - 1, "{schema}");
        }
    }
    // Without a word there is no such table.
    assert!(conn.all(select(Notebook)).is_err());
    conn.rollback().unwrap();
    drop(conn);
    for schema in &schemas {
        let engine = engine.execution_options(tenant(schema));
        metadata![Notebook, Note].drop_all(&engine).unwrap();
        let drop = format!("DROP SCHEMA {schema}");
        engine.execute_script(&drop).unwrap();
    }
}

#[test]
fn a_schema_that_is_named_is_written_as_another(database: &TestDatabase) {
    let engine = crate::alone(database);
    let mut conn = engine.connect().unwrap();
    let nowhere = ExecutionOptions::new().schema_translate_map([(None, "no where")]);
    let error = conn.with_options(nowhere).unwrap().all(select(Note));
    let error = error.unwrap_err();
    let quoted = match database.kind() {
        DatabaseKind::MYSQL | DatabaseKind::MARIADB => "`no where`.notes",
        _ => "\"no where\".notes",
    };
    let sql = error.statement().unwrap();
    assert!(sql.contains(quoted), "{sql}");
    conn.rollback().unwrap();
    // SQL as text stays as it is.
    let nowhere = ExecutionOptions::new().schema_translate_map([(None, "nowhere")]);
    let mut there = conn.with_options(nowhere).unwrap();
    there.execute(text("SELECT 1")).unwrap();
}
