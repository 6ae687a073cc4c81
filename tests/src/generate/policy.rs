//! Random policies, as the text of a document.

use super::Rng;
use crate::oracle::clock;
use std::fmt::Write;
use tactful::time::Zone;

/// How much a standing keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sizes {
    /// More than any case needs.
    Ample,
    /// Two of everything, so that much is pushed out.
    Tiny,
}

const PURPOSES: [&str; 6] =
    ["marketing", "survey", "relationship", "collections", "service", "transactional"];
const SPANS: [&str; 16] = [
    "1d",
    "1d",
    "2d",
    "7d",
    "30d",
    "1mo",
    "1mo",
    "2mo",
    "24h",
    "48h",
    "90m",
    "168h",
    "1w",
    "1 full day",
    "3 full days",
    "2 days incl.",
];

/// A policy around an instant.
pub fn policy(rng: &mut Rng, now: i64, zone: &Zone, sizes: Sizes) -> String {
    let mut text = String::from(
        "name = 'random'\nversion = '1'\nchannels = ['email', 'phone', 'sms']\nown_facts = ['visit']\n",
    );
    let horizon = *rng.pick(&["20d", "45d", "45d", "90d", "120d", "400d"]);
    let unknown = *rng.pick(&[
        "{ unknown = 'Europe/Paris' }",
        "{ unknown = 'strictest', candidates = ['America/New_York', 'Asia/Kolkata'] }",
        "{ unknown = 'strictest', candidates = ['Australia/Lord_Howe', 'Europe/London', 'Pacific/Apia'] }",
    ]);
    let _ = writeln!(text, "horizon = '{horizon}'\ntimezone = {unknown}");
    let n = match sizes {
        Sizes::Ample => 80,
        Sizes::Tiny => 2,
    };
    let contacts = if sizes == Sizes::Ample { 80 } else { 1 };
    let _ = writeln!(text, "sizes = {{ orders = {n}, cases = {n}, consents = {n}, contacts = {contacts} }}");
    if rng.one_in(3) {
        let _ = writeln!(text, "lapsed_after = '{}'", rng.pick(&["20d", "1mo", "400d"]));
    }
    if rng.one_in(3) {
        let _ = writeln!(text, "forget_complaints_after = '{}'", rng.pick(&["10d", "1mo", "90d"]));
    }
    if rng.one_in(3) {
        text += "touches = ['contact', 'visit']\n";
    }
    if rng.one_in(2) {
        text += "leap_day = 'mar1'\n";
    }
    let day = |rng: &mut Rng, reach: i64| {
        let days = rng.range(-reach, reach + 1) as i32;
        clock::date(zone, now).add_days(days).to_string()
    };
    let (holiday, half, cut) = (day(rng, 5), day(rng, 5), day(rng, 5));
    let office = rng.pick(&["America/New_York", "Europe/London", "Asia/Kolkata", "Africa/Cairo"]);
    let _ = writeln!(
        text,
        "[calendars.office]\ntimezone = '{office}'\nholidays = ['{holiday}']\nweekly = {{ mon = ['09:00-12:00', '12:00-17:30'], \
         tue = ['22:00-24:00'], wed = ['00:00-06:00', '09:00-17:00'], thu = ['01:30-02:30'], fri = ['09:00-17:00'], \
         sun = ['00:00-03:00'] }}"
    );
    if half != holiday {
        let _ = writeln!(text, "overrides = {{ '{half}' = ['10:00-12:00'] }}");
    }
    if rng.one_in(2) {
        let _ = writeln!(text, "breaks = {{ '{cut}' = ['10:30-11:00'] }}");
    }
    let feast = [day(rng, 30), day(rng, 30)];
    let _ = writeln!(text, "[occasions]\nfeast = ['{}', '{}']", feast[0], feast[1]);
    if rng.one_in(2) {
        let _ = writeln!(
            text,
            "[benefit]\nunless_observed = {{ default = '30d', mower = '{}' }}",
            rng.pick(&["10d", "1mo", "48h"])
        );
    }
    let names = ["alpha", "beta", "gamma", "delta"];
    let count = 2 + rng.below(3) as usize;
    for name in &names[..count] {
        reason(rng, name, &mut text);
    }
    let rules = rng.below(8);
    for number in 0..rules {
        let mut body = rule(rng, &names[..count], &day);
        if rng.one_in(4) {
            let (from, to) = (day(rng, 12), day(rng, 12));
            match rng.below(3) {
                0 => body += &format!("valid_from = '{from}'\n"),
                1 => body += &format!("valid_to = '{to}'\n"),
                _ if from < to => body += &format!("valid_from = '{from}'\nvalid_to = '{to}'\n"),
                _ => {}
            }
        }
        // ids in another order than the document's
        let id = (b'a' + ((number * 7 + 3) % 11) as u8) as char;
        let _ = write!(text, "[rules.{id}-{number}]\n{body}");
    }
    text
}

fn reason(rng: &mut Rng, name: &str, text: &mut String) {
    let _ = writeln!(
        text,
        "[reasons.{name}]\nvalue = 'good advice'\npurpose = '{}'\nintent = '{}'\npriority = {}",
        rng.pick(&PURPOSES),
        rng.pick(&["give", "ask", "ask", "service"]),
        rng.below(3)
    );
    let anchor = rng.below(12);
    let (anchor_text, years, per) = match anchor {
        0 | 1 => ("", false, ""),
        2 => ("{ fact = 'delivered' }", false, "per anchor"),
        3 => ("{ fact = 'last_touch' }", false, "per anchor"),
        4 => ("{ fact = 'visit' }", false, "per anchor"),
        5 | 6 => ("{ fact = 'delivered', per = 'order' }", false, "per order"),
        7 | 8 => ("{ fact = 'benefit_realised', per = 'order' }", false, "per order"),
        9 => ("{ fact = 'complaint_closed', per = 'case' }", false, "per case"),
        10 => ("{ fact = 'complaint_opened', per = 'case' }", false, "per case"),
        _ => ("{ occasion = 'birthday' }", true, "per year"),
    };
    let anchor_text = if years && rng.one_in(2) { "{ occasion = 'feast' }" } else { anchor_text };
    if !anchor_text.is_empty() {
        let _ = writeln!(text, "anchor = {anchor_text}");
        let windows: [(&str, &str); 12] = [
            ("0d", ""),
            ("0d", "14d"),
            ("1d", "7d"),
            ("24h", "1mo"),
            ("1mo", "3mo"),
            ("7d", ""),
            ("-2d", "1d"),
            ("-3d", "0d"),
            ("1bd", "20d"),
            ("4bh", "10bd"),
            ("3 full days", "30 full days"),
            ("2d", "9d"),
        ];
        let (opens, closes) = rng.pick(&windows);
        let _ = writeln!(text, "opens = '{opens}'");
        if !closes.is_empty() {
            let _ = writeln!(text, "closes = '{closes}'");
        }
        if opens.contains('b') || closes.contains('b') {
            text.push_str("calendar = 'office'\n");
        }
        if rng.one_in(4) {
            let _ = writeln!(text, "best = '{}'", rng.pick(&["3d", "5d", "1mo"]));
        }
    }
    match rng.below(8) {
        0 => text.push_str("once = 'ever'\n"),
        1 => text.push_str("once = 'no'\n"),
        2 | 3 => {
            let _ = writeln!(text, "once = 'per {}'", rng.pick(&["30d", "1mo", "48h", "1y"]));
        }
        4 if !per.is_empty() => {
            let _ = writeln!(text, "once = '{per}'");
        }
        _ => {}
    }
    if rng.one_in(4) {
        let _ = writeln!(text, "every = '{}'", rng.pick(&SPANS));
    }
    if rng.one_in(8) {
        let _ = writeln!(text, "needs = '{}'", rng.pick(&["feedback", "purchase", "visit"]));
    }
    if rng.one_in(6) {
        let _ = writeln!(
            text,
            "blocks = ['{}']",
            rng.pick(&["returned", "order_cancelled", "visit", "feedback"])
        );
    }
    if rng.one_in(10) {
        let _ = writeln!(
            text,
            "stages = [{}]",
            rng.pick(&[
                "'follow_up'",
                "'value_first', 'follow_up', 'lapsed'",
                "'experience', 'follow_up'",
                "'lapsed'"
            ])
        );
    }
    if rng.one_in(12) {
        text.push_str("customers_only = true\n");
    }
    if rng.one_in(4) {
        text.push_str("channels = ['phone', 'email']\n");
    }
}

fn scope(rng: &mut Rng, reasons: &[&str], one_in: u64) -> String {
    let mut body = String::new();
    if rng.one_in(one_in) {
        let _ = writeln!(
            body,
            "intents = [{}]",
            rng.pick(&["'ask'", "'give'", "'give', 'ask'", "'service', 'ask'"])
        );
    }
    if rng.one_in(one_in) {
        let (a, b) = (rng.pick(&PURPOSES), rng.pick(&PURPOSES));
        let _ = writeln!(body, "purposes = ['{a}', '{b}']");
    }
    if rng.one_in(one_in) {
        let _ =
            writeln!(body, "channels = [{}]", rng.pick(&["'email'", "'phone', 'sms'", "'email', 'phone'"]));
    }
    if rng.one_in(2 * one_in) {
        let _ = writeln!(body, "reasons = ['{}', '{}']", rng.pick(reasons), rng.pick(reasons));
    }
    body
}

fn inline(rng: &mut Rng, reasons: &[&str]) -> String {
    let mut parts: Vec<String> = scope(rng, reasons, 2).lines().map(str::to_owned).collect();
    if rng.one_in(3) {
        parts.push("outcomes = ['sent', 'conversation', 'refused']".to_owned());
    }
    format!("counts = {{ {} }}\n", parts.join(", "))
}

fn rule(rng: &mut Rng, reasons: &[&str], day: &impl Fn(&mut Rng, i64) -> String) -> String {
    let mut body = scope(rng, reasons, 4);
    let keyed = |rng: &mut Rng| match rng.below(10) {
        0 => "key = 'account'\n",
        1 => "key = 'subject'\n",
        2 => "key = 'contact_point'\n",
        _ => "",
    };
    let zoned = |rng: &mut Rng| if rng.one_in(8) { "timezone = 'Europe/Paris'\n" } else { "" };
    match rng.below(20) {
        0 => body += "needs = 'consent'\n",
        1 => {
            body += *rng.pick::<&str>(&[
                "never_if = ['do_not_contact', 'deceased']\n",
                "never_if = 'do_not_contact'\n",
            ])
        }
        2 => body += "suppression = true\n",
        3 | 4 => {
            let hours = rng.pick(&[
                "['21:00-08:00']",
                "['22:00-24:00', '00:00-06:00']",
                "['01:30-02:30', '12:00-13:00']",
                "['00:00-23:00']",
                "{ mon = ['21:00-09:00'], sun = ['00:00-24:00'] }",
                "['02:15-01:45']",
            ]);
            let _ = writeln!(body, "quiet_hours = {hours}");
            body += zoned(rng);
        }
        5 => {
            let hours = rng.pick(&[
                "['20:00-02:00']",
                "['09:00-17:00']",
                "['02:00-03:00']",
                "{ fri = ['20:00-02:00'], tue = ['01:00-01:30'] }",
            ]);
            let _ = writeln!(body, "send_window = {hours}");
            body += zoned(rng);
        }
        6 => {
            let yearly = day(rng, 10);
            let _ =
                writeln!(body, "quiet_dates = ['{}', '{}', '{}']", day(rng, 6), day(rng, 6), &yearly[5..]);
            body += zoned(rng);
        }
        7 => body += "only_within = 'office'\n",
        8..=10 => {
            let _ = writeln!(body, "at_most = {}\nper = '{}'", 1 + rng.below(3), rng.pick(&SPANS));
            body += keyed(rng);
            body += zoned(rng);
            if rng.one_in(4) {
                body += &inline(rng, reasons);
            }
        }
        11 => {
            let _ = writeln!(
                body,
                "at_most = {}\nper = '{}'",
                1 + rng.below(2),
                rng.pick(&["calendar_day", "calendar_week", "calendar_month"])
            );
            if body.contains("calendar_week") && rng.one_in(2) {
                body += "first_day = 'sun'\n";
            }
            body += zoned(rng);
        }
        12 | 13 => {
            let _ = writeln!(body, "gap = '{}'", rng.pick(&SPANS));
            body += keyed(rng);
        }
        14 => {
            let after = rng.pick(&["refused", "conversation", "returned", "visit", "contact"]);
            let _ = writeln!(body, "cool_off = '{}'\nafter = '{after}'", rng.pick(&SPANS));
            body += keyed(rng);
        }
        15 | 16 => {
            body += "hold_while = 'complaint_open'\n";
            if rng.one_in(2) {
                let _ = writeln!(body, "then_wait = '{}'", rng.pick(&["14d", "1mo", "48h", "3 full days"]));
            } else if rng.one_in(2) {
                body += "then_wait = '2bd'\ncalendar = 'office'\n";
            }
        }
        17 | 18 => {
            let _ = writeln!(
                body,
                "gives = {}\nbefore = 'ask'\nwithin = '{}'",
                1 + rng.below(2),
                rng.pick(&["10d", "30d", "1mo", "72h"])
            );
        }
        _ => {
            let _ = writeln!(body, "silence_limit = '{}'", rng.pick(&["20d", "2mo", "1y"]));
        }
    }
    body
}

/// The same policy without what is decided one customer at a time: stages, needs and rhythms, rules that are dated, and
/// those that weigh gives against asks or count by calendar days.
pub fn without_the_long_way(text: &str) -> String {
    let odd = [
        "needs = '",
        "blocks = [",
        "every = ",
        "best = ",
        "stages = ",
        "customers_only",
        "valid_",
        "once = 'per 3",
        "once = 'per 1",
        "once = 'per 4",
        "once = 'ever'",
    ];
    let sections = text.split("\n[").map(|section| {
        let lines = section
            .lines()
            .filter(|line| *line == "needs = 'consent'" || !odd.iter().any(|odd| line.starts_with(odd)));
        lines.collect::<Vec<_>>().join("\n")
    });
    let kept = sections.filter(|section| {
        let long = ["gives = ", "per = 'calendar", "silence"];
        !long.iter().any(|long| section.contains(long))
    });
    kept.collect::<Vec<_>>().join("\n[") + "\n"
}
