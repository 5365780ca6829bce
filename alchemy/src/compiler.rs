//! From the tree to SQL text and the order of its binds.

use std::fmt::Debug;

use crate::sql::StatementNode;
use crate::types::Value;
use crate::{Error, ErrorKind, Result};

/// stand-in
pub trait Dialect: Send + Sync + Debug {
    /// stand-in
    fn name(&self) -> &'static str;
}

/// stand-in
#[derive(Debug)]
pub struct Ansi;

impl Dialect for Ansi {
    fn name(&self) -> &'static str {
        "ansi"
    }
}

/// stand-in
#[derive(Debug)]
pub struct StatementCache;

impl StatementCache {
    /// stand-in
    #[must_use]
    pub fn new(_: usize) -> Self {
        Self
    }

    /// stand-in
    pub fn prepare<'s>(
        &self,
        node: &'s StatementNode<'s>,
        _: &dyn Dialect,
    ) -> Result<Prepared<'s>> {
        match node {
            StatementNode::Text(text) => Ok(Prepared {
                sql: &text.sql,
                binds: text.binds.iter().map(|(_, value)| value).collect(),
            }),
            _ => Err(Error::new(ErrorKind::Compile, "stand-in")),
        }
    }
}

/// stand-in
#[derive(Debug)]
pub struct Prepared<'s> {
    sql: &'s str,
    binds: Vec<&'s Value>,
}

impl<'s> Prepared<'s> {
    /// stand-in
    #[must_use]
    pub fn sql(&self) -> &str {
        self.sql
    }

    /// stand-in
    #[must_use]
    pub fn binds(&self) -> &[&'s Value] {
        &self.binds
    }
}
