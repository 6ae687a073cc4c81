//! From rows to facts.

use crate::ask::Ask;
use crate::columns::{Flags, Lists, Texts};
use crate::instants::{Instants, Shifts};
use crate::rows::{Columns, Found, Row};
use crate::schema::{Holds, Places};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use tactful::customer::{Direction, Fact, FactKind, Intent, Kind, Outcome, Purpose};
use tactful::document::nearest;
use tactful::{Code, Engine, Error, Result};

/// The name of the table in paths.
pub(crate) const TABLE: &str = "facts";

/// One purpose, or several.
#[derive(Debug, Clone)]
enum Purposes {
    One(Texts),
    Several(Lists),
}

impl Purposes {
    fn new(array: &ArrayRef) -> Result<Self> {
        match array.data_type() {
            DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => {
                Lists::new(array).map(Purposes::Several)
            }
            _ => Texts::new(array, Holds::TextOrTexts).map(Purposes::One),
        }
    }
}

/// The columns of a batch of facts, in the order of [`crate::FACTS`].
#[derive(Debug, Clone)]
pub(crate) struct FactColumns {
    rows: usize,
    customer: Texts,
    kind: Texts,
    at: Instants,
    id: Texts,
    recorded_at: Instants,
    order: Texts,
    case: Texts,
    product: Texts,
    channel: Texts,
    direction: Texts,
    reason: Texts,
    purpose: Purposes,
    intent: Texts,
    outcome: Texts,
    contact_point: Texts,
    subject: Texts,
    until: Instants,
    level: Texts,
    colleague: Flags,
}

impl Columns for FactColumns {
    fn customer(&self) -> &Texts {
        &self.customer
    }

    fn rows(&self) -> usize {
        self.rows
    }
}

impl FactColumns {
    pub(crate) fn new(batch: &RecordBatch, places: &Places) -> Result<Self> {
        let found = Found { batch, of: &places.of, table: TABLE };
        let text = |place| found.column(place, |array| Texts::new(array, Holds::Text), Texts::Nothing);
        let id = |place| found.column(place, |array| Texts::new(array, Holds::Id), Texts::Nothing);
        let instant = |place| found.column(place, Instants::new, Instants::Nothing);
        Ok(Self {
            rows: batch.num_rows(),
            customer: id(0)?,
            kind: text(1)?,
            at: instant(2)?,
            id: id(3)?,
            recorded_at: instant(4)?,
            order: id(5)?,
            case: id(6)?,
            product: text(7)?,
            channel: text(8)?,
            direction: text(9)?,
            reason: text(10)?,
            purpose: found.column(11, Purposes::new, Purposes::One(Texts::Nothing))?,
            intent: text(12)?,
            outcome: text(13)?,
            contact_point: text(14)?,
            subject: text(15)?,
            until: instant(16)?,
            level: text(17)?,
            colleague: found.column(18, Flags::new, Flags::Nothing)?,
        })
    }

    /// The fact of a row; `number` is the row's for the caller.
    pub(crate) fn read(
        &self,
        row: usize,
        number: u64,
        engine: &Engine,
        ask: &Ask,
        shifts: &mut Shifts,
    ) -> Result<Fact> {
        let told = Row { table: TABLE, names: &ask.facts, number };
        let mut instant = |column: &str, instants: &Instants| {
            instants.get(row, ask, shifts).map_err(|error| told.at(column, error))
        };
        let Some(at) = instant("at", &self.at)? else { return Err(told.missing("at")) };
        let mut fact = Fact::new(self.kind(row, told, engine)?, at);
        fact.recorded_at = instant("recorded_at", &self.recorded_at)?;
        fact.until = instant("until", &self.until)?;
        fact.id = told.text("id", &self.id, row)?;
        fact.order = told.text("order", &self.order, row)?;
        fact.case = told.text("case", &self.case, row)?;
        fact.product = told.text("product", &self.product, row)?;
        fact.channel = told.text("channel", &self.channel, row)?;
        fact.reason = told.text("reason", &self.reason, row)?;
        fact.contact_point = told.text("contact_point", &self.contact_point, row)?;
        fact.subject = told.text("subject", &self.subject, row)?;
        fact.level = told.text("level", &self.level, row)?;
        fact.direction = told.choice("direction", &self.direction, row, Direction::ALL)?;
        fact.outcome = told.choice("outcome", &self.outcome, row, Outcome::ALL)?;
        fact.intent = told.choice("intent", &self.intent, row, Intent::ALL)?;
        fact.purpose = self.purpose(row, told, &fact.kind)?;
        fact.colleague = self.colleague.get(row).unwrap_or(false);
        Ok(fact)
    }

    fn kind(&self, row: usize, told: Row<'_>, engine: &Engine) -> Result<FactKind> {
        let Some(word) = self.kind.text(row) else { return Err(told.missing("kind")) };
        if let Some(kind) = Kind::from_word(word) {
            return Ok(FactKind::Known(kind));
        }
        let own = &engine.policy().own_facts;
        if own.iter().any(|known| known == word) {
            return Ok(FactKind::Own(word.to_owned()));
        }
        let mut known: Vec<&str> = Kind::ALL.iter().map(|(word, _)| *word).collect();
        known.extend(own.iter().map(String::as_str));
        let near = nearest(word, &known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let message = format!("not a kind of fact that the library or the policy's `own_facts` know{near}");
        Err(told.at("kind", Error::new(Code::InvalidValue, message)))
    }

    /// Mixed content counts as the strictest of its purposes; a consent is for one purpose, or for all.
    fn purpose(&self, row: usize, told: Row<'_>, kind: &FactKind) -> Result<Option<Purpose>> {
        let lists = match &self.purpose {
            Purposes::One(texts) => return told.choice("purpose", texts, row, Purpose::ALL),
            Purposes::Several(lists) => lists,
        };
        let Some(words) = lists.get(row) else { return Ok(None) };
        let invalid = |message| Err(told.at("purpose", Error::new(Code::InvalidValue, message)));
        if words.len() > 1 && *kind != FactKind::Known(Kind::Contact) {
            return invalid("only a contact has several purposes; give one fact for each");
        }
        let mut strictest: Option<Purpose> = None;
        for word in words {
            let Some(word) = word else { return Err(told.missing("purpose")) };
            let purpose = told.word("purpose", word, Purpose::ALL)?;
            strictest = Some(strictest.map_or(purpose, |known| known.min(purpose)));
        }
        match strictest {
            None => invalid("at least one purpose is needed; null where there is none"),
            some => Ok(some),
        }
    }
}
