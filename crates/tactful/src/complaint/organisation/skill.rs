//! Staff learn what they lack (C15).

use crate::complaint::CaseSummary;
use crate::order::Order;
use crate::policy::unknown_name;
use crate::{Code, Engine, Result};
use std::collections::{BTreeMap, BTreeSet};

/// The five contents of training (C15).
///
/// ```
/// use tactful::complaint::organisation::Content;
/// assert_eq!(Content::ALL.len(), 5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// Ideas, tools and procedures of the moments of truth.
    Moments,
    /// One's role: who am I, what to do, how to do it well.
    Role,
    /// Skills of the post.
    Trade,
    /// Customer psychology.
    Psychology,
    /// Ways of talking with customers.
    Wording,
}

impl Content {
    /// Every content with its word.
    pub const ALL: &'static [(&'static str, Content)] = &[
        ("moments", Content::Moments),
        ("role", Content::Role),
        ("trade", Content::Trade),
        ("psychology", Content::Psychology),
        ("wording", Content::Wording),
    ];

    /// The word used in documents.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// One line of the table: a role lacked a skill in these cases.
///
/// See [`Engine::skill_demand`](crate::Engine::skill_demand) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillNeed {
    /// The role.
    pub role: String,
    /// The skill tag.
    pub skill: String,
    /// The content of training that teaches it.
    pub content: Content,
    /// The failed cases in which it was lacking, sorted; their number is the demand.
    pub cases: Vec<String>,
}

/// What staff lack.
///
/// See [`Engine::skill_demand`](crate::Engine::skill_demand) for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillDemand {
    /// Role × skill, the greatest demand first; of equal ones by role and skill.
    pub needs: Vec<SkillNeed>,
    /// Failed cases per content of training, in the order of [`Content::ALL`]; a case counts once per content.
    pub contents: [usize; 5],
    /// Failed cases that nobody has tagged: nothing is learnt from them yet.
    pub untagged: Vec<String>,
}

impl Engine {
    /// Failed cases × skill tag, per role, over the five contents of training (C15). Cases that did not fail do not
    /// count, and a case counts once per role and skill.
    ///
    /// # Errors
    /// [`Code::SectionMissing`] if the policy lists no skills, [`Code::UnknownSkill`] with the nearest for a tag that
    /// it does not list, [`Code::DuplicateId`] for two cases of one id.
    ///
    /// ```
    /// use tactful::{Engine, complaint::{CaseSummary, Lack}, time::Instant};
    /// let mut case = CaseSummary::new("k-1", "anna", Instant::parse("2026-11-02T09:00:00Z")?);
    /// case.failed = true;
    /// case.lacks.push(Lack { role: "front_line".to_owned(), skill: "soothing".to_owned() });
    /// let demand = Engine::house()?.skill_demand(&[case])?;
    /// assert_eq!((demand.needs[0].content.as_str(), demand.needs[0].cases.len()), ("psychology", 1));
    /// # Ok::<(), tactful::Error>(())
    /// ```
    pub fn skill_demand(&self, cases: &[CaseSummary]) -> Result<SkillDemand> {
        let skills = self.organisation.skills()?;
        crate::complaint::distinct_ids("cases", cases.iter().map(|case| case.id.as_str()))?;
        let mut needs: BTreeMap<(&str, &str), (Content, BTreeSet<&str>)> = BTreeMap::new();
        let mut contents: [BTreeSet<&str>; 5] = Default::default();
        let mut untagged = Vec::new();
        for (place, case) in cases.iter().enumerate() {
            for (nth, lack) in case.lacks.iter().enumerate() {
                let Some((_, content)) = skills.iter().find(|(known, _)| *known == lack.skill) else {
                    let known: Vec<&str> = skills.iter().map(|(known, _)| known.as_str()).collect();
                    let error = unknown_name(Code::UnknownSkill, "skill", &lack.skill, &known);
                    return Err(error.at_path(&format!("cases[{place}].lacks[{nth}].skill")));
                };
                if case.failed {
                    let need = needs.entry((&lack.role, &lack.skill));
                    need.or_insert_with(|| (*content, BTreeSet::new())).1.insert(&case.id);
                    contents[*content as usize].insert(&case.id);
                }
            }
            if case.failed && case.lacks.is_empty() {
                untagged.push(case.id.clone());
            }
        }
        untagged.order();
        let mut needs: Vec<SkillNeed> = needs
            .into_iter()
            .map(|((role, skill), (content, cases))| SkillNeed {
                role: role.to_owned(),
                skill: skill.to_owned(),
                content,
                cases: cases.into_iter().map(str::to_owned).collect(),
            })
            .collect();
        // stable: equal demands stay by role and skill
        needs.order_by_key(|need| std::cmp::Reverse(need.cases.len()));
        Ok(SkillDemand { needs, contents: contents.map(|cases| cases.len()), untagged })
    }
}
