//! Other names for schemas, said when a statement is run.

use std::collections::BTreeMap;

/// Which schemas stand for those that tables name: one program, a schema for each tenant.
///
/// ```
/// use alchemy::compiler::SchemaTranslateMap;
///
/// let map = SchemaTranslateMap::new([(Some("shop"), "shop_7"), (None, "tenant_7")]);
/// assert_eq!(map.translate(Some("shop")), Some("shop_7"));
/// // Tables that name no schema
/// assert_eq!(map.translate(None), Some("tenant_7"));
/// // and those of which nothing is said.
/// assert_eq!(map.translate(Some("audit")), Some("audit"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaTranslateMap {
    names: BTreeMap<Option<Box<str>>, Box<str>>,
    /// The same as words of a statement's key.
    words: Box<[u64]>,
}

impl SchemaTranslateMap {
    /// Schemas with the names that take their place; `None` is for tables that name no schema.
    #[must_use]
    pub fn new<'n>(names: impl IntoIterator<Item = (Option<&'n str>, &'n str)>) -> Self {
        let names: BTreeMap<Option<Box<str>>, Box<str>> = names
            .into_iter()
            .map(|(from, to)| (from.map(Box::from), Box::from(to)))
            .collect();
        let mut words = Vec::new();
        for (from, to) in &names {
            words.push(u64::from(from.is_some()));
            text(from.as_deref().unwrap_or_default(), &mut words);
            text(to, &mut words);
        }
        Self {
            names,
            words: words.into(),
        }
    }

    /// The name that is written for a table's schema.
    #[must_use]
    pub fn translate<'s>(&'s self, schema: Option<&'s str>) -> Option<&'s str> {
        let found = self
            .names
            .iter()
            .find(|(from, _)| from.as_deref() == schema);
        found.map_or(schema, |(_, to)| Some(&**to))
    }

    /// What tells it from every other, after the words of a statement.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }
}

/// The length comes first, so that no two texts read alike.
fn text(text: &str, words: &mut Vec<u64>) {
    words.push(u64::try_from(text.len()).unwrap_or(u64::MAX));
    words.extend(text.as_bytes().chunks(8).map(|bytes| {
        bytes
            .iter()
            .fold(0, |word, byte| (word << 8) | u64::from(*byte))
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_maps_have_different_words() {
        let maps = [
            SchemaTranslateMap::new([]),
            SchemaTranslateMap::new([(None, "a")]),
            SchemaTranslateMap::new([(Some(""), "a")]),
            SchemaTranslateMap::new([(Some("a"), "")]),
            SchemaTranslateMap::new([(Some("a"), "b")]),
            SchemaTranslateMap::new([(Some("a"), "bb")]),
            SchemaTranslateMap::new([(Some("ab"), "b")]),
            SchemaTranslateMap::new([(Some("a"), "b"), (Some("b"), "a")]),
            SchemaTranslateMap::new([(Some("a"), "a_long_name_of_many_words")]),
        ];
        for (i, one) in maps.iter().enumerate() {
            for (j, other) in maps.iter().enumerate() {
                assert_eq!(one.words() == other.words(), i == j, "{one:?} {other:?}");
            }
        }
    }
}
