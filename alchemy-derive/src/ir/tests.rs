//! The rules, without a compiler.

use quote::quote;

use super::names::snake_case;
use super::{Cascade, FieldIndex, Key, Model, lower};
use crate::ctxt::Ctxt;
use crate::parse;

fn described(tokens: proc_macro2::TokenStream) -> (Option<Model>, Vec<String>) {
    let mut ctxt = Ctxt::new();
    let model = parse::input(tokens, &mut ctxt).map(|raw| lower(raw, &mut ctxt));
    let errors = ctxt
        .into_errors()
        .iter()
        .map(syn::Error::to_string)
        .collect();
    (model, errors)
}

fn model(tokens: proc_macro2::TokenStream) -> Model {
    let (model, errors) = described(tokens);
    assert_eq!(errors, Vec::<String>::new());
    model.unwrap()
}

fn errors(tokens: proc_macro2::TokenStream) -> Vec<String> {
    described(tokens).1
}

#[test]
fn names() {
    let names = [
        "User",
        "PostTag",
        "HTTPServer",
        "A",
        "Order2",
        "OAuthToken",
        "already_snake",
    ];
    assert_eq!(
        names.map(snake_case),
        [
            "user",
            "post_tag",
            "http_server",
            "a",
            "order2",
            "o_auth_token",
            "already_snake"
        ]
    );
}

#[test]
fn fields_keep_their_order() {
    let model = model(quote! {
        struct Post {
            author: BelongsTo<User>,
            #[column(primary_key)]
            id: Auto<i64>,
            comments: HasMany<Comment>,
            #[column(foreign_key = User.id)]
            author_id: i64,
        }
    });
    assert_eq!(
        model.fields,
        [
            FieldIndex::Relationship(0),
            FieldIndex::Column(0),
            FieldIndex::Relationship(1),
            FieldIndex::Column(1),
        ]
    );
    assert_eq!(model.primary_key, [0]);
    assert!(matches!(model.relationships[0].key, Key::Own(0)));
    assert!(matches!(model.relationships[1].key, Key::Inferred));
}

#[test]
fn a_key_that_refers_to_something_is_not_generated() {
    let model = model(quote! {
        struct Profile {
            #[column(primary_key, foreign_key = User.id)]
            user_id: Auto<i64>,
        }
    });
    assert!(model.columns[0].is_auto && !model.columns[0].autoincrement);
}

#[test]
fn a_belongs_to_without_a_usual_key_takes_the_only_one() {
    let model = model(quote! {
        struct Post {
            #[column(primary_key)]
            id: Auto<i64>,
            #[column(foreign_key = User.id)]
            written_by: i64,
            author: BelongsTo<User>,
        }
    });
    assert!(matches!(model.relationships[0].key, Key::OnlyOwn));
}

#[test]
fn cascades() {
    let all = Cascade::parse("all").unwrap();
    assert!(all.delete && all.expunge && !all.delete_orphan);
    let orphans = Cascade::parse("delete-orphan, all").unwrap();
    assert_eq!(
        orphans,
        Cascade {
            delete_orphan: true,
            ..all
        }
    );
    assert_eq!(
        Cascade::parse("save-update, merge").unwrap(),
        Cascade::DEFAULT
    );
    assert_eq!(Cascade::parse("none").unwrap(), Cascade::default());
    assert!(Cascade::parse("none, all").is_err());
    assert!(Cascade::parse("").is_err());
}

#[test]
fn every_mistake_is_reported() {
    let errors = errors(quote! {
        #[model(index(nothing), table = "")]
        struct User {
            #[column(length = 10, type = "TEXT")]
            a: String,
            #[column(scale = 2)]
            b: Decimal,
            #[column(length = 10, precision = 3)]
            c: String,
            #[column(name = "a")]
            d: String,
        }
    });
    assert_eq!(
        errors,
        [
            "`length` is part of the `type`: `type = \"VARCHAR(200)\"`",
            "`scale` needs a `precision`: the digits in all",
            "a column has a `length` or a `precision`, not both",
            "no column `nothing` in this model: its columns are `a`, `b`, `c`, `d`",
            "`User` has no primary key: mark a column with `#[column(primary_key)]`",
            "the table needs a name",
            "two columns are called `a`: this one and `a`",
        ]
    );
}

#[test]
fn a_composite_key_has_as_many_targets() {
    let errors = errors(quote! {
        #[model(foreign_key(columns(a, b), references(Order.a)))]
        #[model(foreign_key(columns(a, b), references(Order.a, Item.b)))]
        #[model(foreign_key(columns(a)))]
        struct Line {
            #[column(primary_key)]
            a: i64,
            b: i64,
        }
    });
    assert_eq!(
        errors,
        [
            "`columns` and `references` need the same number of columns",
            "write `foreign_key(columns(a, b), references(Order.a, Order.b))`",
            "the columns of one foreign key refer to one model",
        ]
    );
}

#[test]
fn a_relationship_names_a_model() {
    let errors = errors(quote! {
        struct User {
            #[column(primary_key)]
            id: i64,
            #[relationship(back_populates = "user")]
            posts: HasMany<Vec<Post>>,
            #[relationship(secondary = Like, foreign_key = like_id)]
            likes: ManyToMany<Post>,
            #[relationship(secondary = "x")]
            other: HasOne<Post>,
            #[column(foreign_key = Post.id)]
            pinned_id: i64,
            #[relationship(order_by = Post.title)]
            pinned: BelongsTo<Post>,
        }
    });
    assert_eq!(
        errors,
        [
            "`back_populates` takes a field's name, without quotes: `back_populates = author`",
            "a relationship points to a model by its name: `HasMany<Post>`",
            "the keys of a `ManyToMany` are in its `secondary`",
            "`secondary` belongs to a `ManyToMany`; this is a `HasOne`",
            "a `BelongsTo` has one target: there is nothing to order",
        ]
    );
}
