//! A table of standings: what is remembered of each customer, and until when what was decided of it holds.

use crate::ask::{Ask, Names};
use crate::columns::{Key, Texts};
use crate::decide::common_schema;
use crate::instants::{Instants, Shifts};
use crate::rows::{Columns, Found, Row, Table};
use crate::schema::{Column, Holds, Places, column, places, wrong_type};
use arrow_array::builder::{BinaryBuilder, StringBuilder, TimestampSecondBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, FixedSizeBinaryArray, Int64Array, LargeBinaryArray,
    RecordBatch, StringArray, UInt64Array,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use std::borrow::Cow;
use std::sync::Arc;
use tactful::customer::Standing;
use tactful::time::Instant;
use tactful::{Code, Engine, Error, Result};

/// The name of the table in paths.
pub(crate) const TABLE: &str = "standings";

/// The columns of a table of standings, as [`crate::fold_tables`] and [`crate::decide_standings`] make and take it.
///
/// ```
/// let required = tactful_arrow::STANDINGS.iter().filter(|column| column.required);
/// assert_eq!(required.map(|column| column.name).collect::<Vec<_>>(), ["customer", "standing"]);
/// ```
pub const STANDINGS: &[Column] = &[
    column("customer", true, Holds::Id, "whose standing it is; several rows of one customer are joined"),
    column(
        "standing",
        true,
        Holds::Bytes,
        "what is remembered, as `Standing::to_bytes` has it; null: nothing",
    ),
    column("as_of", false, Holds::Instant, "facts up to then count in it"),
    column("next_pending", false, Holds::Instant, "when the first fact that does not count yet begins to"),
    column("basis", false, Holds::Id, "what the last decisions rested on; null: none, or facts came since"),
    column(
        "revisit_at",
        false,
        Holds::Instant,
        "those decisions stay what they are until then; null: for good",
    ),
    column("eligible_at", false, Holds::Instant, "the same, times of day left aside"),
    column(
        "error",
        false,
        Holds::Text,
        "the code of what could not be folded: nothing is decided for this customer",
    ),
    column("message", false, Holds::Text, "what was wrong, and where"),
];

/// The schema of standings, whose columns [`STANDINGS`] explains; `customer` is as the ids are: text, or whole numbers
/// of 64 bits.
///
/// ```
/// assert_eq!(tactful_arrow::standings_schema().field(1).name(), "standing");
/// ```
#[must_use]
pub fn standings_schema() -> SchemaRef {
    schema_with(DataType::Utf8)
}

fn schema_with(ids: DataType) -> SchemaRef {
    let instant =
        |name: &str| Field::new(name, DataType::Timestamp(TimeUnit::Second, Some("UTC".into())), true);
    Arc::new(Schema::new(vec![
        Field::new("customer", ids, true),
        Field::new("standing", DataType::Binary, true),
        instant("as_of"),
        instant("next_pending"),
        Field::new("basis", DataType::Int64, true),
        instant("revisit_at"),
        instant("eligible_at"),
        Field::new("error", DataType::Utf8, true),
        Field::new("message", DataType::Utf8, true),
    ]))
}

/// Bytes in any form.
#[derive(Debug, Clone)]
enum Bytes {
    Nothing,
    Short(BinaryArray),
    Long(LargeBinaryArray),
    View(BinaryViewArray),
    Fixed(FixedSizeBinaryArray),
}

impl Bytes {
    fn new(array: &ArrayRef) -> Result<Self> {
        let read = match array.data_type() {
            DataType::Null => Some(Bytes::Nothing),
            DataType::Binary => array.as_binary_opt::<i32>().cloned().map(Bytes::Short),
            DataType::LargeBinary => array.as_binary_opt::<i64>().cloned().map(Bytes::Long),
            DataType::BinaryView => array.as_binary_view_opt().cloned().map(Bytes::View),
            DataType::FixedSizeBinary(_) => array.as_fixed_size_binary_opt().cloned().map(Bytes::Fixed),
            _ => None,
        };
        read.ok_or_else(|| wrong_type(Holds::Bytes))
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        match self {
            Bytes::Nothing => None,
            Bytes::Short(array) => (!array.is_null(row)).then(|| array.value(row)),
            Bytes::Long(array) => (!array.is_null(row)).then(|| array.value(row)),
            Bytes::View(array) => (!array.is_null(row)).then(|| array.value(row)),
            Bytes::Fixed(array) => (!array.is_null(row)).then(|| array.value(row)),
        }
    }
}

/// The columns of a batch of standings, in the order of [`STANDINGS`].
#[derive(Debug, Clone)]
pub(crate) struct StandingColumns {
    rows: usize,
    customer: Texts,
    standing: Bytes,
    as_of: Instants,
    next_pending: Instants,
    basis: Texts,
    revisit_at: Instants,
    eligible_at: Instants,
    error: Texts,
    message: Texts,
}

impl Columns for StandingColumns {
    fn customer(&self) -> &Texts {
        &self.customer
    }

    fn rows(&self) -> usize {
        self.rows
    }
}

/// What the last decisions rested on, and until when they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) basis: i64,
    pub(crate) revisit_at: Option<Instant>,
    pub(crate) eligible_at: Option<Instant>,
}

/// What kept a customer's facts from being folded; it stays until somebody has mended it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong<'a> {
    pub(crate) code: Cow<'a, str>,
    pub(crate) message: Cow<'a, str>,
}

impl From<Error> for Wrong<'_> {
    fn from(error: Error) -> Self {
        Self { code: error.code().as_str().into(), message: error.to_string().into() }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept<'a> {
    pub(crate) standing: Option<Cow<'a, [u8]>>,
    pub(crate) as_of: Option<Instant>,
    pub(crate) next_pending: Option<Instant>,
    pub(crate) told: Option<Told>,
    pub(crate) wrong: Option<Wrong<'a>>,
}

impl Kept<'_> {
    /// What the row remembers.
    pub(crate) fn open(&self, engine: &Engine) -> Result<Standing> {
        match &self.standing {
            Some(bytes) => engine.standing_from_bytes(bytes),
            None => Ok(engine.empty_standing()),
        }
    }
}

impl StandingColumns {
    fn new(batch: &RecordBatch, places: &Places) -> Result<Self> {
        let found = Found { batch, of: &places.of, table: TABLE };
        let text = |place| found.column(place, |array| Texts::new(array, Holds::Text), Texts::Nothing);
        let id = |place| found.column(place, |array| Texts::new(array, Holds::Id), Texts::Nothing);
        let instant = |place| found.column(place, Instants::new, Instants::Nothing);
        Ok(Self {
            rows: batch.num_rows(),
            customer: id(0)?,
            standing: found.column(1, Bytes::new, Bytes::Nothing)?,
            as_of: instant(2)?,
            next_pending: instant(3)?,
            basis: id(4)?,
            revisit_at: instant(5)?,
            eligible_at: instant(6)?,
            error: text(7)?,
            message: text(8)?,
        })
    }

    /// The bytes of a row, whatever else it holds.
    pub(crate) fn bytes(&self, row: usize) -> Option<&[u8]> {
        self.standing.get(row)
    }

    /// A row; `number` is the row's for the caller.
    pub(crate) fn read(&self, row: usize, number: u64, ask: &Ask, shifts: &mut Shifts) -> Result<Kept<'_>> {
        let mut instant = |column: &str, instants: &Instants| {
            instants.get(row, ask, shifts).map_err(|error| told(number).at(column, error))
        };
        let (as_of, next_pending) =
            (instant("as_of", &self.as_of)?, instant("next_pending", &self.next_pending)?);
        let (revisit_at, eligible_at) =
            (instant("revisit_at", &self.revisit_at)?, instant("eligible_at", &self.eligible_at)?);
        let basis = match self.basis.get(row) {
            Some(Key::Number(basis)) => i64::try_from(basis).ok(),
            Some(Key::Text(basis)) => basis.parse().ok(),
            None => None,
        };
        let wrong = self.error.text(row).map(|code| Wrong {
            code: code.into(),
            message: self.message.text(row).unwrap_or("the customer's facts could not be folded").into(),
        });
        Ok(Kept {
            standing: self.standing.get(row).map(Cow::Borrowed),
            as_of,
            next_pending,
            told: basis.map(|basis| Told { basis, revisit_at, eligible_at }),
            wrong,
        })
    }
}

/// How a row of this table is spoken of.
pub(crate) fn told(number: u64) -> Row<'static> {
    static NAMES: Names = Names::none();
    Row { table: TABLE, names: &NAMES, number }
}

/// The batches of a table of standings, ready to be read, and what its schema says.
pub(crate) struct Opened {
    pub(crate) table: Table<StandingColumns>,
    pub(crate) schema: Option<SchemaRef>,
    pub(crate) places: Places,
}

impl Opened {
    pub(crate) fn new(batches: &[RecordBatch], ask: &Ask) -> Result<Self> {
        let schema = common_schema(TABLE, batches)?;
        let places = match &schema {
            Some(schema) => places(TABLE, STANDINGS, schema, &Names::default(), ask)?,
            None => Places::default(),
        };
        let columns = batches.iter().map(|batch| StandingColumns::new(batch, &places));
        Ok(Self { table: Table::new(columns.collect::<Result<_>>()?, 0), schema, places })
    }
}

/// Ids as a column: text, or whole numbers.
pub(crate) fn ids<'a>(keys: &[Option<Key<'a>>]) -> Result<ArrayRef> {
    let number = |key: &Option<Key<'a>>| match key {
        Some(Key::Number(number)) => Some(*number),
        _ => None,
    };
    if keys.iter().any(|key| matches!(key, Some(Key::Text(_)))) || keys.iter().all(Option::is_none) {
        let text = |key: &Option<Key<'a>>| key.map(Key::text);
        return Ok(Arc::new(keys.iter().map(text).collect::<StringArray>()));
    }
    let numbers = || keys.iter().map(number);
    if let Ok(array) =
        numbers().map(|n| n.map(i64::try_from).transpose()).collect::<std::result::Result<Int64Array, _>>()
    {
        return Ok(Arc::new(array));
    }
    let large =
        numbers().map(|n| n.map(u64::try_from).transpose()).collect::<std::result::Result<UInt64Array, _>>();
    match large {
        Ok(array) => Ok(Arc::new(array)),
        Err(_) => {
            let message = "ids of customers do not fit into one column of whole numbers; make them text";
            Err(Error::new(Code::OutOfRange, message).at_path("standings.customer"))
        }
    }
}

/// Standings in the making.
pub(crate) struct Making {
    standing: BinaryBuilder,
    bytes: usize,
    rows: usize,
    instants: [TimestampSecondBuilder; 4],
    basis: Vec<Option<i64>>,
    error: StringBuilder,
    message: StringBuilder,
}

/// A batch ends at the latest where it has so many rows, or so many bytes: its offsets have 32 bits.
const ROWS: usize = 16_384;
const BYTES: usize = 1 << 28;

impl Making {
    fn new(rows: usize) -> Self {
        Self {
            standing: BinaryBuilder::with_capacity(rows, rows * 256),
            bytes: 0,
            rows: 0,
            instants: std::array::from_fn(|_| TimestampSecondBuilder::with_capacity(rows)),
            basis: Vec::with_capacity(rows),
            error: StringBuilder::with_capacity(rows, 0),
            message: StringBuilder::with_capacity(rows, 0),
        }
    }

    fn push(&mut self, kept: &Kept<'_>) {
        self.bytes += kept.standing.as_ref().map_or(0, |bytes| bytes.len());
        self.rows += 1;
        self.standing.append_option(kept.standing.as_deref());
        let told = kept.told.as_ref();
        let at = [
            kept.as_of,
            kept.next_pending,
            told.and_then(|told| told.revisit_at),
            told.and_then(|told| told.eligible_at),
        ];
        for (builder, at) in self.instants.iter_mut().zip(at) {
            builder.append_option(at.map(Instant::seconds));
        }
        self.basis.push(told.map(|told| told.basis));
        self.error.append_option(kept.wrong.as_ref().map(|wrong| &wrong.code));
        self.message.append_option(kept.wrong.as_ref().map(|wrong| &wrong.message));
    }

    fn is_full(&self) -> bool {
        self.rows >= ROWS || self.bytes >= BYTES
    }

    fn finish(mut self, ids: ArrayRef) -> Result<RecordBatch> {
        let [as_of, next_pending, revisit_at, eligible_at] = self
            .instants
            .each_mut()
            .map(|builder| -> ArrayRef { Arc::new(builder.finish().with_timezone("UTC")) });
        let schema = schema_with(ids.data_type().clone());
        let columns: Vec<ArrayRef> = vec![
            ids,
            Arc::new(self.standing.finish()),
            as_of,
            next_pending,
            Arc::new(Int64Array::from(self.basis)),
            revisit_at,
            eligible_at,
            Arc::new(self.error.finish()),
            Arc::new(self.message.finish()),
        ];
        RecordBatch::try_new(schema, columns).map_err(|error| {
            Error::new(Code::Internal, format!("the table of standings could not be made: {error}"))
        })
    }
}

/// Rows as batches; the ids are those of the rows, in their order.
pub(crate) fn batches<'a>(
    ids: &ArrayRef,
    mut rows: impl Iterator<Item = Kept<'a>>,
) -> Result<Vec<RecordBatch>> {
    let (mut made, mut from) = (Vec::new(), 0);
    loop {
        let mut making = Making::new((ids.len() - from).min(ROWS));
        while !making.is_full() {
            let Some(kept) = rows.next() else { break };
            making.push(&kept);
        }
        if making.rows == 0 {
            return Ok(made);
        }
        let rows = making.rows;
        made.push(making.finish(ids.slice(from, rows))?);
        from += rows;
    }
}

/// The schema of such batches.
pub(crate) fn schema_of(ids: &ArrayRef) -> SchemaRef {
    schema_with(ids.data_type().clone())
}
