//! What was written once is read for good; what is damaged, crafted or newer is refused, and never worse.

use super::{FACTS, HEAD, OPTIONAL, SUM, UNNAMED, check_sum};
use crate::customer::{Customer, Fact, Kind, Purpose, Standing};
use crate::followup::{Asking, Plan};
use crate::time::Instant;
use crate::{Code, Engine};

const POLICY: &str = "
    name = 'small'
    version = '1'
    own_facts = ['visit']
    [sizes]
    orders = 2
    cases = 2
    consents = 2
    [reasons.tip]
    value = 'good advice'
    purpose = 'service'
    intent = 'give'
    anchor = { fact = 'delivered', per = 'order' }
    opens = '1d'
    closes = '60d'
    once = 'per order'
    [reasons.sorry]
    value = 'a word of regret'
    purpose = 'service'
    intent = 'give'
    anchor = { fact = 'complaint_closed', per = 'case' }
    closes = '60d'
    once = 'per case'
    [rules.cap]
    at_most = 2
    per = '7d'
    [rules.pause]
    cool_off = '7d'
    after = 'conversation'
";

fn engine() -> Engine {
    Engine::from_text(POLICY).unwrap()
}

fn at(day: i64) -> Instant {
    Instant::from_seconds(1_760_000_000 + day * 86_400).unwrap()
}

/// Every section has something to say, and every ledger has let something go.
fn standing(engine: &Engine) -> Standing {
    let mut facts = vec![Fact::new(Kind::ConsentGiven, at(0)).id("c")];
    for n in 0..4 {
        let (order, case) = (format!("o-{n}"), format!("k-{n}"));
        facts.push(Fact::new(Kind::Delivered, at(n)).order(&order).product("saw").id(&format!("d-{n}")));
        facts.push(Fact::new(Kind::ComplaintOpened, at(n + 1)).case(&case).id(&format!("k-{n}")));
        let mut consent = Fact::new(Kind::ConsentGiven, at(n + 2)).channel("email").id(&format!("g-{n}"));
        consent.contact_point = Some(format!("p-{n}"));
        consent.until = Some(at(n + 300));
        facts.push(consent);
        let contact =
            Fact::new(Kind::Contact, at(n + 3)).reason("tip").purpose(Purpose::Service).channel("email");
        facts.push(if n == 1 { contact } else { contact.order(&order).id(&format!("m-{n}")) });
    }
    facts.push(Fact::new(Kind::ComplaintClosed, at(6)).case("k-3").id("end"));
    engine.fold(&facts, at(9), None).unwrap().standing
}

fn sealed(mut content: Vec<u8>) -> Vec<u8> {
    content.extend(check_sum(&content).to_le_bytes());
    content
}

fn content(standing: &Standing) -> Vec<u8> {
    let mut bytes = standing.to_bytes();
    bytes.truncate(bytes.len() - SUM);
    bytes
}

fn code(engine: &Engine, bytes: &[u8]) -> Option<Code> {
    engine.standing_from_bytes(bytes).err().map(|error| error.code())
}

/// Bytes of the first version that was released; whatever comes later must read them.
const FIRST: &str = include_str!("first.hex");

#[test]
fn bytes_that_were_written_once_are_read_for_good() {
    let engine = engine();
    let standing = standing(&engine);
    let hex: String = standing.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, FIRST.trim_end());
    assert_eq!(engine.standing_from_bytes(&standing.to_bytes()).unwrap(), standing);
    let empty = engine.empty_standing();
    assert_eq!(empty.to_bytes().len(), HEAD + SUM);
    assert_eq!(engine.standing_from_bytes(&empty.to_bytes()).unwrap(), empty);
}

#[test]
fn what_a_newer_version_adds_is_passed_over_only_where_it_says_so() {
    let engine = engine();
    let standing = standing(&engine);
    let with = |tag: u8| {
        let mut bytes = content(&standing);
        bytes.extend([tag, 3, 1, 2, 3]);
        engine.standing_from_bytes(&sealed(bytes))
    };
    assert_eq!(with(OPTIONAL).unwrap(), standing);
    assert_eq!(with(OPTIONAL | 5).unwrap(), standing);
    let refused = with(UNNAMED + 1).unwrap_err();
    assert_eq!(refused.code(), Code::InvalidStanding);
    assert!(refused.message().contains("newer version"), "{refused}");
    // another format, and a flag that nobody knows yet
    for (place, byte) in [(3, 2), (HEAD + 7, 2)] {
        let mut bytes = content(&standing);
        bytes[place] = byte;
        let refused = engine.standing_from_bytes(&sealed(bytes)).unwrap_err();
        assert!(refused.message().contains("newer version"), "{place}: {refused}");
    }
}

#[test]
fn sections_come_once_and_whole() {
    let engine = engine();
    let bytes = content(&standing(&engine));
    // a section that comes again, or ends too early, or too late
    let mut again = bytes.clone();
    again.extend([FACTS, 0]);
    assert_eq!(code(&engine, &sealed(again)), Some(Code::InvalidStanding));
    for length in HEAD..bytes.len() {
        let cut = engine.standing_from_bytes(&sealed(bytes[..length].to_vec()));
        // between two sections it is a standing that keeps less: only the check sum tells
        assert!(cut.is_ok() || cut.unwrap_err().code() == Code::InvalidStanding, "{length}");
    }
    for length in 0..HEAD {
        assert_eq!(code(&engine, &sealed(bytes[..length].to_vec())), Some(Code::InvalidStanding), "{length}");
    }
}

#[test]
fn damage_is_noticed_wherever_it_is() {
    let engine = engine();
    let bytes = standing(&engine).to_bytes();
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[place] ^= 1 << bit;
            assert_eq!(code(&engine, &damaged), Some(Code::InvalidStanding), "byte {place}, bit {bit}");
        }
        assert_eq!(code(&engine, &bytes[..place]), Some(Code::InvalidStanding), "{place} bytes");
    }
}

/// Bytes made up so that the check sum fits: refused, or a standing that can be decided, merged and written.
#[test]
fn crafted_bytes_never_panic() {
    let engine = engine();
    let whole = standing(&engine);
    let bytes = content(&whole);
    let mut seed = 7_u64;
    let mut below = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    let customer = Customer::new("c").in_zone(engine.zone("Europe/Paris").unwrap());
    let (mut read, mut refused) = (0, 0);
    for _ in 0..40_000 {
        let mut crafted = bytes.clone();
        for _ in 0..1 + below(3) {
            let place = HEAD + below(crafted.len() - HEAD);
            match below(4) {
                0 => crafted[place] = below(256) as u8,
                1 => crafted[place] ^= 1 << below(8),
                2 => drop(crafted.remove(place)),
                _ => crafted.insert(place, [0, 1, 0x7f, 0x80, 0xff][below(5)]),
            }
        }
        let Ok(mut standing) = engine.standing_from_bytes(&sealed(crafted)) else {
            refused += 1;
            continue;
        };
        read += 1;
        let now = standing.watermark().map_or(at(9), |mark| mark.max(at(9)));
        let (plan, asking) = (Plan::default(), Asking::default());
        for question in engine.questions(None).unwrap() {
            engine.decide_question(&customer, &standing, &plan, question, now, &asking).unwrap();
        }
        standing.merge(&whole).unwrap();
        let again = engine.standing_from_bytes(&standing.to_bytes()).unwrap();
        assert_eq!(again, standing);
    }
    assert!(read > 1_000 && refused > 1_000, "{read} read, {refused} refused");
}
