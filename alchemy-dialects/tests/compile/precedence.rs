//! Parentheses: an expression means the same as with all of them.

use alchemy::compiler::ToSql;
use alchemy::sql::{Arg, BinaryOp, Expr, Node, select};
use alchemy::types::Value;
use alchemy_dialects::sqlite::SqliteDialect;

use crate::show::sqlite;

/// A generator of numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

const OPERATORS: [(BinaryOp, &str); 11] = [
    (BinaryOp::Eq, "="),
    (BinaryOp::Ne, "<>"),
    (BinaryOp::Lt, "<"),
    (BinaryOp::Le, "<="),
    (BinaryOp::Gt, ">"),
    (BinaryOp::Ge, ">="),
    (BinaryOp::Add, "+"),
    (BinaryOp::Sub, "-"),
    (BinaryOp::Mul, "*"),
    (BinaryOp::Rem, "%"),
    (BinaryOp::Concat, "||"),
];

/// A node, and how it reads with all parentheses.
fn grow(random: &mut Random, depth: u32) -> (Node, String) {
    if depth == 0 || random.below(6) == 0 {
        return match random.below(5) {
            0 => (Node::Bind(Value::Null), "NULL".to_owned()),
            number => {
                let number = i64::try_from(number).unwrap() - 2;
                (Node::Bind(Value::Int(number)), format!("({number})"))
            }
        };
    }
    let (a, a_text) = grow(random, depth - 1);
    let (b, b_text) = grow(random, depth - 1);
    let negated = random.below(2) == 0;
    let word = if negated { "NOT " } else { "" };
    match random.below(10) {
        0 => (Node::Not(a.into()), format!("(NOT {a_text})")),
        1 => (Node::Negate(a.into()), format!("(- {a_text})")),
        2 => (Node::All(vec![a, b]), format!("({a_text} AND {b_text})")),
        3 => (Node::Any(vec![a, b]), format!("({a_text} OR {b_text})")),
        4 => (
            Node::IsNull {
                arg: a.into(),
                negated,
            },
            format!("({a_text} IS {word}NULL)"),
        ),
        5 => {
            let list = vec![Arg::from(b), Arg::Bind(Value::Int(1))];
            let source = alchemy::sql::InSource::List(list);
            let node = alchemy::sql::In {
                arg: a.into(),
                source,
                negated,
            };
            (
                Node::In(Box::new(node)),
                format!("({a_text} {word}IN ({b_text}, 1))"),
            )
        }
        6 => {
            let (high, high_text) = grow(random, depth - 1);
            let node = alchemy::sql::Between {
                arg: a.into(),
                low: b.into(),
                high: high.into(),
                symmetric: false,
                negated,
            };
            let text = format!("({a_text} {word}BETWEEN {b_text} AND {high_text})");
            (Node::Between(Box::new(node)), text)
        }
        _ => {
            let (op, sign) = OPERATORS[usize::try_from(random.below(11)).unwrap()];
            (
                Node::Binary(op, a.into(), b.into()),
                format!("({a_text} {sign} {b_text})"),
            )
        }
    }
}

#[test]
fn random_expressions_mean_what_the_tree_says() {
    let connection = sqlite();
    let mut random = Random(7);
    for _ in 0..3_000 {
        let (node, text) = grow(&mut random, 4);
        let statement = select(Expr::<Option<i64>>::from_node(node));
        let sql = statement.to_sql_with_literals(&SqliteDialect).unwrap();
        let run = |sql: &str| -> rusqlite::types::Value {
            connection.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let expected = run(&format!("SELECT {text}"));
        assert_eq!(run(&sql), expected, "{sql}\n{text}");
    }
}
