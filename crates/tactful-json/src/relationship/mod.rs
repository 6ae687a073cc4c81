//! `relationship.*`: what binds a customer, what is owed, who the customer is, what drives him or her away.

pub(crate) mod feelings;
pub(crate) mod levels;
pub(crate) mod portfolio;
pub(crate) mod signals;

use crate::plain::{Plain, plain};
use crate::policy::engine;
use crate::request::Setting;
use std::sync::Arc;
use tactful::customer::{Customer, Fact, decode};
use tactful::document::{Field, Table};
use tactful::time::Instant;
use tactful::{Code, Engine, Result};

/// What most of these operations carry: policy, customer, facts.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) engine: Arc<Engine>,
    pub(crate) customer: Customer,
    pub(crate) facts: Vec<Fact>,
}

impl Subject {
    pub(crate) fn read(request: &mut Table<'_>, setting: &Setting<'_>) -> Result<Self> {
        let engine = engine(request, setting)?;
        let customer = decode::customer(&request.required("customer")?, setting.zones)?;
        let facts = match request.optional("facts") {
            Some(list) => {
                let own = &engine.policy().own_facts;
                crate::complaint::items(&list, |fact| decode::fact(fact, own))?
            }
            None => Vec::new(),
        };
        Ok(Self { engine, customer, facts })
    }
}

/// A number that may be left out.
pub(crate) fn int_if(table: &mut Table<'_>, name: &'static str) -> Result<Option<i64>> {
    table.optional(name).map(|field| field.int()).transpose()
}

/// A small whole number.
pub(crate) fn count(field: &Field<'_>) -> Result<u32> {
    u32::try_from(field.int()?)
        .map_err(|_| field.error(Code::InvalidValue, "a count from 0 to 4294967295 is needed here"))
}

pub(crate) fn written(at: Option<Instant>) -> Plain {
    at.map_or(Plain::Null, |at| plain!(at.to_string()))
}
