//! When the customer's consent holds, for a purpose, through a channel.

use super::view::View;
use crate::Engine;
use crate::customer::{NONE, Purpose, Standing, is_granted};
use crate::inline::Inline;
use crate::when::{FOREVER, Interval};
use std::cmp::Reverse;

/// What the customer said of consent, in the terms of the policy, so that it need be looked through but once.
#[derive(Debug, Default)]
pub(crate) struct Consents {
    known: bool,
    said: Inline<Said, 2, 16>,
    /// Something was said of one contact point.
    pointed: bool,
}

/// One remembered word: for some purposes, channels and contact points.
#[derive(Debug, Clone, Copy)]
struct Said {
    /// Bits of purposes.
    purposes: u64,
    /// Bits of channels.
    channels: u64,
    /// 0: all of them.
    contact_point: u64,
    /// (instant, end of the consent)
    granted: (i64, i64),
    withdrawn: i64,
}

impl Consents {
    /// Makes ready for another customer.
    #[inline]
    pub(crate) fn forget(&mut self) {
        self.said.truncate(0);
        (self.known, self.pointed) = (false, false);
    }

    /// Looks through them, if that was not done.
    #[inline]
    pub(crate) fn know(&mut self, engine: &Engine, standing: &Standing) -> &Self {
        if !self.known {
            self.look(engine, standing);
        }
        self
    }

    fn look(&mut self, engine: &Engine, standing: &Standing) {
        self.known = true;
        for record in standing.consents.entries.values() {
            let channel = || engine.channel_keys.iter().position(|&key| key == record.channel);
            self.said.push(Said {
                purposes: purposes(record.purpose),
                channels: if record.channel == 0 { u64::MAX } else { channel().map_or(0, |c| 1 << c) },
                contact_point: record.contact_point,
                granted: record.granted,
                withdrawn: record.withdrawn,
            });
            self.pointed |= record.contact_point != 0;
        }
    }

    /// When the consent holds, and since when it does or does not.
    pub(crate) fn when(&self, view: &View<'_>, purpose: Purpose, channel: u8) -> (Interval, i64) {
        let nothing = Interval { from: FOREVER, until: FOREVER };
        let fitting = || {
            let fits =
                move |said: &&Said| said.purposes & purpose.bit() != 0 && said.channels >> channel & 1 == 1;
            self.said.iter().filter(fits)
        };
        let point = view.keys.contact_point;
        if point != 0 {
            let (interval, since) = of_point(fitting(), point);
            return (interval.unwrap_or(nothing), since);
        }
        // Without a contact point the contact may go to any: a consent for all of them is needed, and none of them
        // may stand withdrawn. A consent that is remembered is later than all that is forgotten, so it covers that
        // too.
        let (general, mut since) = of_point(fitting(), 0);
        let Some(mut interval) = general else { return (nothing, since) };
        if self.pointed {
            for said in self.said.iter().filter(|said| said.contact_point != 0) {
                if fitting().all(|other| other.contact_point != said.contact_point) {
                    continue;
                }
                match of_point(fitting(), said.contact_point) {
                    (None, withdrawn) => return (nothing, withdrawn),
                    (Some(of_this), granted) => {
                        interval = interval.intersect(of_this);
                        since = since.max(granted);
                    }
                }
            }
        }
        (interval, since)
    }
}

/// Bits of purposes; 0xff is every purpose.
fn purposes(purpose: u8) -> u64 {
    if purpose == 0xff { u64::MAX } else { 1_u64.checked_shl(u32::from(purpose)).unwrap_or(0) }
}

/// Of one contact point: the latest grant against the latest withdrawal, which wins a tie.
fn of_point<'c>(fitting: impl Iterator<Item = &'c Said>, point: u64) -> (Option<Interval>, i64) {
    let mut granted = (NONE, Reverse(0));
    let mut withdrawn = NONE;
    for said in fitting.filter(|said| said.contact_point == 0 || said.contact_point == point) {
        granted = granted.max((said.granted.0, Reverse(said.granted.1)));
        withdrawn = withdrawn.max(said.withdrawn);
    }
    let (at, Reverse(until)) = granted;
    if !is_granted(at, withdrawn) {
        return (None, withdrawn);
    }
    let until = if until >= crate::time::Instant::MAX.seconds() { FOREVER } else { until };
    (Some(Interval { from: NONE, until }), at)
}
