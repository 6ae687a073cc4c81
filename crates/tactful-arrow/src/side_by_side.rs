//! Customers side by side: what the tables say of many of them, told to a batch of the kernel.
//!
//! Nothing is refused here: whoever's rows do not say plainly what they mean is left to be read one by one, which says
//! what is wrong.

use crate::ask::Ask;
use crate::customers;
use crate::decide::Job;
use crate::facts;
use crate::output::{Keys, Output, Words};
use std::ops::Range;
use tactful::followup::Batch;
use tactful::{Engine, Result};

/// What one thread keeps from batch to batch.
pub(crate) struct SideBySide<'a> {
    engine: &'a Engine,
    batch: Batch<'a>,
    keys: Keys,
    customers: customers::Plain,
    facts: facts::Plain,
}

impl<'a> SideBySide<'a> {
    /// None if what is asked needs more than a batch can tell.
    pub(crate) fn new(engine: &'a Engine, ask: &Ask, words: &Words) -> Result<Option<Self>> {
        if ask.known_at.is_some() {
            return Ok(None);
        }
        let batch = engine.batch(&ask.questions, ask.now)?;
        Ok(batch.map(|batch| batch.parts(words.wanted().parts())).map(|batch| Self {
            engine,
            keys: Keys::new(words, &batch),
            batch,
            customers: customers::Plain::default(),
            facts: facts::Plain::default(),
        }))
    }

    /// Decides for some customers, at most [`Batch::LANES`], and writes it; gives the rest as bits.
    #[inline(always)]
    pub(crate) fn decide(&mut self, job: &Job, rows: Range<usize>, output: &mut Output<'_>) -> u64 {
        let Job { customers, facts, join } = job;
        self.batch.begin();
        let at_once = self.facts.read(facts, join, rows.clone());
        let told =
            at_once && self.customers.tell_all(customers, join, rows.clone(), self.engine, &mut self.batch);
        for row in rows.clone().filter(|_| !told) {
            let (columns, place) = customers.at(row);
            let plain = columns.tell(place, self.engine, &mut self.customers, &mut self.batch);
            if join.is_twice(row) {
                self.batch.leave();
            } else if plain && !at_once {
                self.facts.tell(facts, join, row, self.engine, &mut self.batch);
            }
        }
        if at_once {
            self.facts.tell_all(facts, join, rows, self.engine, &mut self.batch);
        }
        let mut questions = 0;
        self.batch.answer(|answers| {
            output.keep(answers);
            questions += 1;
        });
        output.write(&self.keys);
        if questions == 0 { u64::MAX } else { self.batch.left() }
    }
}
