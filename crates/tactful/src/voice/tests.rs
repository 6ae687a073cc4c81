//! The matcher against a slow one, negation in both languages and scripts, spans, policies with words of their own.

use super::*;
use crate::Code;
use crate::explain::Language;
use crate::policy::Policy;

fn house() -> Voice {
    Voice::house().unwrap()
}

/// Class and text of each signpost.
fn said<'t>(voice: &Voice, text: &'t str) -> Vec<(&'static str, &'t str)> {
    let found = voice.signposts(text);
    found.iter().map(|f| (f.class.as_str(), &text[f.span.start_byte..f.span.end_byte])).collect()
}

fn classes(voice: &Voice, text: &str) -> Vec<&'static str> {
    voice.signposts(text).iter().map(|found| found.class.as_str()).collect()
}

/// A generator that is the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// What the matcher should find, with no index and no shortcut: at each place every form is compared.
fn naive(forms: &[(Vec<u32>, u32)], script: &script::Script, text: &str) -> Vec<(usize, usize, u32)> {
    let mut found = Vec::new();
    let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    places.push(text.len());
    let mut at = 0;
    while at < text.len() {
        let mut best: Option<(usize, u32)> = None;
        for (units, word) in forms {
            let mut end = at;
            let fits = units.iter().all(|&unit| match script.next(text, end) {
                Some((found, next)) if found == unit => {
                    end = next;
                    true
                }
                _ => false,
            });
            let edge =
                |unit: Option<&u32>, free: bool| free || !unit.is_some_and(|&unit| script::unit_joins(unit));
            if fits
                && edge(units.first(), script::boundary_before(text, at))
                && edge(units.last(), script::boundary_after(text, end))
                && best.is_none_or(|(longest, _)| end > longest)
            {
                best = Some((end, *word));
            }
        }
        at = match best {
            Some((end, word)) => {
                found.push((at, end, word));
                end
            }
            None => places[places.partition_point(|&place| place <= at)],
        };
    }
    found
}

/// A few words that overlap, nest and mix, so that random texts are full of them.
fn tangle() -> Vec<WordSpec> {
    let word = |id: &str, forms: &[&str]| WordSpec {
        id: id.to_owned(),
        class: Class::Legal,
        forms: forms.iter().map(|&form| form.to_owned()).collect(),
        better: Default::default(),
        origin: Default::default(),
    };
    vec![
        word("a", &["ab", "ab ba", "a", "b a b"]),
        word("b", &["b'a", "ba(b|)a", "9a", "bb bb"]),
        word("c", &["满意", "满意(a|后)", "后满", "满"]),
        word("d", &["后", "a后", "后a", "意后 a", "é", "\u{1F621}", "éa"]),
    ]
}

#[test]
fn the_matcher_equals_a_slow_one() {
    let words = tangle();
    let refs: Vec<&WordSpec> = words.iter().collect();
    let script = std::sync::Arc::new(script::Script::new());
    let matcher = matcher::Matcher::new(&refs, std::sync::Arc::clone(&script)).unwrap();
    let mut forms = Vec::new();
    for (word, number) in words.iter().zip(0..) {
        for text in word.written_out().unwrap() {
            forms.push((forms::units(&text, &script).unwrap(), number));
        }
    }
    let signs = [
        "a",
        "b",
        "A",
        "B",
        "'",
        "\u{2019}",
        " ",
        "  ",
        "-",
        "\n",
        "9",
        "满",
        "滿",
        "意",
        "后",
        "後",
        "\u{FF0C}",
        "é",
        "É",
        "\u{1F621}",
        "\u{A0}",
        "\u{3000}",
        "x",
        "_",
        "\u{E5}",
        "中",
    ];
    let mut random = Random(7);
    for round in 0..20_000 {
        let text: String = (0..random.below(24)).map(|_| signs[random.below(signs.len())]).collect();
        let mut found = Vec::new();
        matcher.scan(&text, |hit| found.push((hit.start, hit.end, hit.word)));
        assert_eq!(found, naive(&forms, &script, &text), "{round}: {text:?}");
    }
}

#[test]
fn the_lexicon_equals_a_slow_search() {
    let voice = house();
    let words: Vec<&WordSpec> =
        voice.words().iter().filter(|w| w.class.room() == words::Room::Signposts).collect();
    let matcher = matcher::Matcher::new(&words, std::sync::Arc::clone(&voice.script)).unwrap();
    let mut forms = Vec::new();
    for (word, number) in words.iter().zip(0..) {
        for text in word.written_out().unwrap() {
            forms.push((forms::units(&text, &voice.script).unwrap(), number));
        }
    }
    let mut random = Random(11);
    let between = ["", " ", "\u{FF0C}", "not ", "不", "x", "\n"];
    for round in 0..60 {
        let mut text = String::new();
        for _ in 0..4 {
            let (units, _) = &forms[random.below(forms.len())];
            let cut = if random.below(3) == 0 { random.below(units.len() + 1) } else { units.len() };
            text.extend(units[..cut].iter().filter_map(|&unit| char::from_u32(unit)));
            text.push_str(between[random.below(between.len())]);
        }
        let mut found = Vec::new();
        matcher.scan(&text, |hit| found.push((hit.start, hit.end, hit.word)));
        assert_eq!(found, naive(&forms, &voice.script, &text), "{round}: {text:?}");
    }
}

#[test]
fn spans_stand_on_characters_whatever_comes() {
    let voice = house();
    let signs = [
        "总是",
        "破公司",
        "不",
        "满意",
        "滿",
        "always ",
        "a",
        " ",
        "\u{1F621}",
        "\u{FF01}",
        "é",
        "not ",
        "没有",
        "\0",
        "!!",
        "3月",
        "\u{301}",
    ];
    let mut random = Random(3);
    for _ in 0..3_000 {
        let text: String = (0..random.below(20)).map(|_| signs[random.below(signs.len())]).collect();
        let mut last = 0;
        for found in voice.signposts(&text) {
            let span = found.span;
            assert!(span.start_byte >= last && span.start_byte < span.end_byte && span.start < span.end);
            last = span.end_byte;
            let words: String = text.chars().skip(span.start).take(span.end - span.start).collect();
            assert_eq!(words, text[span.start_byte..span.end_byte]);
        }
        assert!(voice.wording(&text).iter().all(|f| text.is_char_boundary(f.span.start_byte)));
        let frames = voice.frames(&Talk { text: &text, ..Talk::default() }).unwrap();
        assert!(
            frames
                .marks
                .iter()
                .all(|m| text.is_char_boundary(m.span.start_byte) && m.span.end_byte <= text.len())
        );
    }
}

#[test]
fn megabytes_are_read_in_linear_time() {
    let voice = house();
    for piece in ["不", "满意", "a ", " ", "never ", "没有", "!", "the ", "\u{1F621}", "再也不", "总", "i "]
    {
        let time = |size: usize| {
            let text = piece.repeat(size / piece.len());
            #[expect(clippy::disallowed_methods, reason = "what is measured is how long it takes")]
            let started = std::time::Instant::now();
            let found = voice.signposts(&text).len() + voice.wording(&text).len();
            assert!(found <= text.len());
            started.elapsed().as_secs_f64()
        };
        let (small, large) = (time(200_000), time(2_000_000));
        // ten times the text; the margin is for a busy machine: what is not linear takes hours here
        assert!(large < 50.0 * small.max(0.2), "{piece:?}: {small} s, then {large} s");
    }
}

#[test]
fn signposts_of_the_lists() {
    let voice = house();
    assert_eq!(said(&voice, "你们这是什么破公司啊"), [("insult", "什么破公司")]);
    assert_eq!(said(&voice, "你們總是這樣"), [("absolute", "總是")]);
    assert_eq!(
        said(&voice, "ALWAYS late, all  the\ntime"),
        [("absolute", "ALWAYS"), ("absolute", "all  the\ntime")]
    );
    assert_eq!(said(&voice, "What a lousy company!"), [("insult", "lousy company")]);
    assert_eq!(classes(&voice, "我要去消协投诉,找律师起诉你们"), ["legal", "legal", "legal"]);
    assert_eq!(said(&voice, "never again will I come"), [("strong_negative", "never again")]);
    assert_eq!(said(&voice, "I'll see you in court."), [("legal", "court")]);
    // inside of a word there is no word
    for text in
        ["hallways", "issued", "courtyard", "alwaysé", "éalways", "垃圾桶", "差不多", "满意度", "Madame"]
    {
        assert_eq!(said(&voice, text), [], "{text}");
    }
    assert_eq!(said(&voice, "iPhone垃圾always"), [("strong_negative", "垃圾"), ("absolute", "always")]);
}

#[test]
fn negation() {
    let voice = house();
    let once = [
        "不满意",
        "不滿意",
        "不是很满意",
        "没有很满意",
        "並不滿意",
        "谈不上满意",
        "不太令人满意",
        "很难让人满意",
        "满意不起来",
        "not happy",
        "I am not at all happy",
        "isn't happy",
        "isn’t happy",
        "never been happy",
        "I don't think they are happy",
        "far from satisfied",
        "nobody is happy",
        "dissatisfied",
        "bad",
    ];
    for text in once {
        assert_eq!(classes(&voice, text).last(), Some(&"dissatisfaction"), "{text}");
    }
    let twice = [
        "没有不满意",
        "沒有不滿意",
        "没什么不满意",
        "不是不满意",
        "无不满意",
        "not unhappy",
        "not bad",
        "not dissatisfied",
        "I can't say I am not happy",
    ];
    let none = [
        "满意",
        "很满意",
        "非常滿意",
        "不仅满意",
        "不但很满意",
        "差不多都满意",
        "特别满意",
        "无比满意",
        "not only happy",
        "no doubt I am happy",
        "I could not be more happy",
        "We have no car but are happy",
        "没话说,满意",
        "不贵。满意",
        "No. Happy!",
    ];
    for text in twice.iter().chain(&none) {
        assert_eq!(classes(&voice, text).last(), Some(&"satisfaction"), "{text}");
    }
    // a strong word that is denied is none; a threat stays one
    for text in ["不是垃圾", "没有后悔", "not angry", "not the worst", "not always"] {
        assert!(classes(&voice, text).is_empty(), "{text}");
    }
    let denied = voice.signposts("I will not sue")[0];
    assert_eq!((denied.class, denied.negations), (Class::Legal, 1));
}

#[test]
fn frames_and_the_next_question() {
    let voice = house();
    let frames = |text, notes, soothed| {
        let frames = voice.frames(&Talk { text, notes, known: &[], soothed }).unwrap();
        (frames.heat, frames.told.clone(), frames.say())
    };
    let all = [Element::Time, Element::Place, Element::Event, Element::Person, Element::Expectation];
    assert_eq!(frames("", &[], false), (Heat::Calm, vec![], Some(Code::AskTime)));
    // everything is missing, and yet soothing comes first
    assert_eq!(frames("你们这是什么破公司啊", &[], false), (Heat::High, vec![], Some(Code::Soothe)));
    assert_eq!(frames("你们这是什么破公司啊", &[], true).2, Some(Code::AskTime));
    let told = frames("昨天下午在你们店里,客服把杯子弄坏了,请给我换货", &[], false);
    assert_eq!((told.0, told.1), (Heat::Calm, all.to_vec()));
    assert_eq!(told.2, None);
    let told =
        frames("It broke.", &["on 2026-11-20 at the store", "the driver was rude; wants a refund"], false);
    assert_eq!((told.1, told.2), (all.to_vec(), None));
    assert_eq!(frames("坏了!!总是这样", &[], false).0, Heat::High);
    let known = Talk { text: "broken", known: &all[..4], ..Talk::default() };
    assert_eq!(voice.frames(&known).unwrap().say(), Some(Code::AskExpectation));
    assert!(voice.frames(&Talk { text: "I will sue", ..Talk::default() }).unwrap().legal_or_threat);
    let many = vec!["x"; 10_001];
    assert_eq!(voice.frames(&Talk { notes: &many, ..Talk::default() }).unwrap_err().code(), Code::TooLarge);
}

#[test]
fn thirty_seconds() {
    let voice = house();
    let long = "安".repeat(120);
    let claim = |part, what, facts: &[&'static str]| Claim { part, what, how: None, facts: facts.to_vec() };
    let mut claims = vec![
        claim(Part::Recognition, "这三天您一直没有催我们", &["f4"]),
        claim(Part::Value, "增加一道测试工序", &["f3"]),
        claim(Part::Safety, "按优质标准检测", &["f2"]),
        claim(Part::Hazard, "使用中可能出现意外", &["f1"]),
    ];
    let facts = ["f1", "f2", "f3", "f4"];
    let outline = voice.outline(&claims, &facts, Language::Chinese).unwrap();
    let parts: Vec<Part> = outline.lines.iter().map(|line| line.part).collect();
    assert_eq!(parts, [Part::Hazard, Part::Safety, Part::Value, Part::Recognition]);
    assert!(
        outline.length <= 120 && outline.length == outline.text.chars().count() && outline.wording.is_empty()
    );
    let refused = |change: &dyn Fn(&mut Vec<Claim<'_>>)| {
        let mut changed = claims.clone();
        change(&mut changed);
        let error = voice.outline(&changed, &facts, Language::Chinese).unwrap_err();
        (error.code(), error.path().to_owned())
    };
    assert_eq!(refused(&|c| c[1].facts.clear()), (Code::ClaimWithoutFact, "claims[1].facts".to_owned()));
    assert_eq!(
        refused(&|c| c[2].facts.push("f9")),
        (Code::ClaimUnknownFact, "claims[2].facts[1]".to_owned())
    );
    assert_eq!(refused(&|c| drop(c.remove(0))), (Code::OutlinePartMissing, "claims".to_owned()));
    assert_eq!(refused(&|c| c[0].how = Some("so")), (Code::InvalidValue, "claims[0].how".to_owned()));
    assert_eq!(refused(&|c| c[0].what = " 。"), (Code::InvalidValue, "claims[0].what".to_owned()));
    claims[1].what = &long;
    assert_eq!(voice.outline(&claims, &facts, Language::Chinese).unwrap_err().code(), Code::OutlineTooLong);
    claims[1].what = "我做不了主";
    assert_eq!(voice.outline(&claims, &facts, Language::Chinese).unwrap().wording[0].class, Class::Powerless);
}

#[test]
fn wording_of_the_lists() {
    let voice = house();
    for (reply, class) in [
        ("没有这回事", "denial"),
        ("沒有這回事", "denial"),
        ("There is no such thing.", "denial"),
        ("产品可以说,但不能污蔑我们公司", "counter_attack"),
        ("Do not smear our company", "counter_attack"),
        ("你说的都有理,行了吧", "sarcasm"),
        ("Fine, you are the customer, you are right", "sarcasm"),
        ("自己不能做主,需要请示", "powerless"),
        ("I cannot decide, I must ask my manager", "powerless"),
        ("我们是分批送的", "batch_excuse"),
        ("Please wait, it comes in batches", "batch_excuse"),
        ("怎么又来了", "sarcasm"),
        ("这是公司规定", "rule"),
        ("That's your own fault", "blame"),
        ("我已经说过了", "impatience"),
    ] {
        let found = voice.wording(reply);
        assert_eq!(found.first().map(|f| f.class.as_str()), Some(class), "{reply}");
        for language in [Language::English, Language::Chinese] {
            assert!(found.iter().all(|f| !f.better(language).is_empty()));
        }
    }
    // what is offered instead never escalates, and neither do the library's own phrases
    for word in voice.words() {
        for better in [&word.better.en, &word.better.zh] {
            assert!(voice.wording(better).is_empty(), "{better}");
        }
    }
    for code in Code::ALL.iter().filter(|code| (460..480).contains(&code.number())) {
        assert!(
            voice.wording(code.english()).is_empty() && voice.wording(code.chinese()).is_empty(),
            "{code}"
        );
    }
    assert!(voice.wording("非常抱歉,不会有这样的事情").is_empty());
}

#[test]
fn words_of_a_policy() {
    let refused = |voice: &str| {
        let text = format!("name = 'p'\nversion = '1'\n{voice}");
        let policy = Policy::parse(&text)
            .and_then(|policy| crate::Engine::compile(policy, crate::policy::Library::new().zones()));
        let error = policy.err().unwrap();
        (error.code(), error.path().to_owned())
    };
    for (voice, code, path) in [
        ("[voice.words.x]\nclass = 'insul'\nen = ['x']", Code::InvalidValue, "voice.words.x.class"),
        ("[voice.words.x]\nclass = 'insult'", Code::InvalidWord, "voice.words.x"),
        ("[voice.words.x]\nclass = 'insult'\nen = ['(x']", Code::InvalidWord, "voice.words.x.en[0]"),
        ("[voice.words.x]\nclass = 'insult'\nen = ['...']", Code::InvalidWord, "voice.words.x.en[0]"),
        ("[voice.words.x]\nclass = 'insult'\nfr = ['x']", Code::UnknownField, "voice.words.x.fr"),
        (
            "[voice.words.x]\nclass = 'insult'\nen = ['x']\nbetter = { en = 'y' }",
            Code::InvalidValue,
            "voice.words.x.better",
        ),
        ("[voice]\nwithout = ['alway']", Code::InvalidValue, "voice.without"),
        ("[voice]\nwords_ = 1", Code::UnknownField, "voice.words_"),
        (
            "[voice.words.x]\nclass='insult'\nen=['q']\n[voice.words.y]\nclass='threat'\nen=['Q']",
            Code::WordTwice,
            "voice.words.y",
        ),
    ] {
        assert_eq!(refused(voice), (code, path.to_owned()), "{voice}");
    }
    let engine = crate::Engine::from_text(
        "name = 'p'\nversion = '1'\n[voice]\nwithout = ['never']\n[voice.words.always]\nclass = 'insult'\nzh = ['总是', '宰人']\n[voice.words.hmm]\nclass='denial'\nen=['hmm']\nbetter={en='yes'}",
    )
    .unwrap();
    let voice = engine.voice().unwrap();
    // a word of the same id takes the place of the library's
    assert_eq!(classes(voice, "總是 always never, 宰人"), ["insult", "insult"]);
    assert_eq!(voice.wording("Hmm.")[0].better(Language::Chinese), "yes");
}
