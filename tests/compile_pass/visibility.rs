//! Fields keep their visibility, private types among them, and models may stand in functions.

mod models {
    use alchemy::prelude::*;
    use alchemy::types::{ColumnType, DecodeError, SqlType, Text, Value, ValueRef};

    #[derive(Clone, Debug, Default)]
    struct Secret(String);

    impl ColumnType for Secret {
        type Sql = Text;
        const SQL_TYPE: SqlType = SqlType::Text;

        fn to_value(&self) -> Value {
            Value::Text(self.0.clone())
        }

        fn from_value(value: ValueRef<'_>) -> Result<Self, DecodeError> {
            String::from_value(value).map(Self)
        }
    }

    #[derive(Model, Debug, Default)]
    pub struct User {
        #[column(primary_key)]
        pub id: Auto<i64>,
        pub(super) email: String,
        password: Secret,
    }

    pub fn has_password() -> Select<User> {
        select(User).filter(User.password.ne(Secret::default()))
    }
}

use alchemy::prelude::*;
use models::{User, UserEntity, has_password};

fn local() {
    #[derive(Model, Default)]
    struct Note {
        #[column(primary_key)]
        id: Auto<i64>,
        #[column(foreign_key = User.id)]
        user_id: i64,
        user: BelongsTo<User>,
    }
    let _ = select(Note).join(Note.user);
    let _ = Note::default();
}

fn main() {
    local();
    let _: UserEntity = User;
    let _ = has_password().filter(User.email.eq("a"));
    let user = User::default();
    assert_eq!(user.id, Auto::unset());
}
