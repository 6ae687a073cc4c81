//! `touchpoint.*`: where customers meet a company, and what they attend to (T1, T2, T9).

use crate::complaint::{needed, text, text_if};
use crate::plain::{Plain, plain};
use crate::policy::engine;
use crate::request::{Operation, Setting};
use std::sync::Arc;
use tactful::document::{Field, Table, nearest};
use tactful::time::Instant;
use tactful::touchpoint::{Factor, Interaction};
use tactful::{Code, Engine, Error, Result};

/// `touchpoint.catalogues {policy?, catalogue?}` (T1).
#[derive(Debug)]
pub(crate) struct Catalogues {
    engine: Arc<Engine>,
    only: Option<String>,
}

impl Operation for Catalogues {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        Ok(Self { engine: engine(request, setting)?, only: text_if(request, "catalogue")? })
    }

    fn run(&self) -> Result<Plain> {
        let known = self.engine.touchpoints()?;
        if let Some(only) = &self.only
            && known.catalogues.iter().all(|one| one.id != *only)
        {
            let ids: Vec<&str> = known.catalogues.iter().map(|one| one.id.as_str()).collect();
            let near =
                nearest(only, &ids).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            let message = format!("there is no such catalogue{near}");
            return Err(Error::new(Code::UnknownWord, message).at_path("catalogue"));
        }
        let chosen = known.catalogues.iter().filter(|one| self.only.as_ref().is_none_or(|id| *id == one.id));
        let catalogue = |one: &tactful::touchpoint::Catalogue| {
            let points = one.points.iter().map(|point| {
                plain!({
                    "code": point.code,
                    "en": point.name.en,
                    "zh": point.name.zh,
                    "stage": point.stage,
                    "channel": point.channel.as_ref().or(one.channel.as_ref()),
                    "factor": point.factor.map(Factor::as_str),
                })
            });
            let points: Vec<Plain> = points.collect();
            plain!({"id": one.id, "en": one.name.en, "zh": one.name.zh, "points": points})
        };
        Ok(plain!({"catalogues": chosen.map(catalogue).collect::<Vec<_>>()}))
    }
}

/// `touchpoint.attention {policy?, tier?, need?}` (T9).
#[derive(Debug)]
pub(crate) struct Attends {
    engine: Arc<Engine>,
    tier: Option<String>,
    need: Option<String>,
}

impl Operation for Attends {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        Ok(Self { engine, tier: text_if(request, "tier")?, need: text_if(request, "need")? })
    }

    fn run(&self) -> Result<Plain> {
        let weights = self.engine.attention(self.tier.as_deref(), self.need.as_deref())?;
        let weights = weights.into_iter().map(|(point, weight)| (point, plain!(weight)));
        Ok(plain!({"weights_per_mille": Plain::Table(weights.collect()), "otherwise": 1_000_i64}))
    }
}

/// `touchpoint.tie {policy?, interactions}` (T2): interactions by `{id, customer?, carrier?, at?, touchpoint?}`.
#[derive(Debug)]
pub(crate) struct Ties {
    engine: Arc<Engine>,
    interactions: Vec<Interaction>,
}

fn interaction(field: &Field<'_>) -> Result<Interaction> {
    let mut table = field.table()?;
    let one = Interaction {
        id: text(&mut table, "id")?,
        customer: text_if(&mut table, "customer")?,
        carrier: text_if(&mut table, "carrier")?,
        at: table.optional("at").map(|at| at.parse_with(Instant::parse)).transpose()?,
        touchpoint: text_if(&mut table, "touchpoint")?,
    };
    table.finish()?;
    Ok(one)
}

impl Operation for Ties {
    type Answer = Plain;

    fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        Ok(Self { engine, interactions: needed(request, "interactions", interaction)? })
    }

    fn run(&self) -> Result<Plain> {
        let tied = self.engine.tie(&self.interactions)?;
        let tied = self.interactions.iter().zip(&tied).map(|(one, tied)| {
            plain!({
                "id": one.id,
                "moment": tied.missing.is_empty(),
                "missing": tied.missing,
                "catalogue": tied.touchpoint.as_ref().map(|(catalogue, _)| catalogue),
                "touchpoint": tied.touchpoint.as_ref().map(|(_, point)| point),
                "note": tied.note.map(|note| note.as_str()),
                "nearest": tied.nearest,
            })
        });
        Ok(plain!({"interactions": tied.collect::<Vec<_>>()}))
    }
}
