//! The words of the report in English and Chinese, and how instants and numbers are written.

use super::layout::cut;
use std::sync::Arc;
use tactful::customer::{Customer, Place};
use tactful::explain::Language;
use tactful::policy::spec::UnknownZone;
use tactful::time::{Instant, Weekday, Zone, date_of, second_of_day};
use tactful::{Code, Engine};

/// `12,345`
pub(super) fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 customer`, `12 customers`
pub(super) fn customers(n: usize) -> String {
    format!("{} customer{}", number(n), if n == 1 { "" } else { "s" })
}

/// The language that the report speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words(pub(super) Language);

impl Words {
    /// The one or the other.
    pub(super) fn of<'t>(self, english: &'t str, chinese: &'t str) -> &'t str {
        match self.0 {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// `15:30`
    pub(super) fn hour(self, at: Instant, zone: &Zone) -> String {
        let second = second_of_day(zone.local(at.seconds()));
        format!("{:02}:{:02}", second / 3600, second / 60 % 60)
    }

    /// `Thu 24 Dec`, with the year where it is another one than that of `now`.
    pub(super) fn day(self, at: Instant, now: Instant, zone: &Zone) -> String {
        let date = zone.date(at);
        let (year, month, day) = date.ymd();
        let other_year = year != zone.date(now).ymd().0;
        let weekday = self.weekday(date.weekday());
        match (self.0, other_year) {
            (Language::English, false) => format!("{weekday} {day:>2} {}", MONTHS[month as usize - 1]),
            (Language::English, true) => format!("{weekday} {day:>2} {} {year}", MONTHS[month as usize - 1]),
            (Language::Chinese, false) => format!("{month}月{day}日 {weekday}"),
            (Language::Chinese, true) => format!("{year}年{month}月{day}日 {weekday}"),
        }
    }

    /// `45 min`, `7 h`, `12 d`
    pub(super) fn span(self, seconds: i64) -> String {
        let minutes = (seconds.max(0) + 59) / 60;
        match minutes {
            ..90 => format!("{minutes} {}", self.of("min", "分")),
            90..2_880 => format!("{} {}", minutes / 60, self.of("h", "时")),
            _ => format!("{} {}", minutes / 1_440, self.of("d", "天")),
        }
    }

    /// `Mon 28 Dec 15:30`, or `28 Feb 2027 15:30`
    pub(super) fn instant(self, at: Instant, now: Instant, zone: &Zone) -> String {
        let (date, hour) = (zone.date(at), self.hour(at, zone));
        let (year, month, day) = date.ymd();
        match self.0 {
            _ if year == zone.date(now).ymd().0 => format!("{} {hour}", self.day(at, now, zone)),
            Language::English => format!("{day:>2} {} {year} {hour}", MONTHS[month as usize - 1]),
            Language::Chinese => format!("{year}年{month}月{day}日 {hour}"),
        }
    }

    pub(super) fn weekday(self, day: Weekday) -> &'static str {
        let place = day.index();
        self.of(
            ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][place],
            ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][place],
        )
    }

    /// The customer's wall clock now: `Thu 15:30 Berlin`; a place that is not certain has a `?`.
    pub(super) fn clock(self, at: Instant, customer: &Customer, zone: &Zone) -> String {
        let sure = matches!(customer.place, Place::Zone(_));
        let weekday = self.weekday(date_of(zone.local(at.seconds())).weekday());
        let city = cut(&zone.name().rsplit('/').next().unwrap_or_default().replace('_', " "), 14);
        format!("{weekday} {} {city}{}", self.hour(at, zone), if sure { "" } else { "?" })
    }

    /// What kind of fact would clear a block, in words.
    pub(super) fn clearing(self, fact: &str) -> String {
        let code = match fact {
            "consent_given" => Code::FactConsent,
            "complaint_closed" => Code::FactComplaintClosed,
            "give" => Code::FactGive,
            "touch" => Code::FactTouch,
            kind => return self.0.of(Code::FactOther).replace("{kind}", kind),
        };
        self.0.of(code).to_owned()
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The zone on whose clock instants are told to a reader: of several the first.
pub(super) fn zone(engine: &Engine, customer: &Customer) -> Option<Arc<Zone>> {
    match &customer.place {
        Place::Zone(zone) => Some(Arc::clone(zone)),
        Place::OneOf(zones) => zones.first().cloned(),
        Place::Unknown => {
            let name = match &engine.policy().unknown_zone {
                None => "UTC",
                Some(UnknownZone::Zone(name)) => name,
                Some(UnknownZone::Strictest(names)) => names.first().map_or("UTC", String::as_str),
            };
            engine.zone(name).ok()
        }
    }
}
