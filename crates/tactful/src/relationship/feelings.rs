//! What binds: perception with its decay (T12), familiarity, trust, closeness (F13).

use super::told::distinct;
use crate::audit::{History, Period};
use crate::customer::{Customer, Direction, Fact, FactKind, Intent, Kind, Outcome};
use crate::policy::Figure;
use crate::time::{Instant, Span, Zone};
use crate::{Code, Engine, Error, Result};

/// 2^32 times the second, fourth, eighth … root of one half: with whole numbers every platform finds the same.
const ROOTS: [u64; 24] = [
    0xb504f334, 0xd744fccb, 0xeac0c6e8, 0xf5257d15, 0xfa83b2db, 0xfd3e0c0d, 0xfe9e115c, 0xff4ecb59,
    0xffa75652, 0xffd3a752, 0xffe9d2b3, 0xfff4e91c, 0xfffa747f, 0xfffd3a3b, 0xfffe9d1d, 0xffff4e8e,
    0xffffa747, 0xffffd3a3, 0xffffe9d2, 0xfffff4e9, 0xfffffa74, 0xfffffd3a, 0xfffffe9d, 0xffffff4f,
];

/// Something that a customer felt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impression {
    /// When.
    pub at: Instant,
    /// From -1000 (outrage) to 1000 (delight).
    pub strength: i64,
    /// Where it was met, if that is known.
    pub touchpoint: Option<String>,
    /// What the customer attends to, per mille; 1000 is the weight of anything (T9).
    pub weight: i64,
}

/// What binds a customer now. All counts are thousandths of one fresh contact or impression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feelings {
    /// Contacts that reached the customer, decayed: frequency makes you liked.
    pub familiarity: i64,
    /// Gives and services that were right when they were made, decayed: value makes you trusted.
    pub trust: i64,
    /// How much of what reached the customer was read or answered, per mille of the decayed count; none without any.
    pub closeness: Option<i64>,
    /// Impressions by their strength, decayed: what is felt now, in thousandths of full delight.
    pub intensity: i64,
    /// Impressions, decayed: how often something is felt.
    pub frequency: i64,
    /// Gives and services that came at the wrong time or cannot be judged, and count for no trust.
    pub untimely: usize,
}

/// `1000 · 2^(-age / half_life)`, in thousandths of thousandths.
fn decayed(from: i64, now: i64, half_life: i64) -> i64 {
    let age = (now - from).max(0);
    let half_life = half_life.max(1);
    let halvings = age / half_life;
    if halvings > 40 {
        return 0;
    }
    let mut value: u64 = 1 << 32;
    let mut rest = age % half_life;
    for root in ROOTS {
        rest *= 2;
        if rest >= half_life {
            rest -= half_life;
            value = (value * root + (1 << 31)) >> 32;
        }
    }
    ((value * 1_000_000) >> 32 >> halvings) as i64
}

impl Engine {
    /// What binds a customer (F13, T12), from facts and impressions up to `now`; later ones do not count.
    ///
    /// A give or service is timely if an audit by this policy finds it right.
    ///
    /// # Errors
    /// [`Code::InvalidValue`] for a strength or weight out of range, [`Code::SectionMissing`] if the policy says
    /// nothing of `relationship.feelings`.
    ///
    /// ```
    /// use tactful::customer::{Customer, Fact, Intent, Outcome, Purpose};
    /// use tactful::{Engine, time::Instant};
    /// let engine = Engine::house()?;
    /// let now = Instant::parse("2026-11-21T10:00:00Z")?;
    /// let read = Fact::contact(Instant::parse("2026-09-22T10:00:00Z")?, "email", Purpose::Service, Intent::Give)
    ///     .outcome(Outcome::Read);
    /// let customer = Customer::new("c-1").in_zone(engine.zone("Europe/Paris")?);
    /// let feelings = engine.feelings(&customer, &[read], &[], now)?;
    /// assert_eq!((feelings.familiarity, feelings.closeness), (500, Some(1000))); // after sixty days: half of one contact
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn feelings(
        &self,
        customer: &Customer,
        facts: &[Fact],
        impressions: &[Impression],
        now: Instant,
    ) -> Result<Feelings> {
        let facts = &*distinct(facts)?;
        let (clocks, _) = self.clocks(customer);
        let Some(zone) = clocks.first() else { return Err(Error::new(Code::Internal, "no zone")) };
        let by = |figure| Ok::<_, Error>(HalfLife { span: self.time(figure)?, zone, now: now.seconds() });
        let (familiar, trusting) = (by(Figure::Familiarity)?, by(Figure::Trust)?);
        let (close, felt) = (by(Figure::Closeness)?, by(Figure::Perception)?);
        let mut feelings =
            Feelings { familiarity: 0, trust: 0, closeness: None, intensity: 0, frequency: 0, untimely: 0 };
        let (mut reached, mut answered) = (0, 0);
        for fact in facts.iter().filter(|fact| fact.at <= now && reaches(fact)) {
            feelings.familiarity += familiar.left(fact.at);
            if fact.direction == Some(Direction::In) {
                continue;
            }
            reached += close.left(fact.at);
            if matches!(fact.outcome, Some(Outcome::Read | Outcome::Answered | Outcome::Conversation)) {
                answered += close.left(fact.at);
            }
        }
        let until = Instant::from_seconds(now.seconds() + 1).ok();
        let history = History::new(customer.clone(), facts.to_vec());
        for judged in self.audit(&[history], Period { since: None, until }).judged {
            let Some(fact) = facts.get(judged.fact).filter(|fact| reaches(fact)) else { continue };
            let intent = fact.intent.or_else(|| self.intent_of(fact.reason.as_deref()?));
            match intent {
                Some(Intent::Give | Intent::Service) if judged.finding == Code::Right => {
                    feelings.trust += trusting.left(fact.at);
                }
                Some(Intent::Give | Intent::Service) => feelings.untimely += 1,
                _ => {}
            }
        }
        for (place, one) in impressions.iter().enumerate() {
            for (name, value, least, most) in
                [("strength", one.strength, -1_000, 1_000), ("weight", one.weight, 0, 10_000)]
            {
                if !(least..=most).contains(&value) {
                    let message = format!("a whole number from {least} to {most} is needed here");
                    let path = format!("impressions[{place}].{name}");
                    return Err(Error::new(Code::InvalidValue, message).at_path(&path));
                }
            }
            if one.at <= now {
                let left = felt.left(one.at);
                feelings.intensity += left * one.strength / 1_000 * one.weight / 1_000;
                feelings.frequency += left;
            }
        }
        feelings.closeness = (reached > 0).then(|| answered * 1_000 / reached);
        for sum in
            [&mut feelings.familiarity, &mut feelings.trust, &mut feelings.intensity, &mut feelings.frequency]
        {
            *sum /= 1_000;
        }
        Ok(feelings)
    }

    fn intent_of(&self, reason: &str) -> Option<Intent> {
        let id = &self.reasons.get(self.reason(reason).ok()?)?.id;
        self.policy.reasons.iter().find(|spec| spec.id == *id).map(|spec| spec.intent)
    }
}

/// A contact of any direction that was no miss.
pub(super) fn reaches(fact: &Fact) -> bool {
    let missed = fact.outcome.is_some_and(|outcome| Outcome::MISSED & outcome.bit() != 0);
    fact.kind == FactKind::Known(Kind::Contact) && !fact.colleague && !missed
}

struct HalfLife<'z> {
    span: Span,
    zone: &'z Zone,
    now: i64,
}

impl HalfLife<'_> {
    fn left(&self, at: Instant) -> i64 {
        let at = at.seconds();
        let half = self.span.shift(at, self.zone).unwrap_or(i64::MAX).saturating_sub(at);
        decayed(at, self.now, half)
    }
}

#[cfg(test)]
mod tests {
    use super::decayed;

    #[test]
    fn decays_as_powers_of_two_do() {
        for half in [1, 7, 3_600, 86_400 * 90] {
            let mut before = i64::MAX;
            for step in 0..400 {
                let age = half * step / 37;
                let right = 1e6 * (-(age as f64) / half as f64).exp2();
                let found = decayed(0, age, half);
                assert!((found as f64 - right).abs() <= 2.0, "{age} {half}: {found} {right}");
                assert!(found <= before);
                before = found;
            }
        }
        assert_eq!(decayed(5, 3, 10), 1_000_000);
        assert_eq!(decayed(0, i64::MAX / 4, 1), 0);
    }
}
