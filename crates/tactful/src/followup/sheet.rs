//! What is worked out once for a customer at an instant, however many reasons are asked.

use super::anchors::Anchors;
use super::brief::warning_bit;
use super::consent::Consents;
use super::counting::Counted;
use super::moving::Moving;
use super::parts::{Bears, Part, Parts, clocks, of_rule};
use super::sum::Sum;
use super::view::View;
use super::windows::Windows;

/// Rules and bearings with an index below this are worked out once; the few beyond, whenever they are asked.
const KEPT: usize = 32;

/// What the rules say, each worked out when it is first asked, and room for the question at hand.
pub(crate) struct Sheet<'a> {
    pub(crate) view: &'a View<'a>,
    /// All that is counted, where something may lie ahead.
    pub(crate) counted: Option<&'a Counted>,
    /// By index; the last place is lent to those beyond.
    rules: [Option<Sum>; KEPT + 1],
    bearings: [Option<Sum>; KEPT],
    /// The parts of all of them that are more than one interval, and last those of the question alone.
    pub(crate) moving: Moving<'a>,
    /// What is to be known of every answer, as bits.
    pub(crate) warnings: u32,
    pub(crate) consents: Consents,
    /// Room for one part.
    pub(crate) part: Part<'a>,
    pub(crate) anchors: Anchors,
    pub(crate) windows: Windows,
}

impl<'a> Sheet<'a> {
    #[inline]
    pub(crate) fn new(view: &'a View<'a>, counted: Option<&'a Counted>) -> Self {
        Self {
            view,
            counted,
            rules: [const { None }; KEPT + 1],
            bearings: [const { None }; KEPT],
            moving: Moving::default(),
            warnings: view.warnings().fold(0, |bits, code| bits | warning_bit(code)),
            consents: Consents::default(),
            part: Part::default(),
            anchors: Anchors::default(),
            windows: Windows::default(),
        }
    }

    /// What all rules but those of consent say that bear on a contact.
    #[inline]
    pub(crate) fn bearing(&mut self, bears: Bears<'a>) -> Sum {
        match self.bearings.get(usize::from(bears.place)) {
            Some(Some(sum)) => *sum,
            _ => self.find_bearing(bears),
        }
    }

    fn find_bearing(&mut self, bears: Bears<'a>) -> Sum {
        let mut sum = Sum::default();
        for &rule in &bears.bearing.rules {
            let place = usize::from(rule).min(KEPT);
            match &self.rules[place] {
                Some(known) if place < KEPT => sum.join(known),
                _ => sum.join(self.find_rule(rule, place)),
            }
        }
        if let Some(place) = self.bearings.get_mut(usize::from(bears.place)) {
            *place = Some(sum);
        }
        sum
    }

    fn find_rule(&mut self, index: u16, place: usize) -> &Sum {
        let view = self.view;
        let sum = self.rules[place].insert(Sum::default());
        match clocks(view, &view.engine.rules[usize::from(index)]) {
            [zone] => {
                if of_rule(view, index, zone, self.counted, &mut self.part) {
                    sum.add(view, None, std::slice::from_ref(&self.part), &mut self.moving);
                }
            }
            zones => {
                let mut same = Parts::default();
                for zone in zones {
                    if of_rule(view, index, zone, self.counted, &mut self.part) {
                        same.push(self.part);
                    }
                }
                sum.add(view, None, &same, &mut self.moving);
            }
        }
        sum
    }
}
