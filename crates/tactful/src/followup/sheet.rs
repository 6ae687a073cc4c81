//! What is worked out once for a customer at an instant, however many reasons are asked.

use super::counting::Counted;
use super::parts::{Bears, Part, clocks, of_rule};
use super::sum::{Moving, Sum};
use super::view::View;
use crate::inline::Inline;

/// Rules and bearings with an index below this are worked out once; the few beyond, whenever they are asked.
const KEPT: usize = 96;

/// What the rules say, each worked out when it is first asked.
pub(crate) struct Sheet<'a> {
    pub(crate) view: &'a View<'a>,
    /// All that is counted, where something may lie ahead.
    pub(crate) counted: Option<&'a Counted>,
    pub(crate) moving: Moving<'a>,
    sums: Inline<Sum, 16, 96>,
    /// By index of the rule: its place among the sums, from 1; 0: not worked out.
    rules: [u8; KEPT],
    bearings: [u8; KEPT],
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(view: &'a View<'a>, counted: Option<&'a Counted>) -> Self {
        Self {
            view,
            counted,
            moving: Moving::default(),
            sums: Inline::default(),
            rules: [0; KEPT],
            bearings: [0; KEPT],
        }
    }

    /// What all rules but those of consent say that bear on a contact.
    pub(crate) fn bearing(&mut self, bears: Bears<'a>) -> Sum {
        let index = usize::from(bears.place);
        if let Some(&place @ 1..) = self.bearings.get(index) {
            return self.sums[usize::from(place) - 1];
        }
        let mut sum = Sum::default();
        for &rule in &bears.bearing.rules {
            let of_rule = self.rule(rule);
            sum.join(self.view.engine, &of_rule);
        }
        Self::keep(&mut self.sums, &mut self.bearings, index, sum);
        sum
    }

    fn rule(&mut self, index: u16) -> Sum {
        if let Some(&place @ 1..) = self.rules.get(usize::from(index)) {
            return self.sums[usize::from(place) - 1];
        }
        let view = self.view;
        let mut sum = Sum::default();
        let mut add = |same: &[Part<'a>]| sum.add(view, None, same, &mut self.moving);
        match clocks(view, &view.engine.rules[usize::from(index)]) {
            [zone] => {
                if let Some(part) = of_rule(view, index, zone, self.counted) {
                    add(&[part]);
                }
            }
            zones => {
                let mut same: Inline<Part<'a>, 2, 8> = Inline::default();
                let parts = zones.iter().filter_map(|zone| of_rule(view, index, zone, self.counted));
                parts.for_each(|part| same.push(part));
                add(&same);
            }
        }
        Self::keep(&mut self.sums, &mut self.rules, usize::from(index), sum);
        sum
    }

    fn keep(sums: &mut Inline<Sum, 16, 96>, places: &mut [u8; KEPT], index: usize, sum: Sum) {
        if let (Some(place), Ok(next)) = (places.get_mut(index), u8::try_from(sums.len() + 1)) {
            sums.push(sum);
            *place = next;
        }
    }
}
