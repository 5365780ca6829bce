//! Three tables, written by hand as the derive writes them.

use alchemy::Result;
use alchemy::schema::{
    Check, Column as Definition, ColumnDefinition, ForeignKey, Index, ReferentialAction, Table,
    TableDefinition, Unique,
};
use alchemy::sql::{Column, Entity, Record, Row, RowReader, Source};
use alchemy::types::{FieldValue, SqlType, Value};
use std::borrow::Cow;

macro_rules! entity {
    ($(#[$doc:meta])* $name:ident $entity:ident $table:ident $width:literal {
        $($field:ident: $type:ty = $index:literal,)*
    }) => {
        #[derive(Debug, Default)]
        #[allow(dead_code, reason = "read where a test inserts structs")]
        pub(crate) struct $name {
            /// Whether an INSERT takes the key from it.
            pub(crate) keyed: bool,
        }

        impl Row for $name {
            const WIDTH: usize = $width;

            fn decode(reader: &mut RowReader<'_>) -> Result<Self> {
                reader.skip($width);
                Ok(Self::default())
            }

            fn decode_optional(reader: &mut RowReader<'_>) -> Result<Option<Self>> {
                Self::decode(reader).map(Some)
            }
        }

        impl Record for $name {
            type Entity = $entity;

            const ENTITY: &'static $entity = &$name;

            fn field_value(&self, index: u16) -> FieldValue {
                match index {
                    0 if self.keyed => FieldValue::Set(Value::Int(1)),
                    0 => FieldValue::Unset,
                    _ => FieldValue::Set(Value::Int(2)),
                }
            }
        }

        #[derive(Clone, Copy)]
        pub(crate) struct $entity {
            source: Source,
            $(pub(crate) $field: Column<$name, $type>,)*
        }

        impl Entity for $entity {
            type Model = $name;

            fn table(&self) -> &'static Table {
                &$table
            }

            fn source(&self) -> Source {
                self.source
            }

            fn with_source(self, source: Source) -> Self {
                Self { source, $($field: self.$field.with_source(source),)* }
            }
        }

        #[allow(non_upper_case_globals, reason = "as the derive names it")]
        pub(crate) static $name: $entity = $entity {
            source: Source::TABLE,
            $($field: Column::new(&$table, $index),)*
        };
    };
}

const fn column(name: &'static str, sql_type: SqlType) -> ColumnDefinition {
    ColumnDefinition::new(name, sql_type)
}

const fn optional(name: &'static str, sql_type: SqlType) -> Definition {
    Definition::define(ColumnDefinition {
        nullable: true,
        ..column(name, sql_type)
    })
}

const ID: Definition = Definition::define(ColumnDefinition {
    autoincrement: true,
    ..column("id", SqlType::BigInt)
});

static USERS_COLUMNS: [Definition; 7] = [
    ID,
    Definition::define(column("email", SqlType::Varchar(200))),
    optional("name", SqlType::Varchar(100)),
    Definition::define(ColumnDefinition {
        server_default_value: Some(|| Value::Int(18)),
        comment: Some("in years"),
        ..column("age", SqlType::Integer)
    }),
    Definition::define(ColumnDefinition {
        server_default_value: Some(|| Value::Bool(true)),
        ..column("active", SqlType::Boolean)
    }),
    optional("manager_id", SqlType::BigInt),
    optional("score", SqlType::Double),
];

static USER_UNIQUES: [Unique; 1] = [Unique {
    name: None,
    columns: Cow::Borrowed(&[1]),
}];

static USER_CHECKS: [Check; 1] = [Check {
    name: Some(Cow::Borrowed("adult")),
    condition: Cow::Borrowed("age > 17"),
}];

static USER_INDEXES: [Index; 1] = [Index {
    name: None,
    columns: Cow::Borrowed(&[2, 3]),
    unique: false,
}];

pub(crate) static USERS: Table = Table::define(TableDefinition {
    primary_key: &[0],
    uniques: &USER_UNIQUES,
    checks: &USER_CHECKS,
    indexes: &USER_INDEXES,
    comment: Some("people who've an account"),
    ..TableDefinition::new("users", &USERS_COLUMNS)
});

entity!(User UserEntity USERS 7 {
    id: i64 = 0,
    email: String = 1,
    name: Option<String> = 2,
    age: i32 = 3,
    active: bool = 4,
    manager_id: Option<i64> = 5,
    score: Option<f64> = 6,
});

static POST_KEYS: [ForeignKey; 1] = [ForeignKey::define(
    &[2],
    &USERS,
    &[0],
    Some(ReferentialAction::Cascade),
    None,
)];

static POSTS_COLUMNS: [Definition; 3] = [
    ID,
    Definition::define(column("title", SqlType::Text)),
    Definition::define(column("author_id", SqlType::BigInt)),
];

pub(crate) static POSTS: Table = Table::define(TableDefinition {
    primary_key: &[0],
    foreign_keys: &POST_KEYS,
    ..TableDefinition::new("posts", &POSTS_COLUMNS)
});

entity!(Post PostEntity POSTS 3 {
    id: i64 = 0,
    title: String = 1,
    author_id: i64 = 2,
});

static ORDER_COLUMNS: [Definition; 2] = [
    Definition::define(column("Group", SqlType::Integer)),
    Definition::define(column("say \"hi\"", SqlType::Integer)),
];

pub(crate) static ORDER: Table = Table::define(TableDefinition {
    primary_key: &[0, 1],
    ..TableDefinition::new("order", &ORDER_COLUMNS)
});

entity!(Order OrderEntity ORDER 2 {
    group: i32 = 0,
    hi: i32 = 1,
});
