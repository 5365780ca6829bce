//! Names: raw identifiers, keywords, and what the user has beside the derive.

use alchemy::prelude::*;
use alchemy::sql::Entity;

use crate::support::relationships;

mod inner {
    use alchemy::prelude::*;

    /// In a module of its own, public.
    #[derive(Model, Debug, Default)]
    pub(crate) struct HTTPServer {
        #[column(primary_key)]
        pub(crate) r#type: Auto<i64>,
        /// A keyword in Rust and in SQL.
        #[column(name = "order")]
        pub(crate) r#match: Option<String>,
        pub(crate) select: String,
        #[relationship(foreign_key = super::Request.r#fn)]
        pub(crate) r#loop: HasMany<super::Request>,
    }
}

use inner::{HTTPServer, HTTPServerEntity};

#[derive(Model, Debug, Default)]
#[model(table = "requests")]
struct Request {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = HTTPServer.r#type)]
    r#fn: i64,
    #[relationship(foreign_key = r#fn, back_populates = r#loop)]
    server: BelongsTo<HTTPServer>,
    table: i64,
    source: i64,
    optional: bool,
    index: i64,
    reader: i64,
    snapshot: i64,
}

impl HTTPServerEntity {
    /// A condition of the user's own.
    pub(crate) fn is_named(self, name: &str) -> Expr<Option<bool>> {
        self.r#match.eq(name)
    }
}

impl HTTPServer {
    fn select(&self) -> usize {
        self.select.len()
    }

    fn table() -> &'static str {
        "not the derive's"
    }
}

#[test]
fn raw_identifiers() {
    let table = HTTPServer.table();
    assert_eq!(table.name, "http_server");
    assert_eq!(table.columns[0].name, "type");
    assert_eq!(table.columns[1].name, "order");
    assert_eq!(
        relationships::<HTTPServer>(),
        ["loop HasMany type = Request(fn) <- -"]
    );
    assert_eq!(
        relationships::<Request>(),
        ["server BelongsTo fn = HTTPServer(type) <- loop"]
    );
}

#[test]
fn the_users_own_names_win() {
    assert_eq!(HTTPServer::default().select(), 0);
    assert_eq!(HTTPServer::table(), "not the derive's");
    assert_eq!(Request.table.index(), 2);
    assert_eq!(Entity::table(&Request).name, "requests");
    let _ = HTTPServer.is_named("x");
    let _ = aliased(HTTPServer).is_named("x");
    let copy: HTTPServerEntity = HTTPServer;
    assert_eq!(copy.select.index(), 2);
}

#[test]
fn a_model_in_a_function() {
    #[derive(Model, Debug, Default)]
    struct Local {
        #[column(primary_key)]
        id: Auto<i64>,
        #[column(foreign_key = Local.id)]
        parent_id: Option<i64>,
        parent: BelongsTo<Option<Local>>,
    }
    assert_eq!(
        relationships::<Local>(),
        ["parent BelongsTo parent_id = Local(id) <- -"]
    );
}

macro_rules! model {
    ($name:ident, $field:ident) => {
        #[derive(Model, Debug, Default)]
        struct $name {
            #[column(primary_key)]
            id: Auto<i64>,
            $field: String,
        }
    };
}

model!(FromMacro, text);

#[test]
fn a_model_from_a_macro() {
    assert_eq!(FromMacro.table().name, "from_macro");
    assert_eq!(FromMacro.text.index(), 1);
}
