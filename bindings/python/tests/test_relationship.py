"""Relationships, touchpoints and programmes: the functions give what the operations give, as Python has it."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
import zoneinfo

import pytest
import tactful as tf
from conftest import PARIS, UTC, vectors

NOW = "2026-11-21T09:30:00+01:00"
PEOPLE = [
    {"id": "ada", "groups": ["acme"], "rank": 900},
    {"id": "ben", "groups": ["acme"], "rank": 400},
    {"id": "cho", "groups": ["acme", "elm-street"], "rank": 700, "lead_days": 2},
    {"id": "dee", "groups": ["elm-street"], "rank": 100},
    {"id": "eva", "rank": 500},
]
DATES = {"begin": "2027-01-25", "loses_meaning_on": "2027-02-06"}


def person(*facts, **more):
    return tf.Customer("c-17", timezone="Europe/Paris", facts=facts, **more)


def as_text(value):
    """The answer as the JSON door writes it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: as_text(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_text(item) for item in value]
    return value


def fields(customer):
    return {"customer": customer.to_dict(), "facts": [fact.to_dict() for fact in customer.facts], "now": NOW}


LIVED = person(
    tf.delivered("2026-09-10T10:00:00+02:00", order="o-1", id="d"),
    tf.contact("2026-09-12T10:00:00+02:00", channel="email", reason="check-in", order="o-1", id="k", intent="give"),
    tf.commitment_broken("2026-11-12T10:00:00+01:00", case="k-1", id="b"),
    level="accountable",
)


@pytest.mark.parametrize("name", ["obligations", "levels", "classes", "churn", "feelings"])
def test_functions_say_what_the_operations_say(engine, name):
    found = getattr(tf.relationship, name)(engine, LIVED, NOW)
    right = tf.call({"op": f"relationship.{name}", **fields(LIVED)})
    assert as_text(found) == right.get({"classes": "classes", "churn": "signals"}.get(name, ""), right)


def test_instants_are_on_the_clock_of_the_question(engine):
    now = datetime.datetime(2026, 11, 21, 16, 30, tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai"))
    owed = tf.relationship.obligations(engine, LIVED, now)["owed"][0]
    assert owed["met_at"].isoformat() == "2026-09-12T16:00:00+08:00" and owed["state"] == "met"
    assert tf.relationship.obligations(engine, LIVED, NOW)["owed"][0]["met_at"] == owed["met_at"]
    naive = tf.relationship.obligations(engine, LIVED, "2026-11-21 09:30", naive="Europe/Paris")
    assert as_text(naive) == as_text(tf.relationship.obligations(engine, LIVED, NOW))
    with pytest.raises(tf.InvalidInputError) as refused:
        tf.relationship.obligations(engine, LIVED, "2026-11-21 09:30")
    assert (refused.value.code, refused.value.path) == ("naive_time", "now")


def test_the_engines_own_policy_is_asked(engine):
    own = tf.Engine("name = 'p'\nversion = '1'\nextends = ['house@1']\n[relationship.churn]\npromises_broken = 2")

    def state(engine):
        return [one["state"] for one in tf.relationship.churn(engine, LIVED, NOW)][4]

    assert (state(engine), state(own)) == ("signal", "no_signal")
    assert tf.touchpoint.catalogues(engine, "restaurant")[0]["points"][0]["zh"] == "\u5473\u9053"


@pytest.mark.parametrize("vector", vectors("relationship.scenes", "relationship.portfolio", "relationship.service"))
def test_rows_of_lists(engine, vector):
    if "policy" in vector["request"] or "error" in vector["expect"]:
        pytest.skip("answered by test_vectors")
    request = dict(vector["request"])
    name = vector["op"].removeprefix("relationship.")
    rows = request.pop({"scenes": "steps", "portfolio": "customers", "service": "acts"}[name])
    now = [request.pop("now")] if "now" in request else []
    policy = [] if name == "service" else [engine]
    found = getattr(tf.relationship, name)(*policy, rows, *now, **request)
    right = tf.call({"op": vector["op"], **vector["request"]})
    assert as_text(found) == right.get("scenes", right)


def test_days_courtesies_notes_and_ties(engine):
    customer = person(tf.contact("2026-11-01T10:00:00+01:00", channel="visit", intent="give"))
    days = tf.relationship.occasions(engine, customer, datetime.date(2033, 1, 1), "2034-01-01")
    assert [(day["date"], day["name"]) for day in days] == [
        (datetime.date(2033, 1, 31), "spring-festival"),
        (datetime.date(2033, 9, 8), "mid-autumn"),
    ]
    at = datetime.datetime(2026, 11, 21, 10, tzinfo=PARIS)
    visit = tf.relationship.courtesy(engine, customer, "visit", at)
    assert visit["against"] == ["min_gap"] and visit["welcome_from"] == at.replace(month=12, day=1)
    note = {"id": "n", "about": "family", "source": "visit", "at": at, "owner": "anna", "text": "a daughter"}
    shown = tf.relationship.notes([note], reader="anna", erase=["n"])
    assert shown["erase"] == ["n"] and tf.relationship.notes([note], "ben")["private"] == 1
    (tied,) = tf.touchpoint.tie(engine, [{"id": "i", "customer": "c", "carrier": "anna", "at": at, "touchpoint": None}])
    assert tied["moment"] and tied["touchpoint"] is None
    assert tf.touchpoint.attention(engine, tier="gold")["connection_speed"] == 2000
    assert tf.relationship.advice(engine, margin_per_mille=50, customers=10_000, assigned="proactive")["assigned_wins"]
    assert [one["code"] for one in tf.relationship.lists("levels")["levels"]][-1] == "partnership"


def test_a_plan_is_a_table():
    made = tf.campaign.plan(PEOPLE, **DATES, capacity=4)
    assert made and len(made) == 2 and str(made).splitlines() == [
        "2027-01-25  4  ada, cho, ben, dee",
        "2027-01-26  1  eva",
    ]
    assert made[0].on == datetime.date(2027, 1, 25) and [batch.on.day for batch in made] == [25, 26]
    assert made.gifts[2] == tf.campaign.Gift(
        on=datetime.date(2027, 1, 25),
        id="ben",
        send_on=datetime.date(2027, 1, 27),
        arrives_on=datetime.date(2027, 1, 27),
    )
    assert (made.proven, made.waiting_days, made.gap) == (True, 1, {"last_arrival_days": 0, "waiting_days": 0})
    assert made.last_arrival == datetime.date(2027, 1, 27) and made.unmet == made.relaxations == made.unfair == []
    right = tf.call({"op": "campaign.plan", "recipients": PEOPLE, **DATES, "capacity": 4})
    assert as_text(made.to_dict()) == right
    assert pickle.loads(pickle.dumps(made)) == copy.deepcopy(made) == made and hash(made) == hash(copy.copy(made))
    assert "<td>2027-01-25</td><td>4</td>" in made._repr_html_() and "&lt;i&gt;" in tf.campaign.plan(
        [{"id": "<i>"}], **DATES, capacity=1
    )._repr_html_()
    assert "5 gifts in 2 batches" in repr(made)
    many = tf.campaign.plan([{"id": f"r{place}", "rank": -place} for place in range(30)], **DATES, capacity=30)
    assert str(many) == "2027-01-25  30  r0, r1, r2, r3, r4, r5, r6, r7 +22"


def test_what_stands_against_a_plan():
    made = tf.campaign.plan(PEOPLE, **DATES, capacity=3)
    assert not made and len(made) == 0 and made.latest_begin is None and made.last_arrival is None
    assert [(one["rule"], one["needed"], one["available"]) for one in made.unmet] == [("peers_together", 4, 3)]
    assert made.relaxations[0] == {"relax": "capacity", "more_a_day": 1, "proven": True}
    assert made.explain("zh") != made.explain() == str(made)
    # a relaxation that was chosen, and its price
    split = tf.campaign.plan(PEOPLE, **DATES, capacity=3, may_split=made.relaxations[1]["may_split"])
    assert split and {pair["rule"] for pair in split.unfair} <= {"peers_together"}
    assert tf.campaign.check(PEOPLE, **DATES, capacity=3, deliveries=split)["against_rank"] == 0


def test_data_frames_go_in_and_come_out():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"id": ["a", "b"], "rank": [1, None], "groups": [["g"], ["g"]]}).astype({"rank": "Int64"})
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    made = tf.campaign.plan(rows, **DATES, capacity=2)
    assert made.notes == ["ranks_missing", "groups_join_all"]
    assert list(pandas.DataFrame(made.gifts).columns) == ["on", "id", "send_on", "arrives_on"]
    assert tf.campaign.plan([{"id": "a", "rank": float("nan")}], **DATES, capacity=1).notes == ["ranks_missing"]


@pytest.mark.parametrize(
    ("ask", "code", "path"),
    [
        (lambda engine: tf.relationship.obligations("house", LIVED, NOW), "wrong_type", "engine"),
        (lambda engine: tf.relationship.obligations(engine, "c-17", NOW), "wrong_type", "customer"),
        (lambda engine: tf.relationship.courtesy(engine, LIVED, "vist", NOW), "invalid_value", "way"),
        (lambda engine: tf.relationship.scenes(engine, ["x"], NOW), "wrong_type", "steps[0]"),
        (lambda engine: tf.relationship.scenes(engine, [], NOW, decide_by="soon"), "invalid_time", "decide_by"),
        (lambda engine: tf.relationship.lists("levls"), "invalid_value", "list"),
        (lambda engine: tf.touchpoint.catalogues(engine, "airlin"), "unknown_word", "catalogue"),
        (lambda engine: tf.touchpoint.tie(engine, 7), "wrong_type", "interactions"),
        (lambda engine: tf.campaign.plan("ada", **DATES, capacity=1), "wrong_type", "recipients"),
        (lambda engine: tf.campaign.plan(PEOPLE, **DATES, capacity=-1), "invalid_value", "capacity"),
        (lambda engine: tf.campaign.check(PEOPLE, **DATES, capacity=1, deliveries=[]), "wrong_type", "deliveries"),
        (
            lambda engine: tf.campaign.check(PEOPLE, **DATES, capacity=1, deliveries={}, most_pairs=2_000_000),
            "too_large",
            "most_pairs",
        ),
    ],
)
def test_bad_input_is_named(engine, ask, code, path):
    with pytest.raises(tf.InvalidInputError) as refused:
        ask(engine)
    assert (refused.value.code, refused.value.path) == (code, path)


def test_answers_are_json_apart_from_their_times(engine):
    json.dumps(as_text(tf.relationship.churn(engine, LIVED, NOW)))


def test_recipients_as_data_frames_give_them():
    """Where a rank is missing once, frames make fractions of the others."""
    nothing = float("nan")
    frame = [
        {"id": one["id"], "groups": one.get("groups", nothing), "rank": float(one["rank"]), "lead_days": nothing}
        for one in PEOPLE
    ]
    frame[4]["rank"] = nothing
    plain = [{name: value for name, value in one.items() if name != "lead_days"} for one in PEOPLE]
    plain[4] = {"id": "eva"}
    assert str(tf.campaign.plan(frame, **DATES, capacity=4)) == str(tf.campaign.plan(plain, **DATES, capacity=4))
    frame[0]["rank"] = 900.5
    with pytest.raises(tf.InvalidInputError, match="recipients"):
        tf.campaign.plan(frame, **DATES, capacity=4)
