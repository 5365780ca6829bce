//! alchemy under another name.

mod database {
    pub(crate) mod toolkit {
        pub(crate) use alchemy::*;
    }
}

use database::toolkit::prelude::*;

#[derive(Model, Debug, Default)]
#[model(crate = crate::database::toolkit)]
struct User {
    #[column(primary_key)]
    id: Auto<i64>,
    #[column(foreign_key = User.id)]
    parent_id: Option<i64>,
    #[relationship(back_populates = children)]
    parent: BelongsTo<Option<User>>,
    #[relationship(back_populates = parent)]
    children: HasMany<User>,
    #[relationship(secondary(table = "friends", this = user_id, other = friend_id))]
    friends: ManyToMany<User>,
}

fn main() {
    assert_eq!(User.table().name, "user");
}
