//! What was found, for people; and the figures that it must be.

use crate::invoices::Book;
use crate::survey::{Answer, Autumn, SIZES, Survey, Tally, VERDICTS, Verdicts};
use std::fmt::Write;
use tactful::explain::Language;
use tactful::time::{Instant, Zone};

/// One figure with what it must be.
pub struct Figure {
    pub what: String,
    pub found: usize,
    pub expected: usize,
}

/// Bins of the last purchase, and what each is called.
const BIN_NAMES: [&str; 4] = ["less than 30 days ago", "30 to 60 days", "60 to 90 days", "90 days or more"];
const BY_CLOCK: [usize; 4] = [1_266, 496, 389, 1_465];
const BY_DATE: [usize; 4] = [1_230, 514, 398, 1_474];
/// Reasons, when they are open, and for how many.
const WINDOWS: [(&str, &str, usize); 4] = [
    ("check-in", "from 1 to 14 days after a delivery", 672),
    ("review", "from 37 to 60 days after a delivery", 779),
    ("referral", "from 33 to 150 days after a delivery", 2_284),
    ("come-back", "120 days after the last purchase", 1_155),
];
const OPEN_BY_LATEST_ORDER: usize = 1_442;
const RETURNED: usize = 249;
/// Of 1,478 buyers with three orders or more.
const LAPSED: usize = 162;
const WITH_MORE_ORDERS: [usize; 3] = [298, 89, 26];

/// Every figure that can be compared.
pub fn figures(found: &Survey, autumn: &Autumn) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut add =
        |what: &str, found, expected| figures.push(Figure { what: what.to_owned(), found, expected });
    add("examples of the policy that hold", found.examples.0, found.examples.1);
    add("buyers", found.known, 3_616);
    for (bin, name) in BIN_NAMES.iter().enumerate() {
        add(&format!("last purchase {name}, on the clock"), found.by_clock[bin], BY_CLOCK[bin]);
        add(&format!("last purchase {name}, by dates"), found.by_date[bin], BY_DATE[bin]);
    }
    for (reason, _, expected) in WINDOWS {
        let open = |tally: &Tally| tally.get(reason).copied().unwrap_or(0);
        add(&format!("{reason}: open"), open(&found.open), expected);
        add(&format!("{reason}: open, by the blocks"), open(&found.open_by_blocks), expected);
    }
    add("lapsed: silent three times as long as between orders", found.lapsed, LAPSED);
    add("referral: open by the latest order", found.open_by_latest_order, OPEN_BY_LATEST_ORDER);
    add("buyers who cancelled something within 30 days", found.returned, RETURNED);
    let open = WINDOWS[2].2;
    add("open referrals on hold for want of a gift", found.referrals_held, open);
    add("referrals allowed before a gift", allowed(&found.verdicts, "referral"), 0);
    // after the gift every one of them is allowed, or waits for the end of a return
    let after = allowed(&found.after_gift, "referral");
    add("open referrals after a gift: allowed or settling a return", after + found.settling, open);
    add("any referral allowed after a gift", usize::from(after > 0), 1);
    add("most orders of one buyer", found.most_orders, 139);
    for (memory, expected) in found.memory.iter().zip(WITH_MORE_ORDERS) {
        add(&format!("buyers with more than {} orders", memory.orders), memory.with_more, expected);
        add(&format!("marked, with a memory for {} orders", memory.orders), memory.marked, expected);
        add(&format!("laxer answers, with a memory for {} orders", memory.orders), memory.laxer, 0);
    }
    let seconds_to_wait = |answer: &Answer| {
        let from = answer.decision.allowed_from().map(|from| from.seconds() - autumn.asked.seconds());
        from.and_then(|seconds| usize::try_from(seconds).ok()).unwrap_or(usize::MAX)
    };
    add(
        "seconds that the made buyer waits, by days of the calendar",
        seconds_to_wait(&autumn.by_days),
        1_800,
    );
    add("seconds that the made buyer waits, by days of 24 hours", seconds_to_wait(&autumn.by_hours), 0);
    figures
}

fn allowed(verdicts: &Verdicts, reason: &str) -> usize {
    verdicts.iter().filter(|((known, _), _)| known == reason).map(|(_, counts)| counts[0]).sum()
}

/// The report.
pub fn report(book: &Book, found: &Survey, now: Instant, zone: &Zone) -> String {
    let mut text = String::new();
    // writing to a string cannot fail
    let _ = write(&mut text, book, found, &Language::English.instant(now, zone));
    text
}

fn write(out: &mut String, book: &Book, found: &Survey, now: &str) -> std::fmt::Result {
    writeln!(out, "{} invoice lines, {} buyers.", n(book.lines), n(book.buyers.len()))?;
    writeln!(out, "It is {now}: {} have bought, {} come later.", n(found.known), n(found.later))?;
    writeln!(out, "No contact is on record, and everybody has agreed to be contacted.\n")?;

    writeln!(out, "{:<28}{:>12}{:>20}", "Last purchase", "buyers", "(subtracting dates)")?;
    for (bin, name) in BIN_NAMES.iter().enumerate() {
        writeln!(out, "  {name:<26}{:>12}{:>20}", n(found.by_clock[bin]), n(found.by_date[bin]))?;
    }

    writeln!(
        out,
        "  (bought on 1 September at 10:00: at midnight not yet 30 days ago, whatever the dates say)"
    )?;

    writeln!(out, "\n{:<12}{:<40}{:>8}", "Reason", "its window, rules aside, is open", "buyers")?;
    for (reason, when, _) in WINDOWS {
        writeln!(out, "  {reason:<10}{when:<40}{:>8}", n(found.open.get(reason).copied().unwrap_or(0)))?;
    }
    let latest = n(found.open_by_latest_order);
    writeln!(out, "  A referral looks at every order; the latest alone would find {latest}.")?;
    writeln!(out, "  {} buyers are silent for three times as long as between their orders.", found.lapsed)?;
    writeln!(out, "  {} buyers cancelled something within 30 days.", found.returned)?;

    verdicts(out, "May we?", &found.verdicts)?;
    writeln!(out, "\nWhere the window is open, what stands against it longest")?;
    for (reason, rules) in &found.binding {
        let rules: Vec<String> = rules.iter().map(|(rule, &count)| format!("{rule} {}", n(count))).collect();
        writeln!(out, "  {reason:<10}{}", rules.join(", "))?;
    }
    if let Some(example) = &found.example {
        writeln!(out, "  Buyer {example}")?;
    }

    verdicts(out, "After a gift to each, ten days ago", &found.after_gift)?;
    let (settling, allowed) = (n(found.settling), n(allowed(&found.after_gift, "referral")));
    writeln!(out, "  {allowed} referrals are allowed; {settling} wait until a return is settled.")?;

    writeln!(
        out,
        "\n{:<18}{:>10}{:>10}{:>10}{:>10}{:>10}",
        "Memory for", "with more", "marked", "answers", "stricter", "laxer"
    )?;
    for memory in &found.memory {
        let label = format!("{} orders", memory.orders);
        let counts = [memory.with_more, memory.marked, memory.compared, memory.stricter, memory.laxer];
        writeln!(out, "  {label:<16}{}", counts.map(|count| format!("{:>10}", n(count))).concat())?;
    }
    writeln!(out, "  One buyer has {} orders. The policy's memory is for {}.", found.most_orders, SIZES[2])?;
    writeln!(out, "  Who has more is marked, and is never answered more freely than from all the facts.")
}

fn verdicts(out: &mut String, title: &str, verdicts: &Verdicts) -> std::fmt::Result {
    let occurs = |place: &usize| verdicts.values().any(|counts| counts[*place] > 0);
    let places: Vec<usize> = (0..VERDICTS.len()).filter(occurs).collect();
    let names: String = places.iter().map(|&place| format!("{:>10}", VERDICTS[place].as_str())).collect();
    writeln!(out, "\n{title:<36}{names}")?;
    for ((reason, channel), counts) in verdicts {
        let label = format!("{reason} by {channel}");
        let counts: String = places.iter().map(|&place| format!("{:>10}", n(counts[place]))).collect();
        writeln!(out, "  {label:<34}{counts}")?;
    }
    Ok(())
}

/// The buyer for whom the clocks go back.
pub fn autumn(autumn: &Autumn) -> String {
    let elapsed = autumn.asked.seconds() - autumn.delivered.seconds();
    format!(
        "\nA made buyer, delivered on 23 September 2011 at 10:00 in London; a review may be asked for after 37 days.\n  \
         On 30 October the clocks go back. At 09:30 it is {} days and {} minutes later, but 37 days end at 10:00.\n  \
         days of the calendar:     {}\n  \
         days of 24 hours instead: {}\n",
        elapsed / 86_400,
        elapsed % 86_400 / 60,
        autumn.by_days.words,
        autumn.by_hours.words
    )
}

/// A count with its thousands apart.
fn n(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
