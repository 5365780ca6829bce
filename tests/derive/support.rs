//! Metadata in words, to compare with.

use alchemy::orm::{Model, RelationshipKeys};
use alchemy::schema::Table;

/// The names of columns, by position.
pub(crate) fn names<'t>(table: &'t Table, columns: &[u16]) -> Vec<&'t str> {
    let name = |column: &u16| table.column_name(*column);
    columns.iter().map(name).collect()
}

/// `a, b -> users(id) on delete Cascade`, a line a foreign key.
pub(crate) fn foreign_keys(table: &Table) -> Vec<String> {
    let line = |key: &alchemy::schema::ForeignKey| {
        let columns = names(table, &key.columns).join(", ");
        let (_, target) = key.target.table_key();
        let mut line = format!(
            "{columns} -> {target}({})",
            key.target.column_names().join(", ")
        );
        for (what, action) in [("delete", key.on_delete), ("update", key.on_update)] {
            if let Some(action) = action {
                line.push_str(&format!(" on {what} {action:?}"));
            }
        }
        line
    };
    table.foreign_keys.iter().map(line).collect()
}

/// `author: id = users.author_id`, a line a relationship.
pub(crate) fn relationships<M: Model>() -> Vec<String> {
    let mapper = M::mapper();
    let line = |relationship: &alchemy::orm::RelationshipDefinition| {
        let target = (relationship.target)();
        let keys = match relationship.keys {
            RelationshipKeys::Direct { local, remote } => {
                let local = names(mapper.table, local).join(", ");
                format!(
                    "{local} = {}({})",
                    target.name,
                    names(target.table, remote).join(", ")
                )
            }
            RelationshipKeys::Secondary {
                table,
                local,
                this,
                other,
                remote,
            } => format!(
                "{} = {}({}; {}) = {}({})",
                names(mapper.table, local).join(", "),
                table.name,
                names(table, this).join(", "),
                names(table, other).join(", "),
                target.name,
                names(target.table, remote).join(", "),
            ),
        };
        let back = relationship.reverse().map_or("-", |reverse| reverse.name);
        format!(
            "{} {:?} {keys} <- {back}",
            relationship.name, relationship.kind
        )
    };
    mapper.relationships.iter().map(line).collect()
}
