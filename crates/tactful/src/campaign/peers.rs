//! Who must be served on one day: connected components over groups that may overlap (P1).

use super::{Programme, Recipient};
use crate::order::Order;

/// The groups of a programme, by name: their members in the order of the recipients, each once.
#[derive(Debug)]
pub(super) struct Groups<'p> {
    pub(super) names: Vec<&'p str>,
    pub(super) members: Vec<Vec<usize>>,
}

impl<'p> Groups<'p> {
    pub(super) fn of(recipients: &'p [Recipient]) -> Self {
        let of =
            |(place, one): (usize, &'p Recipient)| one.groups.iter().map(move |name| (name.as_str(), place));
        let mut pairs: Vec<(&str, usize)> = recipients.iter().enumerate().flat_map(of).collect();
        pairs.order();
        pairs.dedup();
        let mut groups = Self { names: Vec::new(), members: Vec::new() };
        for (name, place) in pairs {
            match groups.members.last_mut().filter(|_| groups.names.last() == Some(&name)) {
                Some(members) => members.push(place),
                None => {
                    groups.names.push(name);
                    groups.members.push(vec![place]);
                }
            }
        }
        groups
    }

    /// Where the group of this name is.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.names.binary_search(&name).ok()
    }
}

/// Recipients who get it on one day, the greatest rank first; and how long the farthest of them waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Component {
    pub(super) members: Vec<usize>,
    pub(super) lead: i64,
}

/// The first recipient of everybody's component, where the groups marked in `split` do not bind.
fn roots(programme: &Programme, groups: &Groups<'_>, split: &[bool]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..programme.recipients.len()).collect();
    for (members, _) in groups.members.iter().zip(split).filter(|(_, split)| !**split) {
        for pair in members.windows(2) {
            let (a, b) = (root(&mut parent, pair[0]), root(&mut parent, pair[1]));
            parent[a.max(b)] = a.min(b);
        }
    }
    (0..parent.len()).map(|member| root(&mut parent, member)).collect()
}

/// The size and lead time of each component.
pub(super) fn sizes(programme: &Programme, groups: &Groups<'_>, split: &[bool]) -> Vec<(u64, i64)> {
    let mut sizes = vec![(0, 0); programme.recipients.len()];
    for (one, root) in programme.recipients.iter().zip(roots(programme, groups, split)) {
        let (size, lead) = sizes[root];
        sizes[root] = (size + 1, i64::from(one.lead_days).max(lead));
    }
    sizes.retain(|(size, _)| *size > 0);
    sizes
}

/// The components, where the groups marked in `split` do not bind.
pub(super) fn components(programme: &Programme, groups: &Groups<'_>, split: &[bool]) -> Vec<Component> {
    let recipients = &programme.recipients;
    // the root is the first of its component, so that components come in the order of the recipients
    let mut place = vec![usize::MAX; recipients.len()];
    let mut components: Vec<Component> = Vec::new();
    for (member, root) in roots(programme, groups, split).into_iter().enumerate() {
        if root == member {
            place[member] = components.len();
            components.push(Component { members: Vec::new(), lead: 0 });
        }
        if let Some(component) = components.get_mut(place[root]) {
            component.members.push(member);
            component.lead = component.lead.max(i64::from(recipients[member].lead_days));
        }
    }
    for component in &mut components {
        component.members.order_by(|&a, &b| before(&recipients[a], &recipients[b]));
    }
    components
}

fn root(parent: &mut [usize], mut member: usize) -> usize {
    while parent[member] != member {
        parent[member] = parent[parent[member]];
        member = parent[member];
    }
    member
}

/// In which component everybody is.
pub(super) fn homes(programme: &Programme, all: &[Component]) -> Vec<usize> {
    let mut home = vec![0; programme.recipients.len()];
    for (place, one) in all.iter().enumerate() {
        one.members.iter().for_each(|&member| home[member] = place);
    }
    home
}

/// Who goes first: the greater rank; whose rank is not known, last; then by id.
pub(super) fn before(a: &Recipient, b: &Recipient) -> std::cmp::Ordering {
    (b.rank, &a.id).cmp(&(a.rank, &b.id))
}
