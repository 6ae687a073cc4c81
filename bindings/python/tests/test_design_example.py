"""The first thing a user writes works as it is written."""

from __future__ import annotations

import tactful as tf
from conftest import GARDEN_TOOLS, NOW, PARIS


def test_the_first_thing_a_user_writes():
    now = NOW
    engine = tf.Engine.from_file(GARDEN_TOOLS)
    customer = tf.Customer("c-17", timezone="Europe/Paris", facts=[
        tf.delivered("2026-11-01T10:00:00+01:00", order="o-17", product="robot-mower"),
        tf.consent_given("2026-10-02T09:00:00+02:00", purpose="marketing", channel="email"),
        tf.contact("2026-11-20T16:00:00+01:00", channel="email", reason="newsletter", intent="give"),
    ])  # fmt: skip
    d = engine.decide(customer, "ask-referral", channel="email", now=now)

    assert (d.verdict, str(d.verdict)) == (tf.Verdict.WAIT, "wait")
    assert d.verdict == "wait" and not d.verdict and not d
    assert d.allowed_from.isoformat() == "2027-01-03T10:00:00+01:00"
    assert d.allowed_until.isoformat() == "2027-04-30T10:00:00+02:00"
    assert d.allowed_from.tzinfo is PARIS
    assert str(d) == (
        "ask-referral by email: not now, but from Sun 2027-01-03 10:00 (Europe/Paris) "
        "until Fri 2027-04-30 10:00 (Europe/Paris)."
    )
    assert "ask-referral.window" in d.explain("zh") and "\u51b3\u5b9a\u6027" in d.explain("zh")
    assert d.binding.rule == "ask-referral.window" and d.binding.binding
    assert d.binding.why("zh") != d.binding.why()
    assert [block.rule for block in d.blocks] == sorted(block.rule for block in d.blocks)

    agenda = engine.agenda(customer, now, days=60)
    assert len(agenda) == 2 and str(agenda).startswith("when ")
    assert "ask-referral" in agenda._repr_html_()
    assert agenda.chart().to_dict()["layer"]
    assert agenda[1].decision.verdict in ("allow", "wait")

    assert engine.check().ok
    assert tf.Engine().check(now).ok


def test_a_contact_that_is_welcome_is_true(engine, customer):
    decision = engine.decide(customer, "check-in", "email", NOW)
    assert decision and decision.verdict and decision.verdict is tf.Verdict.ALLOW
    assert decision.allowed_from == NOW


def test_engines_from_everywhere():
    text = GARDEN_TOOLS.read_text(encoding="utf-8")
    engine = tf.Engine.from_file(str(GARDEN_TOOLS))
    assert engine == tf.Engine.from_text(text) == tf.Engine(text) == tf.Engine(tf.Policy(text))
    assert engine.policy == tf.Policy.from_file(GARDEN_TOOLS) == tf.Policy.from_text(text)
    assert (engine.policy.name, engine.policy.version) == ("garden-tools", "2026-11")
    assert engine.policy.extends == ("house@1",) and engine.policy.text == text
    assert tf.Engine() == tf.Engine("house") == tf.Engine("house@1") != engine
    assert "ask-referral" in engine.reasons and "nights" in engine.rules and "email" in engine.channels
    assert engine.channels_of("check-in") == ("phone", "email")
    assert engine.fingerprint.startswith("garden-tools@2026-11#")
    assert engine.calendar("office").is_open("2026-11-23T10:00:00+01:00")


def test_documents_that_a_policy_extends():
    group = {"name": "group", "version": "3", "channels": ["phone", "email"]}
    shop = {"name": "shop", "version": "1", "extends": ["group@3"]}
    engine = tf.Engine(shop, documents=[group])
    assert engine.channels == ("phone", "email")
    assert engine.documents == (tf.Policy(group),)
    assert engine != tf.Engine({**shop, "extends": []})
    assert engine.check().examples == ()


def test_the_lists_of_words_are_those_of_the_library():
    from typing import get_args

    from tactful import _facts, _native, _types

    kinds = {name for name, value in vars(_facts).items() if isinstance(value, _facts._FactOf)}
    assert kinds == set(_native._words("kind")) and kinds < set(tf.__all__)
    aliases = {
        "purpose", "intent", "direction", "outcome", "case_kind", "case_status", "role", "cause", "liability", "mode",
        "remedy", "word", "wait", "ending", "conduct", "power", "element", "claim_part",
    }  # fmt: skip
    for name in aliases:
        alias = getattr(_types, name.title().replace("_", ""))
        assert list(get_args(alias)) == _native._words(name)
    assert [verdict.value for verdict in tf.Verdict] == _native._words("verdict")
    assert {tf.Verdict.WAIT: 1}["wait"] == 1 and f"{tf.Verdict.WAIT}" == "wait"
