//! Many questions about one customer after the other: what does not depend on the customer is worked out once.

use super::brief::Brief;
use super::counting::Counted;
use super::lean::{Lean, Notes, Room};
use super::plan::Plan;
use super::question::Question;
use super::sheet::Sheet;
use super::view::{Asking, Keys, Sight, View};
use crate::customer::{Customer, Standing};
use crate::time::{Instant, Zone};
use crate::{Engine, Result};
use std::cell::OnceCell;
use std::sync::Arc;

/// So many zones are kept at hand; then they are worked out anew.
const ZONES: usize = 64;

/// Questions that are asked of one customer after the other, at one instant: see [`Engine::briefing`].
///
/// It keeps what does not depend on the customer (how far the search looks in each zone, and when the hours that rules
/// allow begin there), so it is worth its while from the second customer of a zone on. Its answers are those of
/// [`Engine::briefs`], whomever it was asked about before.
///
/// ```
/// use tactful::{customer::Customer, followup::{Asking, Plan}, time::Instant, Code, Engine};
/// let engine = Engine::house()?;
/// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
/// let mut briefing = engine.briefing(&engine.questions(Some("email"))?, now)?;
/// let (standing, plan, asking) = (engine.empty_standing(), Plan::default(), Asking::default());
/// for id in ["c-1", "c-2"] {
///     let customer = Customer::new(id).in_zone(engine.zone("Asia/Shanghai")?);
///     briefing.each(&customer, &standing, &plan, &asking, |brief| {
///         assert_ne!(brief.verdict(), Code::Allow); // nobody has agreed to anything
///     })?;
/// }
/// assert_eq!(briefing.answered(), (2 * briefing.questions().len() as u64, 0));
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug)]
pub struct Briefing<'e> {
    engine: &'e Engine,
    questions: Vec<Question>,
    now: Instant,
    /// Known by their place in memory, which is theirs as long as they are held here.
    zones: Vec<(Arc<Zone>, Sight, Notes)>,
    room: Room,
    answered: (u64, u64),
}

impl Engine {
    /// Makes ready to ask these questions of many customers at one instant.
    ///
    /// # Errors
    /// Those of [`Engine::question_at`] for a question that is not of this engine.
    ///
    /// ```
    /// use tactful::{time::Instant, Engine};
    /// let engine = Engine::house()?;
    /// let now = Instant::parse("2026-11-21T09:30:00+08:00")?;
    /// let briefing = engine.briefing(&[engine.question("check-in", "email")?], now)?;
    /// assert_eq!((briefing.questions().len(), briefing.now()), (1, now));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn briefing(&self, questions: &[Question], now: Instant) -> Result<Briefing<'_>> {
        let questions = questions.iter().map(|&question| self.listed(question)).collect::<Result<_>>()?;
        let (zones, room) = (Vec::new(), Room::default());
        Ok(Briefing { engine: self, questions, now, zones, room, answered: (0, 0) })
    }
}

impl Briefing<'_> {
    /// What is asked, in this order.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The instant of the questions.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// How many answers were found the short way so far, and how many the long way. It is a matter of time alone: the
    /// long way is taken where rules bear on a question that are dated, where something is planned or the customer's
    /// zone is not certain, and where what blocks must be told from what would.
    #[must_use]
    pub fn answered(&self) -> (u64, u64) {
        self.answered
    }

    /// Shows the answers about one customer, one for each question, in their order, as [`Engine::each_brief`] does.
    /// Allocates nothing, but for the first customer of a zone.
    ///
    /// # Errors
    /// [`Code::StandingShape`](crate::Code::StandingShape), [`Code::AsOfNeedsFacts`](crate::Code::AsOfNeedsFacts) as
    /// [`Engine::decide`]; nothing is shown then.
    pub fn each(
        &mut self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        asking: &Asking,
        mut show: impl FnMut(&Brief),
    ) -> Result<()> {
        let questions = std::mem::take(&mut self.questions);
        let long = self.lend(customer, standing, plan, asking.keys(), &questions, |desk| {
            let mut brief = Brief::default();
            for &question in &questions {
                desk.brief(question, &mut brief);
                show(&brief);
            }
            desk.long
        });
        self.questions = questions;
        let long = long?;
        self.answered.0 += self.questions.len() as u64 - long;
        self.answered.1 += long;
        Ok(())
    }

    /// Lends a desk on which these questions about one customer are answered.
    #[inline]
    pub(super) fn lend<R>(
        &mut self,
        customer: &Customer,
        standing: &Standing,
        plan: &Plan,
        keys: Keys,
        questions: &[Question],
        work: impl FnOnce(&mut Desk<'_, '_, '_>) -> R,
    ) -> Result<R> {
        let (engine, now, room) = (self.engine, self.now, &mut self.room);
        Ok(match engine.clocks(customer).0 {
            [zone] => {
                let (_, sight, notes) = of_zone(&mut self.zones, engine, zone, now);
                let view = View::in_sight(engine, customer, standing, plan, now, keys, sight.clone())?;
                at_desk(&view, notes, room, questions, work)
            }
            _ => {
                let view = View::new(engine, customer, standing, plan, now, keys)?;
                at_desk(&view, &mut Notes::default(), room, questions, work)
            }
        })
    }
}

/// What is kept of a zone.
#[inline]
fn of_zone<'z>(
    zones: &'z mut Vec<(Arc<Zone>, Sight, Notes)>,
    engine: &Engine,
    zone: &Arc<Zone>,
    now: Instant,
) -> &'z mut (Arc<Zone>, Sight, Notes) {
    let place = match zones.iter().position(|(known, ..)| Arc::ptr_eq(known, zone)) {
        Some(place) => place,
        None => {
            if zones.len() >= ZONES {
                zones.clear();
            }
            zones.push((Arc::clone(zone), Sight::of_zone(engine, zone, now.seconds()), Notes::default()));
            zones.len() - 1
        }
    };
    &mut zones[place]
}

/// What answers questions about one customer: without lists where that will do.
pub(super) struct Desk<'q, 'n, 'a> {
    pub(super) view: &'a View<'a>,
    questions: &'q [Question],
    lean: Option<Lean<'n, 'a>>,
    counted: &'a OnceCell<Option<Counted>>,
    sheet: &'n mut Option<Sheet<'a>>,
    /// How many answers were not found without.
    long: u64,
}

impl Desk<'_, '_, '_> {
    #[inline]
    pub(super) fn brief(&mut self, question: Question, brief: &mut Brief) {
        let answered = match &mut self.lean {
            Some(lean) => lean.brief(question, brief),
            None => false,
        };
        if !answered {
            self.look_up(question, brief);
        }
    }

    #[inline(never)]
    fn look_up(&mut self, question: Question, brief: &mut Brief) {
        let (view, questions, counted) = (self.view, self.questions, self.counted);
        let sheet = self.sheet.get_or_insert_with(|| sheet(view, questions, counted));
        sheet.brief(question, brief);
        self.long += 1;
    }
}

#[inline]
fn sheet<'a>(
    view: &'a View<'a>,
    questions: &[Question],
    counted: &'a OnceCell<Option<Counted>>,
) -> Sheet<'a> {
    let find = || match questions {
        &[one] => view.counted_by(one),
        many => view.counted_by_all(many),
    };
    Sheet::new(view, counted.get_or_init(find).as_ref())
}

/// Lends a desk on which questions about a customer are answered.
#[inline]
pub(super) fn at_desk<R>(
    view: &View<'_>,
    notes: &mut Notes,
    room: &mut Room,
    questions: &[Question],
    work: impl FnOnce(&mut Desk<'_, '_, '_>) -> R,
) -> R {
    let counted = OnceCell::new();
    let lean = Lean::new(view, notes, room);
    // where all of it takes the long way, it is made in its place, and not moved there
    let mut sheet = if lean.is_some() { None } else { Some(sheet(view, questions, &counted)) };
    work(&mut Desk { view, questions, lean, counted: &counted, sheet: &mut sheet, long: 0 })
}
