//! What is counted.

use std::collections::BTreeMap;
use tactful::voice::{Class, Found, Voice};

/// A figure with what it is held to.
pub struct Figure {
    pub what: &'static str,
    pub found: f64,
    pub least: f64,
    pub most: f64,
}

impl Figure {
    pub fn holds(&self) -> bool {
        (self.least..=self.most).contains(&self.found)
    }

    pub fn print(&self) {
        let sign = if self.holds() { "ok" } else { "MISSED" };
        println!("{sign}: {}: {:.4}, between {} and {}", self.what, self.found, self.least, self.most);
    }
}

/// Reviews with something, and how many of them are negative.
#[derive(Default)]
pub struct Share {
    pub all: u32,
    pub negative: u32,
}

impl Share {
    fn add(&mut self, negative: bool) {
        self.all += 1;
        self.negative += u32::from(negative);
    }

    fn of_all(&self) -> f64 {
        f64::from(self.negative) / f64::from(self.all.max(1))
    }
}

/// One half of the reviews.
#[derive(Default)]
pub struct Reviews {
    all: Share,
    strong: Share,
    strong_or_insult: Share,
    nine: Share,
    denied: Share,
    plain: Share,
}

/// What anybody would write down at first.
const NINE: [&str; 9] = ["太差", "垃圾", "差评", "很差", "失望", "后悔", "恶心", "骗人", "上当"];

type Shown = fn(&Reviews) -> String;

impl Reviews {
    pub const FIGURES: &'static [(&'static str, Shown)] = &[
        ("reviews", |half| half.all.all.to_string()),
        ("negative ones", |half| half.all.negative.to_string()),
        ("strong negative: precision", |half| format!("{:.4}", half.strong.of_all())),
        ("strong negative: recall", |half| format!("{:.4}", half.recall(&half.strong))),
        ("... or insult: precision", |half| format!("{:.4}", half.strong_or_insult.of_all())),
        ("... or insult: recall", |half| format!("{:.4}", half.recall(&half.strong_or_insult))),
        ("nine plain words: precision", |half| format!("{:.4}", half.nine.of_all())),
        ("nine plain words: recall", |half| format!("{:.4}", half.recall(&half.nine))),
        ("满意 denied, reviews", |half| half.denied.all.to_string()),
        ("... of these negative", |half| format!("{:.4}", half.denied.of_all())),
        ("满意 plain, reviews", |half| half.plain.all.to_string()),
        ("... of these negative", |half| format!("{:.4}", half.plain.of_all())),
    ];

    pub fn add(&mut self, voice: &Voice, review: &str, negative: bool) {
        let (mut strong, mut insult, mut denied, mut plain) = (false, false, false, false);
        voice.each_signpost(review, |found| match found.class {
            Class::StrongNegative => strong = true,
            Class::Insult => insult = true,
            Class::Dissatisfaction => denied |= is_content(text_of(review, &found)),
            Class::Satisfaction => plain |= is_content(text_of(review, &found)),
            _ => {}
        });
        self.all.add(negative);
        let nine = NINE.iter().any(|word| review.contains(word));
        for (share, holds) in [
            (&mut self.strong, strong),
            (&mut self.strong_or_insult, strong || insult),
            (&mut self.nine, nine),
            (&mut self.denied, denied),
            (&mut self.plain, plain && !denied),
        ] {
            if holds {
                share.add(negative);
            }
        }
    }

    fn recall(&self, share: &Share) -> f64 {
        f64::from(share.negative) / f64::from(self.all.negative.max(1))
    }

    /// What the measured half is held to.
    pub fn figures(&self) -> Vec<Figure> {
        vec![
            Figure {
                what: "strong negative: precision",
                found: self.strong.of_all(),
                least: 0.93,
                most: 1.0,
            },
            Figure {
                what: "strong negative: recall",
                found: self.recall(&self.strong),
                least: 0.30,
                most: 1.0,
            },
            Figure { what: "满意 denied: negative", found: self.denied.of_all(), least: 0.85, most: 1.0 },
            Figure { what: "满意 plain: negative", found: self.plain.of_all(), least: 0.0, most: 0.09 },
        ]
    }
}

fn text_of<'t>(text: &'t str, found: &Found<'_>) -> &'t str {
    &text[found.start_byte..found.end_byte]
}

fn is_content(word: &str) -> bool {
    matches!(word, "满意" | "滿意")
}

/// What was found, as it is written, with positive and negative reviews.
pub fn forms(voice: &Voice, review: &str, negative: bool, found: &mut BTreeMap<String, [u32; 2]>) {
    let mut seen: Vec<String> = Vec::new();
    voice.each_signpost(review, |found| {
        seen.push(format!("{}\t{}", found.class.as_str(), text_of(review, &found)));
    });
    seen.sort_unstable();
    seen.dedup();
    for form in seen {
        found.entry(form).or_default()[usize::from(negative)] += 1;
    }
}

/// Narratives with legal words and threats.
pub struct Legal {
    pub all: u32,
    pub legal: u32,
    pub threat: u32,
    pub either: u32,
}

impl Legal {
    pub fn of<'a>(voice: &Voice, narratives: impl Iterator<Item = &'a String>) -> Self {
        let mut counted = Self { all: 0, legal: 0, threat: 0, either: 0 };
        for text in narratives {
            let (mut legal, mut threat) = (false, false);
            voice.each_signpost(text, |found| {
                legal |= found.class == Class::Legal;
                threat |= found.class == Class::Threat;
            });
            counted.all += 1;
            counted.legal += u32::from(legal);
            counted.threat += u32::from(threat);
            counted.either += u32::from(legal || threat);
        }
        counted
    }

    pub fn figure(&self) -> Figure {
        let found = f64::from(self.either) / f64::from(self.all.max(1));
        Figure { what: "narratives with legal words or threats", found, least: 0.22, most: 1.0 }
    }
}
