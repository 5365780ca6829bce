//! The Core on every database: statements built with the typed API, run, and their rows checked.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by a panic"
)]

#[macro_use]
extern crate alchemy_test_support;

#[path = "core/aggregates.rs"]
mod aggregates;
#[path = "core/arithmetic.rs"]
mod arithmetic;
#[path = "core/changed.rs"]
mod changed;
#[path = "core/clauses.rs"]
mod clauses;
#[path = "core/conditions.rs"]
mod conditions;
#[path = "core/counting.rs"]
mod counting;
#[path = "core/ctes.rs"]
mod ctes;
#[path = "core/deleting.rs"]
mod deleting;
#[path = "core/derived.rs"]
mod derived;
#[path = "core/dml_hints.rs"]
mod dml_hints;
#[path = "core/error_kinds.rs"]
mod error_kinds;
#[path = "core/explaining.rs"]
mod explaining;
#[path = "core/extract.rs"]
mod extract;
#[path = "core/from_select.rs"]
mod from_select;
#[path = "core/functions.rs"]
mod functions;
#[path = "core/grouping_sets.rs"]
mod grouping_sets;
#[path = "core/identifiers.rs"]
mod identifiers;
#[path = "core/inserted_rows.rs"]
mod inserted_rows;
#[path = "core/inserting.rs"]
mod inserting;
#[path = "core/joins.rs"]
mod joins;
#[path = "core/keywords.rs"]
mod keywords;
#[path = "core/lists.rs"]
mod lists;
#[path = "core/literals.rs"]
mod literals;
#[path = "core/loader_criteria.rs"]
mod loader_criteria;
#[path = "core/many.rs"]
mod many;
#[path = "core/merging.rs"]
mod merging;
#[path = "core/modifying_ctes.rs"]
mod modifying_ctes;
#[path = "core/numbers.rs"]
mod numbers;
#[path = "core/operators.rs"]
mod operators;
#[path = "core/other_tables.rs"]
mod other_tables;
#[path = "core/own_table.rs"]
mod own_table;
#[path = "core/pages.rs"]
mod pages;
#[path = "core/parameters.rs"]
mod parameters;
#[path = "core/patterns.rs"]
mod patterns;
#[path = "core/precedence.rs"]
mod precedence;
#[path = "core/refused.rs"]
mod refused;
#[path = "core/relationship_conditions.rs"]
mod relationship_conditions;
#[path = "core/repeated.rs"]
mod repeated;
#[path = "core/samples.rs"]
mod samples;
#[path = "core/schema.rs"]
mod schema;
#[path = "core/selecting.rs"]
mod selecting;
#[path = "core/set_grammar.rs"]
mod set_grammar;
#[path = "core/set_operations.rs"]
mod set_operations;
#[path = "core/shown.rs"]
mod shown;
#[path = "core/subqueries.rs"]
mod subqueries;
#[path = "core/table_functions.rs"]
mod table_functions;
#[path = "core/text_and_numbers.rs"]
mod text_and_numbers;
#[path = "core/texts.rs"]
mod texts;
#[path = "core/tuples.rs"]
mod tuples;
#[path = "core/update_defaults.rs"]
mod update_defaults;
#[path = "core/updating.rs"]
mod updating;
#[path = "core/upserting.rs"]
mod upserting;
#[path = "core/values.rs"]
mod values;
#[path = "core/windows.rs"]
mod windows;

use std::process::ExitCode;

fn main() -> ExitCode {
    alchemy_test_support::main()
}
