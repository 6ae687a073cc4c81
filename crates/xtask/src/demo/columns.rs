//! What the columns of own tables are called: `--map [TABLE.]OURS=THEIRS`.

use super::sheet::Subject;
use crate::run::Outcome;
use tactful::document::nearest;

/// A column that tables call otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapped {
    /// The table that was named; none: whichever has such a column.
    subject: Option<Subject>,
    /// The name of the field.
    ours: String,
    /// The name in the table.
    theirs: String,
}

/// The names of one table's columns: ours and theirs.
pub(super) type Names = Vec<(String, String)>;

/// A table, and the columns that it has.
pub(super) struct Table<'t> {
    pub(super) subject: Subject,
    /// The file's name.
    pub(super) name: &'t str,
    pub(super) columns: Vec<String>,
}

fn meant(name: &str, known: &[&str]) -> String {
    // columns are often written in capitals
    let lower: Vec<String> = known.iter().map(|known| known.to_lowercase()).collect();
    let places: Vec<&str> = lower.iter().map(String::as_str).collect();
    let near = nearest(name, &places).and_then(|near| places.iter().position(|place| *place == near));
    match near.and_then(|place| known.get(place)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.join(", ")),
    }
}

/// `[TABLE.]OURS=THEIRS`
pub(super) fn parse(text: &str) -> Outcome<Mapped> {
    let whole = || format!("--map takes `[TABLE.]OURS=THEIRS`, such as `facts.at=sent_at`; got `{text}`");
    let (ours, theirs) = text.split_once('=').ok_or_else(whole)?;
    let (ours, theirs) = (ours.trim(), theirs.trim());
    if theirs.is_empty() {
        return Err(whole());
    }
    let (subject, ours) = match ours.split_once('.') {
        None => (None, ours),
        Some((table, ours)) => match Subject::ALL.into_iter().find(|subject| subject.name() == table) {
            Some(subject) => (Some(subject), ours),
            None => {
                let tables = Subject::ALL.map(Subject::name);
                return Err(format!("--map {text}: there is no table `{table}`; {}", meant(table, &tables)));
            }
        },
    };
    let tables = Subject::ALL.into_iter().filter(|known| subject.is_none_or(|subject| subject == *known));
    let mut known: Vec<&str> = Vec::new();
    for name in tables.flat_map(Subject::columns) {
        if !known.contains(name) {
            known.push(name);
        }
    }
    if !known.contains(&ours) {
        let of = subject.map_or("no table".to_owned(), |subject| format!("no table of {}", subject.name()));
        return Err(format!("--map {text}: {of} has a field `{ours}`; {}", meant(ours, &known)));
    }
    Ok(Mapped { subject, ours: ours.to_owned(), theirs: theirs.to_owned() })
}

/// What each table calls its columns.
pub(super) fn names(mapped: &[Mapped], tables: &[Table<'_>]) -> Outcome<Vec<Names>> {
    let mut names: Vec<Names> = tables.iter().map(|_| Vec::new()).collect();
    for Mapped { subject, ours, theirs } in mapped {
        let option = match subject {
            Some(subject) => format!("--map {}.{ours}={theirs}", subject.name()),
            None => format!("--map {ours}={theirs}"),
        };
        let (mut found, mut there) = (false, Vec::new());
        for (table, names) in tables.iter().zip(&mut names) {
            let can = subject
                .map_or(table.subject.columns().contains(&ours.as_str()), |subject| subject == table.subject);
            if !can {
                continue;
            }
            if table.columns.contains(theirs) {
                found = true;
                if names.iter().any(|(one, other)| one == ours || other == theirs) {
                    return Err(format!("{option}: one of the two names was mapped before"));
                }
                names.push((ours.clone(), theirs.clone()));
            } else {
                there.extend(table.columns.iter().map(String::as_str));
            }
        }
        if !found {
            return Err(format!("{option}: no table has a column `{theirs}`; {}", meant(theirs, &there)));
        }
    }
    // what is called so and is something else
    for (table, names) in tables.iter().zip(&names) {
        for (ours, theirs) in names {
            let taken = table.columns.contains(ours) && !names.iter().any(|(_, other)| other == ours);
            if ours != theirs && taken {
                return Err(format!(
                    "{}: `{theirs}` is to be the column `{ours}`, and there is one of this name too; \
                     map that one to what it is, or leave it out of the file",
                    table.name
                ));
            }
        }
    }
    Ok(names)
}

/// The field that a column stands for.
pub(super) fn ours<'n>(names: &'n [(String, String)], theirs: &'n str) -> &'n str {
    names.iter().find(|(_, other)| other == theirs).map_or(theirs, |(ours, _)| ours)
}

/// The column that stands for a field.
pub(super) fn theirs<'n>(names: &'n [(String, String)], ours: &'n str) -> &'n str {
    names.iter().find(|(one, _)| one == ours).map_or(ours, |(_, theirs)| theirs)
}
