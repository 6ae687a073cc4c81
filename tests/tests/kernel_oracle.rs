//! A decision of the kernel equals that of the oracle, on thousands of random cases.

use std::collections::BTreeMap;
use tactful::Code;
use tactful_tests::generate::{Case, Sizes, seeds, zones};
use tactful_tests::oracle::{Question, World};

fn compare(case: &Case, scan: bool) -> Result<Code, String> {
    let engine = &case.engine;
    let folded = engine.fold(&case.facts, case.now, None).map_err(|e| e.to_string())?;
    let plan = engine.plan(&case.planned).map_err(|e| e.to_string())?;
    let decision = engine
        .decide_with(
            &case.customer,
            &folded.standing,
            &plan,
            &case.reason,
            &case.channel,
            case.now,
            &case.asking,
        )
        .map_err(|e| e.to_string())?;
    let zones = zones();
    let world = World::new(
        engine,
        &case.text,
        &zones,
        &case.customer,
        &case.facts,
        &case.planned,
        &case.asking,
        case.now,
    );
    let question = Question::new(&world, &case.reason, &case.channel);
    let answer = question.answer();
    if scan {
        question.scan(&answer)?;
    }
    let same = |what: &str, kernel: String, oracle: String| {
        if kernel == oracle { Ok(()) } else { Err(format!("{what}: kernel {kernel}, oracle {oracle}")) }
    };
    let seconds = |at: Option<tactful::time::Instant>| at.map(tactful::time::Instant::seconds);
    let whole = |verdict: Code, from, until| format!("{} from {from:?} until {until:?}", verdict.as_str());
    same(
        "answer",
        whole(decision.verdict(), seconds(decision.allowed_from()), seconds(decision.allowed_until())),
        whole(answer.verdict, answer.from, answer.until),
    )?;
    if matches!(answer.verdict, Code::NotApplicable | Code::Expired) {
        return Ok(answer.verdict);
    }
    // the anchor: of those that allow `from` the one that expires first
    let mut expected = answer.clone();
    let live = &question.anchors.live;
    let named = decision.anchor().and_then(|named| {
        live.iter().find(|a| a.at == named.at().seconds() && a.id.as_ref().is_none_or(|id| named.is(id)))
    });
    let anchorless = world.policy.reasons[question.reason].anchor.is_none();
    let Some(named) = named.or(if anchorless { live.first() } else { None }) else {
        return Err(format!("the anchor {:?} is none of {live:?}", decision.anchor()));
    };
    if let Some(from) = answer.from {
        let first = live.iter().filter(|a| a.allows(from, false)).map(|a| a.window.1).min();
        if !named.allows(from, false) || Some(named.window.1) != first {
            return Err(format!("the anchor {named:?} does not expire first among {live:?}"));
        }
    }
    expected.blocks.extend(question.own_blocks(named));
    if answer.verdict == Code::Hold && named.missing {
        expected.blocks.insert(format!("{}.needs", case.reason), None);
    }
    let mut blocks: BTreeMap<String, Option<i64>> = decision
        .blocks()
        .iter()
        .map(|block| (block.rule(engine, &case.reason), seconds(block.clears_at())))
        .collect();
    if answer.verdict == Code::Hold {
        if !decision.blocks().iter().any(|block| block.clears_with(engine).is_some()) {
            return Err(format!("a hold that names no fact: {blocks:?}"));
        }
        // a rule that allows now may be named too, if a fact can clear it and nothing else is named
        if !blocks.keys().any(|id| expected.blocks.contains_key(id) && answer.clearable.contains(id)) {
            blocks.retain(|id, _| expected.blocks.contains_key(id) || !answer.clearable.contains(id));
        }
    }
    same("blocks", format!("{blocks:?}"), format!("{:?}", expected.blocks))?;
    let mut ids: Vec<String> =
        decision.blocks().iter().map(|block| block.rule(engine, &case.reason)).collect();
    let unsorted = ids.clone();
    ids.sort();
    same("order of blocks", format!("{unsorted:?}"), format!("{ids:?}"))?;
    if blocks.len() == decision.blocks().len() {
        let binding = decision.binding().map(|block| block.rule(engine, &case.reason));
        same("binding", format!("{binding:?}"), format!("{:?}", expected.binding().map(str::to_owned)))?;
    }
    same("then", format!("{:?}", decision.then(engine)), format!("{:?}", answer.then))?;
    Ok(answer.verdict)
}

#[test]
fn decisions_equal_the_oracle() {
    let mut verdicts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut failures = 0;
    for seed in seeds(1, 4_000) {
        let case = Case::new(seed, Sizes::Ample);
        match compare(&case, seed % 16 == 0) {
            Ok(verdict) => *verdicts.entry(verdict.as_str()).or_default() += 1,
            Err(problem) => {
                failures += 1;
                if failures <= 6 {
                    println!("----\n{problem}\n{}\n", case.describe());
                } else {
                    println!("seed {seed}: {problem}");
                }
            }
        }
    }
    println!("{verdicts:?}");
    assert_eq!(failures, 0, "cases differ; see above (run one with TACTFUL_SEED)");
}
