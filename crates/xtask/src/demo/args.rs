//! What the demo was asked for.

use super::columns::{self, Mapped};
use crate::run::Outcome;
use tactful::document::nearest;
use tactful::explain::Language;

/// What `--help` prints.
pub(super) const HELP: &str = "\
cargo xtask demo [OPTION]...

Without options: the made sample book, decided with the house policy.

  --customers FILE   your customers, as .csv or .jsonl (with --facts)
  --facts FILE       what happened, one fact a row; the column `customer` names the customer
  --planned FILE     contacts that are planned already
  --map [TABLE.]OURS=THEIRS
                     what your tables call a column, such as --map facts.at=sent_at; as often as you need it
  --policy FILE      a policy in TOML or JSON; the house policy if it is left out
  --now INSTANT      when to decide, with its offset; the latest fact's instant if it is left out
  --naive ZONE       the zone of instants that were written without an offset; they are refused if it is left out
  --days N           how far the plan looks ahead; 14 if it is left out
  --rows N           how many rows a table shows at most; 25 if it is left out, 0 for all
  --customer ID      one customer in full instead of the report
  --audit            look back instead: was each contact that was sent right, too early, one too many, …?
  --compare FILE     with --audit: another policy, and what it would have found different
  --language en|zh   the language of everything that is printed
  --export DIR       write the sample book to DIR as .csv and .jsonl: templates for your own files
";

const NAMES: &[&str] = &[
    "--customers",
    "--facts",
    "--planned",
    "--map",
    "--policy",
    "--now",
    "--naive",
    "--days",
    "--rows",
    "--customer",
    "--audit",
    "--compare",
    "--language",
    "--export",
    "--help",
];

/// The options.
#[derive(Debug, Clone, Default)]
pub(super) struct Options {
    pub(super) customers: Option<String>,
    pub(super) facts: Option<String>,
    pub(super) planned: Option<String>,
    pub(super) map: Vec<Mapped>,
    pub(super) policy: Option<String>,
    pub(super) now: Option<String>,
    pub(super) naive: Option<String>,
    pub(super) days: i64,
    /// 0: all.
    pub(super) rows: usize,
    pub(super) customer: Option<String>,
    pub(super) audit: bool,
    pub(super) compare: Option<String>,
    /// None: English, with one customer explained in Chinese as well.
    pub(super) language: Option<Language>,
    pub(super) export: Option<String>,
}

/// The options, or none if help was asked for.
pub(super) fn parse(arguments: &[String]) -> Outcome<Option<Options>> {
    let mut options = Options { days: 14, rows: 25, ..Options::default() };
    let mut seen: Vec<&str> = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let Some(&name) = NAMES.iter().find(|known| **known == name) else {
            if name == "-h" {
                return Ok(None);
            }
            let near = nearest(name, NAMES).map(|near| format!("; did you mean `{near}`?"));
            let help = "; `cargo xtask demo --help` lists the options".to_owned();
            return Err(format!("the demo has no option `{name}`{}", near.unwrap_or(help)));
        };
        if name == "--help" {
            return Ok(None);
        }
        if seen.contains(&name) && name != "--map" {
            return Err(format!("{name} is given twice"));
        }
        seen.push(name);
        if name == "--audit" {
            if inline.is_some() {
                return Err("--audit takes no value".to_owned());
            }
            options.audit = true;
            continue;
        }
        let value = inline.or_else(|| rest.next().cloned()).filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| format!("{name} needs a value"))?;
        let number = |value: &str| value.parse().map_err(|_| format!("{name} needs a whole number"));
        match name {
            "--customers" => options.customers = Some(value),
            "--facts" => options.facts = Some(value),
            "--planned" => options.planned = Some(value),
            "--map" => options.map.push(columns::parse(&value)?),
            "--policy" => options.policy = Some(value),
            "--now" => options.now = Some(value),
            "--naive" => options.naive = Some(value),
            "--customer" => options.customer = Some(value),
            "--compare" => options.compare = Some(value),
            "--export" => options.export = Some(value),
            "--rows" => options.rows = number(&value)? as usize,
            "--days" => {
                let days: u32 = number(&value)?;
                if !(1..=365).contains(&days) {
                    return Err("--days takes 1 to 365".to_owned());
                }
                options.days = i64::from(days);
            }
            _ => {
                let known = Language::ALL.iter().find(|(code, _)| *code == value);
                let Some((_, language)) = known else {
                    return Err("--language takes `en` or `zh`".to_owned());
                };
                options.language = Some(*language);
            }
        }
    }
    if options.export.is_some() && seen.len() > 1 {
        return Err("--export writes the sample book; it takes no other option".to_owned());
    }
    if options.compare.is_some() && !options.audit {
        return Err("--compare needs --audit: it compares what two policies find in what was sent".to_owned());
    }
    for (name, given) in [
        ("--facts", options.facts.is_some()),
        ("--planned", options.planned.is_some()),
        ("--map", !options.map.is_empty()),
        ("--naive", options.naive.is_some()),
    ] {
        if given && options.customers.is_none() {
            let why = match name {
                "--map" => "the sample book has the columns that are meant",
                _ => "facts without their customers cannot be decided for",
            };
            return Err(format!("{name} needs --customers: {why}"));
        }
    }
    if options.customers.is_some() && options.facts.is_none() {
        return Err("--customers needs --facts: without what happened there is nothing to decide".to_owned());
    }
    Ok(Some(options))
}
