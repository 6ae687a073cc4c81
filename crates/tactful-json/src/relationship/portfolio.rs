//! `relationship.portfolio`.

use super::{count, int_if};
use crate::complaint::{needed, text, text_if};
use crate::plain::{Plain, plain};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use std::sync::Arc;
use tactful::document::{Field, Table};
use tactful::relationship::{Account, CRITERIA, INDICATORS, Market, PROFIT, Trait, Worth};
use tactful::time::Date;
use tactful::{Engine, Result};

/// `relationship.portfolio {policy?, customers, acquisition_cost?, prospects?, now}` (R5, R11, R12): customers by
/// `{id, trade?, since?, sales, profits?, parts?, indicators?, criteria?, content?}`, prospects `{begun, given_up}`.
#[derive(Debug)]
pub(crate) struct Look {
    engine: Arc<Engine>,
    accounts: Vec<Account>,
    market: Market,
    now: Date,
}

/// A table with some of the names.
fn named<const N: usize>(
    table: &mut Table<'_>,
    name: &'static str,
    names: [&'static str; N],
) -> Result<[Option<i64>; N]> {
    let mut found = [None; N];
    if let Some(field) = table.optional(name) {
        let mut table = field.table()?;
        for (place, name) in names.into_iter().enumerate() {
            found[place] = int_if(&mut table, name)?;
        }
        table.finish()?;
    }
    Ok(found)
}

fn account(field: &Field<'_>) -> Result<Account> {
    let mut table = field.table()?;
    let account = Account {
        id: text(&mut table, "id")?,
        trade: text_if(&mut table, "trade")?,
        since: table.optional("since").map(|since| since.parse_with(Date::parse)).transpose()?,
        sales: table.required("sales")?.int()?,
        profits: crate::complaint::list(&mut table, "profits", |profit| profit.int())?,
        parts: named(&mut table, "parts", PROFIT)?.map(|part| part.unwrap_or(0)),
        indicators: named(&mut table, "indicators", INDICATORS)?,
        criteria: named(&mut table, "criteria", CRITERIA)?,
        content: table.optional("content").map(|content| content.bool()).transpose()?,
    };
    table.finish()?;
    Ok(account)
}

fn worth(one: &Worth) -> Plain {
    let traits = Trait::ALL.iter().zip(one.traits);
    let traits: Vec<(String, Plain)> =
        traits.map(|((name, _), holds)| ((*name).to_owned(), plain!(holds))).collect();
    plain!({
        "id": one.id,
        "traits": Plain::Table(traits),
        "potential_per_mille": one.potential,
        "meaning_per_mille": one.meaning,
        "let_go": one.let_go,
        "reference": one.reference,
        "loss_costs": one.loss_costs,
    })
}

impl Operation for Look {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let mut market =
            Market { acquisition_cost: int_if(request, "acquisition_cost")?, ..Market::default() };
        if let Some(field) = request.optional("prospects") {
            let mut table = field.table()?;
            market.prospects =
                Some((count(&table.required("begun")?)?, count(&table.required("given_up")?)?));
            table.finish()?;
        }
        Ok(Self {
            engine: engine(request, setting)?,
            accounts: needed(request, "customers", account)?,
            market,
            now: request.required("now")?.parse_with(Date::parse)?,
        })
    }

    fn run(&self) -> Result<Plain> {
        let found = self.engine.portfolio(&self.accounts, &self.market, self.now)?;
        let by_trait = Trait::ALL.iter().zip(found.by_trait).map(|((name, _), (customers, share))| {
            ((*name).to_owned(), plain!({"customers": customers, "sales_per_mille": share}))
        });
        let trades =
            found.trades.iter().map(|(trade, share)| plain!({"trade": trade, "sales_per_mille": share}));
        let exposures = found.exposures.iter().map(|one| {
            plain!({
                "code": one.code.as_str(),
                "message": one.code.english(),
                "of": one.of,
                "per_mille": one.share,
                "limit_per_mille": one.limit,
            })
        });
        let parts = PROFIT.iter().zip(found.parts).map(|(name, part)| ((*name).to_owned(), plain!(part)));
        Ok(plain!({
            "customers": found.worth.iter().map(worth).collect::<Vec<_>>(),
            "by_trait": Plain::Table(by_trait.collect()),
            "trades": trades.collect::<Vec<_>>(),
            "largest": found.largest.map(|(id, share)| plain!({"id": id, "sales_per_mille": share})),
            "carriers": found.carriers,
            "carried_per_mille": found.carried,
            "parts": Plain::Table(parts.collect()),
            "exposures": exposures.collect::<Vec<_>>(),
            "wasted": found.wasted.map(|(share, line)| plain!({"per_mille": share, "reference_per_mille": line})),
        }))
    }
}
