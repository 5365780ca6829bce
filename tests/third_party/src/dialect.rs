//! How the database speaks SQL.

use alchemy::Result;
use alchemy::compiler::ansi::expression;
use alchemy::compiler::{Capability, Context, Dialect, Returning};
use alchemy::schema::{Column, Table};
use alchemy::sql::{Arg, BinaryOp, Element, Lock, SelectNode};
use alchemy::types::SqlType;

/// Identifiers in backticks, `concat` for `||`, and a lock that is a comment.
#[derive(Clone, Copy, Debug, Default)]
pub struct HarbourDialect;

const CAPABILITY: Capability = Capability {
    quote: '`',
    reserved_words: &["from", "order", "select", "table", "where"],
    bind_limit: 999,
    returning: Returning::ALL,
    last_insert_id: true,
    boolean_literals: false,
    compound_parentheses: false,
    unlimited: Some("-1"),
    alter_foreign_key: false,
    ..Capability::ANSI
};

impl Dialect for HarbourDialect {
    fn name(&self) -> &'static str {
        "harbour"
    }

    fn capability(&self) -> &Capability {
        &CAPABILITY
    }

    fn visit_binary(
        &self,
        cx: &mut Context<'_>,
        op: BinaryOp,
        left: &Arg,
        right: &Arg,
    ) -> Result<()> {
        if op != BinaryOp::Concat {
            return expression::binary(cx, op, left, right);
        }
        cx.push("format('%s%s', ");
        cx.arg(left)?;
        cx.push(", ");
        cx.arg(right)?;
        cx.push(")");
        Ok(())
    }

    fn visit_lock(&self, cx: &mut Context<'_>, _: &SelectNode, _: &Lock) -> Result<()> {
        cx.push(" /* moored */");
        Ok(())
    }

    fn visit_element(&self, cx: &mut Context<'_>, element: &dyn Element) -> Result<()> {
        match (element.name(), element.operands()) {
            // This database has a word of its own for it.
            ("elements::Greatest", [first, second]) => {
                cx.push("max(");
                cx.arg(first)?;
                cx.push(", ");
                cx.arg(second)?;
                cx.push(")");
                Ok(())
            }
            _ => Err(cx.unsupported("this expression")),
        }
    }

    fn visit_type(&self, cx: &mut Context<'_>, sql_type: SqlType) -> Result<()> {
        cx.push(match sql_type {
            SqlType::BigInt | SqlType::Integer | SqlType::SmallInt | SqlType::Boolean => "INTEGER",
            SqlType::Double | SqlType::Real => "REAL",
            SqlType::Text | SqlType::Varchar(_) => "TEXT",
            _ => return Err(cx.unsupported("a column of this type")),
        });
        Ok(())
    }

    fn visit_column_definition(
        &self,
        cx: &mut Context<'_>,
        table: &Table,
        column: &Column,
    ) -> Result<()> {
        cx.identifier(&column.name)?;
        cx.push(" ");
        cx.dialect().visit_type(cx, column.sql_type)?;
        if self.inlines_primary_key(table) && column.autoincrement {
            cx.push(" PRIMARY KEY");
        } else if !column.nullable {
            cx.push(" NOT NULL");
        }
        Ok(())
    }

    fn inlines_primary_key(&self, table: &Table) -> bool {
        let generated = |index: &u16| table.column(*index).is_some_and(|key| key.autoincrement);
        table.primary_key.len() == 1 && table.primary_key.iter().all(generated)
    }
}
