//! Snapshots of the expansion, as rustfmt would write it.

use quote::quote;

fn expanded(tokens: proc_macro2::TokenStream) -> String {
    let code = crate::model(tokens);
    prettyplease::unparse(&syn::parse2(code).unwrap())
}

#[test]
fn a_model_with_columns() {
    insta::assert_snapshot!(expanded(quote! {
        #[model(table = "users", schema = "app", unique(email, name), check = "id > 0")]
        pub struct User {
            /// The key.
            #[column(primary_key)]
            pub id: Auto<i64>,
            #[column(length = 200, index, default = "nobody")]
            pub email: String,
            r#type: Option<i16>,
        }
    }));
}

#[test]
fn a_model_with_relationships() {
    insta::assert_snapshot!(expanded(quote! {
        #[model(crate = crate::alchemy, entity = Posts)]
        struct Post {
            #[column(primary_key)]
            id: i64,
            #[column(foreign_key = User.id, on_delete = "cascade")]
            author_id: i64,
            #[relationship(back_populates = posts)]
            author: BelongsTo<User>,
            #[relationship(secondary = "post_tags", order_by = Tag.name)]
            tags: ManyToMany<Tag>,
        }
    }));
}

#[test]
fn a_mistake_leaves_the_rest() {
    insta::assert_snapshot!(expanded(quote! {
        enum User {
            Somebody,
        }
    }));
}
