"""One truth: the typed classes answer every vector as `tactful.call` does, refusals included."""

from __future__ import annotations

import pytest
import tactful as tf
from conftest import NOW, vectors


def typed(vector):
    """The answer to a vector by way of the typed classes; None where they have no such field."""
    request = dict(vector["request"])
    policy, documents = request.pop("policy", None), request.pop("documents", None)
    engine = tf.Engine(policy, documents=documents)
    profile = request.pop("customer", {})
    customer = tf.Customer(**profile, facts=request.pop("facts", ()))
    if "standing" in request:
        return None
    language = request.pop("language", None)
    op = vector["op"]
    if op == "followup.decide":
        return engine.decide(customer, **request).to_dict(language)
    if op == "followup.decide_all":
        return engine.decide_all(customer, **request).to_dict()
    return engine.agenda(customer, **request).to_dict()


@pytest.mark.parametrize("vector", vectors("followup.decide", "followup.decide_all", "followup.agenda"))
def test_every_vector(vector):
    try:
        wanted = tf.call({"op": vector["op"], **vector["request"]})
    except tf.TactfulError as refusal:
        with pytest.raises(type(refusal)) as caught:
            typed(vector)
        assert caught.value.code == refusal.code
        assert caught.value.message == refusal.message
        # arguments have the names of the request's fields; facts belong to the customer there and here
        assert caught.value.path in (refusal.path, refusal.path.removeprefix("customer."))
    else:
        assert typed(vector) == wanted


def test_briefs_say_what_decisions_say(engine, customer):
    decisions = engine.decide_all(customer, NOW)
    assert len(decisions) == len(decisions.verdicts) > 50
    assert tuple(d.verdict for d in decisions) == decisions.verdicts
    assert tuple(d.reason for d in decisions) == decisions.reasons
    assert tuple(d.channel for d in decisions) == decisions.channels
    assert tuple(d.allowed_from for d in decisions) == decisions.allowed_from
    assert decisions.allowed == tuple(d for d in decisions if d)
    for d in decisions:
        assert d == engine.decide(customer, d.reason, d.channel, NOW)
    by_mail = engine.decide_all(customer, NOW, channel="email")
    assert list(by_mail) == [d for d in decisions if d.channel == "email"]


def test_a_standing_answers_as_its_facts(engine, customer):
    standing = engine.fold(customer, NOW)
    kept = engine.standing(standing.to_bytes())
    bare = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z")
    wanted = engine.decide_all(customer, NOW).to_dict()
    assert engine.decide_all(bare, NOW, standing=kept).to_dict() == wanted
    assert engine.decide_all(customer, NOW, standing=kept).to_dict() == wanted
    halves = [engine.fold(part, NOW) for part in (customer.facts[:1], customer.facts[1:])]
    assert halves[0] | halves[1] == standing == halves[1].merge(halves[0])
    assert engine.adopt(standing) == standing


def test_pending_facts_count_when_their_time_has_come(engine):
    later = tf.delivered("2026-11-22T10:00:00+01:00", order="o-1", id="f-1")
    customer = tf.Customer("c-1", timezone="Europe/Paris", facts=[later])
    bare = tf.Customer("c-1", timezone="Europe/Paris")
    standing = engine.fold(customer, NOW)
    assert standing.pending == (later,) and standing.next_pending == later.at
    assert standing.warnings == ("pending_facts",) and standing.watermark is None
    before = engine.decide(customer, "check-in", "email", NOW)
    assert before.verdict == "not_applicable" and before.revisit_at == later.at
    assert engine.decide(bare, "check-in", "email", NOW, standing=standing).revisit_at == later.at
    for days in (1, 2, 3):
        text = f"2026-11-{21 + days}T12:00:00+01:00"
        wanted = engine.decide(customer, "check-in", "email", text)
        assert wanted.verdict != "not_applicable"
        assert engine.decide(bare, "check-in", "email", text, standing=standing).allowed_from == (
            wanted.allowed_from
        )


def test_what_is_known_is_folded_for_its_time_and_engine(engine):
    facts = [
        tf.delivered(f"2026-11-{day:02}T10:00:00+01:00", order=f"o-{day}", id=f"f-{day}")
        for day in (3, 9, 17)
    ]
    customer = tf.Customer("c-1", timezone="Europe/Paris", facts=facts)
    other = tf.Engine(
        "name = 'x'\nversion = '1'\nextends = ['house@1']\n[rules.breathing-space]\ngap = '96h'\n"
    )
    for turn in range(3):
        for day in (20, 2, 10, 4, 18):
            now = f"2026-11-{day:02}T12:00:00+01:00"
            for one in (engine, other):
                fresh = tf.Customer("c-1", timezone="Europe/Paris", facts=facts[::-1])
                known_at = None if turn else "2026-11-05T00:00:00Z"
                answer = one.decide_all(customer, now, known_at=known_at)
                assert answer.to_dict() == one.decide_all(fresh, now, known_at=known_at).to_dict()


def test_planned_contacts_and_what_a_caller_adds(engine, customer):
    plan = tf.planned("2026-11-23T10:00:00+01:00", reason="useful-tip", channel="email", id="p-1")
    request = {
        "op": "followup.decide",
        "customer": customer.to_dict(),
        "facts": [fact.to_dict() for fact in customer.facts],
        "planned": [plan.to_dict()],
        "reason": "check-in",
        "channel": "email",
        "now": NOW,
        "anchor": "o-17",
        "subject": "mower",
        "contact_point": "a@example.org",
        "known_at": "2026-11-20T00:00:00Z",
    }
    answer = engine.decide(
        customer,
        "check-in",
        "email",
        NOW,
        planned=[plan],
        anchor="o-17",
        subject="mower",
        contact_point="a@example.org",
        known_at="2026-11-20T00:00:00Z",
    )
    assert answer.to_dict() == tf.call(request)
    assert answer.to_dict("zh") == tf.call({**request, "language": "zh"})
