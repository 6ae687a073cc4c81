//! The closed lists of a relationship with their names: `lists.toml` beside this file.

use crate::document::{Field, parse_toml};
use crate::policy::spec::Texts;
use crate::{Code, Error, Result};

/// A closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Its codes in their order, with their names.
    pub entries: Vec<(String, Texts)>,
}

/// All closed lists, or the one of this name: levels, wishes, classes, traits, causes, scenes, ways, forms (LISTS 3, 8
/// to 18, 27).
///
/// # Errors
/// [`Code::InvalidValue`] for a name that is none, with the nearest known.
///
/// ```
/// let wishes = &tactful::relationship::lists(Some("wishes"))?[0];
/// assert_eq!((wishes.entries[2].0.as_str(), wishes.entries[2].1.zh.as_str()), ("privacy", "尊重隐私"));
/// # Ok::<(), tactful::Error>(())
/// ```
pub fn lists(name: Option<&str>) -> Result<Vec<List>> {
    let node = parse_toml(include_str!("lists.toml"))?;
    let mut lists = Vec::new();
    for (key, field) in Field::root(&node).table()?.entries() {
        let entry = |(key, field): (&crate::document::Key, Field<'_>)| {
            let texts = field.list()?;
            let text = |place: usize| texts.get(place).map_or(Ok(""), Field::text).map(str::to_owned);
            Ok((key.name.clone(), Texts { en: text(0)?, zh: text(1)? }))
        };
        let entries = field.table()?.entries().into_iter().map(entry).collect::<Result<_>>()?;
        lists.push(List { name: key.name.clone(), entries });
    }
    let Some(name) = name else { return Ok(lists) };
    match lists.iter().position(|list| list.name == name) {
        Some(place) => Ok(vec![lists.swap_remove(place)]),
        None => {
            let known: Vec<&str> = lists.iter().map(|list| list.name.as_str()).collect();
            let near = crate::document::nearest(name, &known);
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(Error::new(Code::InvalidValue, format!("there is no such list{near}")).at_path("list"))
        }
    }
}
