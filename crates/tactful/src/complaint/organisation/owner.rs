//! Satisfaction is never handed to a unit without a stake in sales (C13).

use crate::{Code, Engine};

/// Who owns a case, or its follow-up (C13).
///
/// ```
/// use tactful::complaint::organisation::Owner;
/// let owner = Owner { id: "li".to_owned(), department: Some("sales".to_owned()), sales: None };
/// assert!(owner.sales.is_none()); // the policy's departments tell
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The person or unit.
    pub id: String,
    /// The department, if known.
    pub department: Option<String>,
    /// Whether the owner answers for sales; none: as the department does.
    pub sales: Option<bool>,
}

/// Something to be put right about an owner.
///
/// See [`Engine::owner_advice`](crate::Engine::owner_advice) for an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// `case` or `follow_up`.
    pub of: &'static str,
    /// [`Code::OwnerWithoutSales`], [`Code::OwnerStakeUnknown`] or [`Code::OwnerMissing`].
    pub code: Code,
}

impl Engine {
    /// What is to be put right about who owns a case and its follow-up (C13); nothing if both answer for sales.
    /// What is not known is never taken for a stake.
    ///
    /// ```
    /// use tactful::{Code, Engine, complaint::organisation::Owner};
    /// let engine = Engine::house()?;
    /// let owner = |department: &str| Owner { id: "li".to_owned(), department: Some(department.to_owned()), sales: None };
    /// let advice = engine.owner_advice(Some(&owner("sales")), Some(&owner("quality")));
    /// assert_eq!((advice[0].of, advice[0].code), ("follow_up", Code::OwnerWithoutSales));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    #[must_use]
    pub fn owner_advice(&self, case: Option<&Owner>, follow_up: Option<&Owner>) -> Vec<Advice> {
        let check = |of, owner: Option<&Owner>| {
            let stake = owner
                .map(|owner| owner.sales.or_else(|| self.organisation.sales(owner.department.as_deref()?)));
            let code = match stake {
                None => Code::OwnerMissing,
                Some(None) => Code::OwnerStakeUnknown,
                Some(Some(false)) => Code::OwnerWithoutSales,
                Some(Some(true)) => return None,
            };
            Some(Advice { of, code })
        };
        [check("case", case), check("follow_up", follow_up)].into_iter().flatten().collect()
    }
}
