//! Who may grant what, up to what, and who can approve beyond it (C7).

use super::abuse::AbuseTerms;
use super::money::{Currency, Money};
use crate::complaint::{Power, Role};
use crate::policy::unknown_name;
use crate::time::{Instant, Span, Zone};
use crate::words::words;
use crate::{Code, Error, Result};

words! {
    /// Which limit it is.
    LimitKind {
        /// For all that is granted in one case, by whomever.
        PerCase = "per_case";
        /// For all that one person grants within a period.
        PerPeriod = "per_period";
    }
}

/// A use of authority, done or intended.
///
/// ```
/// use tactful::complaint::{Grant, Money, Power, Role};
/// use tactful::time::Instant;
/// let at = Instant::parse("2026-11-21T09:30:00Z")?;
/// let grant = Grant {
///     amount: Some(Money::new(5_000, "EUR")?),
///     ..Grant::new("g-1", at, "anna", Role::Direct, Power::QuantityAmount)
/// };
/// assert_eq!(grant.role, Role::Direct);
/// # Ok::<(), tactful::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The id of its event; unique among those that are judged together.
    pub id: String,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: String,
    /// In which role.
    pub role: Role,
    /// The power used.
    pub power: Power,
    /// The case.
    pub case: String,
    /// The customer.
    pub customer: Option<String>,
    /// What it costs; none: nothing that is counted in money.
    pub amount: Option<Money>,
    /// It happens at a core moment.
    pub core_moment: bool,
    /// It is done already, and it saved that moment.
    pub saved: bool,
    /// The approver who let it pass.
    pub approved_by: Option<String>,
}

impl Grant {
    /// A grant with nothing but its id, its instant, who grants, and the power.
    #[must_use]
    pub fn new(id: &str, at: Instant, by: &str, role: Role, power: Power) -> Self {
        Self {
            id: id.to_owned(),
            at,
            by: by.to_owned(),
            role,
            power,
            case: String::new(),
            customer: None,
            amount: None,
            core_moment: false,
            saved: false,
            approved_by: None,
        }
    }
}

/// Amounts by currency.
pub(crate) type Amounts = Vec<(Currency, i64)>;

fn of(amounts: &Amounts, currency: Currency) -> Option<i64> {
    amounts.iter().find(|(known, _)| *known == currency).map(|&(_, minor)| minor)
}

/// The limits of one power of one role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Limits {
    /// None: whatever it costs.
    pub(crate) per_case: Option<Amounts>,
    pub(crate) per_period: Option<(Amounts, Span)>,
}

/// Somebody who can approve beyond a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Approver {
    pub(crate) id: String,
    /// None: whatever it costs.
    pub(crate) per_case: Option<Amounts>,
}

impl Approver {
    fn covers(&self, total: Option<Money>) -> bool {
        match (&self.per_case, total) {
            (None, _) | (_, None) => true,
            // a currency without a limit is not covered: unknown is never yes
            (Some(amounts), Some(total)) => {
                of(amounts, total.currency()).is_some_and(|most| total.minor() <= most)
            }
        }
    }
}

/// Who may grant what (C7): the matrix of role and power with its limits, and the approvers beyond.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Authority {
    /// By front-line role, then power; none: not this one's to decide.
    pub(crate) matrix: [[Option<Limits>; 3]; 3],
    /// At a core moment limits are so many per cent of themselves; 100: no wider.
    pub(crate) core_moment_percent: i64,
    /// The nearest first.
    pub(crate) approvers: Vec<Approver>,
    pub(crate) abuse: AbuseTerms,
}

/// A limit that counts, in money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Which.
    pub kind: LimitKind,
    /// Up to and with this much.
    pub most: Money,
    /// What there would be with this grant.
    pub total: Money,
}

/// Whether somebody may grant something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// [`Code::WithinAuthority`], [`Code::NeedsApproval`] or [`Code::PutForward`].
    pub verdict: Code,
    /// The limit that it goes beyond; none where it goes beyond none, or is not this role's to decide at all.
    pub beyond: Option<Limit>,
    /// Who can approve it, the nearest first; empty unless it needs approval.
    pub approvers: Vec<String>,
    /// A core moment made the limit wider, and without that it would have gone beyond.
    pub widened: bool,
}

impl Authority {
    /// Whether somebody may grant something, given what was granted before.
    ///
    /// The limit per case counts all earlier grants of the same power in the same case, by whomever; the limit per
    /// period those of the same person and power of which the period, begun at the grant, is not over at `grant.at`
    /// (civil days in `zone`). Grants later than `grant.at` and `grant` itself (by its id) are left out.
    ///
    /// What an approver of the policy lets pass is within authority, if that approver may. What is beyond it but
    /// saved a core moment is [`Code::PutForward`] for reward.
    ///
    /// # Errors
    /// [`Code::BeyondEveryApprover`], [`Code::WrongRole`] for whoever is not of the front line,
    /// [`Code::UnknownApprover`], [`Code::MixedCurrencies`] within a case, [`Code::TooLarge`].
    ///
    /// ```
    /// use tactful::complaint::{Grant, Money, Power, Role};
    /// use tactful::{time::Instant, Code, Engine};
    /// let engine = Engine::house()?;
    /// let at = Instant::parse("2026-11-21T09:30:00Z")?;
    /// let lift = Grant::new("g-1", at, "ben", Role::ByChance, Power::CaringService);
    /// let zone = engine.zone("Europe/London")?;
    /// let ruling = engine.complaints().authority().rule(&lift, &[], &zone)?;
    /// assert_eq!(ruling.verdict, Code::WithinAuthority);
    /// let exchange = Grant { power: Power::ReturnExchangeRepair, ..lift };
    /// let ruling = engine.complaints().authority().rule(&exchange, &[], &zone)?;
    /// assert_eq!(ruling.verdict, Code::NeedsApproval);
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn rule(&self, grant: &Grant, earlier: &[Grant], zone: &Zone) -> Result<Ruling> {
        let total = self.in_case(grant, earlier)?;
        let mut ruling =
            Ruling { verdict: Code::WithinAuthority, beyond: None, approvers: Vec::new(), widened: false };
        let entitled = match self.entitled(grant.role, grant.power)? {
            None => false,
            Some(limits) => {
                let plain = Self::beyond(limits, grant, earlier, total, zone, 100)?;
                let wide = match plain {
                    Some(_) if grant.core_moment => {
                        Self::beyond(limits, grant, earlier, total, zone, self.core_moment_percent)?
                    }
                    plain => plain,
                };
                ruling.widened = plain.is_some() && wide.is_none();
                ruling.beyond = wide.flatten();
                wide.is_none()
            }
        };
        if entitled {
            return Ok(ruling);
        }
        if let Some(name) = &grant.approved_by {
            return self.approved(name, total).map(|()| Ruling { beyond: None, ..ruling });
        }
        if grant.saved && grant.core_moment {
            ruling.verdict = Code::PutForward;
            return Ok(ruling);
        }
        ruling.verdict = Code::NeedsApproval;
        ruling.approvers = self.approvers.iter().filter(|a| a.covers(total)).map(|a| a.id.clone()).collect();
        if ruling.approvers.is_empty() {
            return Err(nobody());
        }
        Ok(ruling)
    }

    fn entitled(&self, role: Role, power: Power) -> Result<Option<&Limits>> {
        match self.matrix.get(role as usize) {
            Some(row) => Ok(row.get(power as usize).and_then(Option::as_ref)),
            // managers approve; what they may is the ladder's to say
            None if role == Role::Manager => Ok(None),
            None => Err(Error::new(Code::WrongRole, "authority is for the front line and for managers")),
        }
    }

    fn approved(&self, name: &str, total: Option<Money>) -> Result<()> {
        let Some(approver) = self.approvers.iter().find(|approver| approver.id == name) else {
            let known: Vec<&str> = self.approvers.iter().map(|approver| approver.id.as_str()).collect();
            return Err(unknown_name(Code::UnknownApprover, "approver", name, &known));
        };
        if approver.covers(total) {
            return Ok(());
        }
        let above: Vec<&str> =
            self.approvers.iter().filter(|a| a.covers(total)).map(|a| a.id.as_str()).collect();
        if above.is_empty() {
            return Err(nobody());
        }
        let message = format!("beyond what this approver may let pass; {} can", above.join(", "));
        Err(Error::new(Code::BeyondAuthority, message))
    }

    /// What the case costs with this grant.
    fn in_case(&self, grant: &Grant, earlier: &[Grant]) -> Result<Option<Money>> {
        let same = earlier
            .iter()
            .filter(|other| counts(grant, other) && other.case == grant.case && other.power == grant.power);
        same.filter_map(|other| other.amount).try_fold(grant.amount, |total, amount| match total {
            None => Ok(Some(amount)),
            Some(total) => total.plus(amount).map(Some),
        })
    }

    /// The limit that is exceeded, if any; the inner none: the currency has no limit, so nothing may be granted in it.
    #[allow(clippy::option_option, reason = "beyond a limit, and which one if it can be said in money")]
    fn beyond(
        limits: &Limits,
        grant: &Grant,
        earlier: &[Grant],
        in_case: Option<Money>,
        zone: &Zone,
        percent: i64,
    ) -> Result<Option<Option<Limit>>> {
        let Some(amount) = grant.amount else { return Ok(None) };
        let currency = amount.currency();
        let exceeds = |amounts: &Amounts, kind: LimitKind, total: Money| -> Option<Option<Limit>> {
            let Some(most) = of(amounts, currency) else { return Some(None) };
            let most = most.saturating_mul(percent) / 100;
            if total.minor() <= most {
                return None;
            }
            Some(Money::of(most, currency).ok().map(|most| Limit { kind, most, total }))
        };
        if let Some(amounts) = &limits.per_case
            && let Some(found) = exceeds(amounts, LimitKind::PerCase, in_case.unwrap_or(amount))
        {
            return Ok(Some(found));
        }
        if let Some((amounts, period)) = &limits.per_period {
            let now = grant.at.seconds();
            let running = |other: &Grant| period.end(other.at.seconds(), zone).is_some_and(|end| end > now);
            let same = earlier.iter().filter(|other| {
                counts(grant, other) && other.by == grant.by && other.power == grant.power && running(other)
            });
            let mut total = amount;
            for other in same.filter_map(|other| other.amount).filter(|other| other.currency() == currency) {
                total = total.plus(other)?;
            }
            return Ok(exceeds(amounts, LimitKind::PerPeriod, total));
        }
        Ok(None)
    }
}

fn counts(grant: &Grant, other: &Grant) -> bool {
    other.id != grant.id && other.at <= grant.at
}

fn nobody() -> Error {
    Error::new(Code::BeyondEveryApprover, "beyond what anybody of the policy may approve")
}
