//! The tables, as Diesel is told about them.

diesel::table! {
    /// The users.
    users (id) {
        /// The key.
        id -> BigInt,
        /// The address.
        email -> Text,
        /// The name, if there is one.
        name -> Nullable<Text>,
        /// The age.
        age -> BigInt,
    }
}

diesel::table! {
    /// The posts.
    posts (id) {
        /// The key.
        id -> BigInt,
        /// The title.
        title -> Text,
        /// How often it was read.
        views -> BigInt,
        /// The key of the user that wrote it.
        user_id -> BigInt,
    }
}

diesel::joinable!(posts -> users (user_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts);
