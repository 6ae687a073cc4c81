"""Objects behave: repr, equality, hash, pickle, copies, weak references; frozen and final."""

from __future__ import annotations

import copy
import pickle
import weakref

import pytest
import tactful as tf
from conftest import GARDEN_TOOLS, NOW


def everything():
    """One of each class, made anew."""
    engine = tf.Engine.from_file(GARDEN_TOOLS)
    fact = tf.contact(
        "2026-11-20T16:00:00+01:00", channel="email", reason="newsletter", purpose=["marketing", "service"],
        intent="give", outcome="read", direction="out", id="f-9", order="o-17", case="c-1", product="soil-kit",
        contact_point="a@example.org", subject="\u571f \"quoted\" \\ \n", until="2027-01-01T00:00:00Z", level="two",
        colleague=True, recorded_at="2026-11-20T17:00:00Z",
    )  # fmt: skip
    plan = tf.planned(
        "2026-12-01T10:00:00+01:00", reason="useful-tip", channel="email", id="p-1", order="o-17", case="c-1",
        subject="soil", contact_point="a@example.org",
    )  # fmt: skip
    customer = tf.Customer(
        "c-17", timezones=["Europe/Paris", "Asia/Tokyo"], level="accountable",
        history_since={"shop": "2020-01-01T00:00:00Z", "web": "2021-01-01T00:00:00Z"},
        occasions={"birthday": "1980-02-29", "since": "03-01"},
        facts=[
            tf.delivered("2026-11-19T10:00:00+01:00", order="o-17", product="robot-mower", id="f-1"),
            tf.fact("note", "2026-11-01T10:00:00Z", id="f-2"),
            tf.benefit_realised("2026-12-24T10:00:00Z", order="o-17", id="f-3"),
            tf.consent_given("2026-01-01T00:00:00Z", id="f-4"),
        ],
    )  # fmt: skip
    office = tf.Calendar(
        "Europe/Paris", weekly={"mon": [("09:00", "12:30"), "13:30-18:00"]}, holidays=["2026-12-25"],
        overrides={"2026-12-24": ["09:00-12:00"]}, breaks={"2026-12-21": ["10:00-10:15"]},
        valid=("2026-01-01", "2027-12-31"),
    )  # fmt: skip
    standing = engine.fold(customer, NOW)
    more = {"planned": [plan], "standing": standing, "known_at": "2026-11-21T00:00:00Z", "subject": "soil"}
    decision = engine.decide(customer, "check-in", "email", NOW, anchor="o-17", **more)
    agenda = engine.agenda(customer, NOW.isoformat(), 60, planned=[plan])
    return [
        engine,
        tf.Engine({"name": "x", "version": "1", "extends": ["y@1"]}, documents=["name='y'\nversion='1'"]),
        engine.policy,
        tf.Policy({"name": "x", "version": "1"}),
        fact,
        tf.fact("webinar", NOW),
        plan,
        customer,
        tf.Customer(),
        standing,
        decision,
        engine.decide(customer, "ask-review", "phone", NOW),
        engine.decide(customer, "ask-referral", "email", NOW.isoformat()).blocks[-1],
        engine.decide_all(customer, NOW, **more),
        engine.decide_all(customer, NOW.isoformat(), "email"),
        agenda,
        agenda[-1],
        agenda[-1].decision,
        agenda[0].decision,
        agenda.chart("zh"),
        office,
        engine.calendar("office"),
        tf.Verdict.HOLD,
        engine.check(),
        tf.delivered,
        *complaints(engine),
    ]


def complaints(engine):
    case = tf.Case.open("k-1", at=NOW, by="web", role="system", customer="c-17", order="o-17")
    case.act(engine, "apologise", at=NOW, by="anna", role="direct", channel="phone")
    claims = [tf.claim(part, "it holds", ["f-1"]) for part in ("hazard", "safety", "value", "recognition")]
    outline = engine.outline(claims, ["f-1"])
    frames = engine.frames("You lousy company! It broke yesterday.")
    clocks = engine.clocks([{"event": "received", "at": NOW}], NOW)
    return [
        *case.events,
        case.parts[0],
        *case.next_acts(engine),
        tf.Move("cause", "direct", cause="own_mistake"),
        *engine.signposts("You always promise to call, and I am not happy."),
        frames,
        *frames.marks,
        *claims,
        outline,
        *outline.lines,
        *engine.wording("There is no such thing, and I cannot decide that."),
        clocks,
        *clocks.readings,
    ]


OBJECTS = everything()
names = pytest.mark.parametrize("place", range(len(OBJECTS)), ids=lambda place: type(OBJECTS[place]).__name__)


@names
def test_pickle_and_copies(place):
    one = OBJECTS[place]
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        twin = pickle.loads(pickle.dumps(one, protocol))
        assert type(twin) is type(one)
        assert twin == one and hash(twin) == hash(one)
        assert repr(twin) == repr(one) and str(twin) == str(one)
        if hasattr(one, "to_dict"):
            assert twin.to_dict() == one.to_dict()
    assert copy.copy(one) == one and copy.deepcopy([one]) == [one]


@names
def test_equality_and_hash(place):
    one, again = OBJECTS[place], everything()[place]
    assert one == again and hash(one) == hash(again)
    assert not (one != again)  # noqa: SIM202, this is the other operator
    others = [other for other in OBJECTS if other is not one]
    assert one not in others and all(one != other for other in others)
    assert one != "text" and one is not None and one != 1
    assert {one: 1}[again] == 1


@names
def test_repr_is_short_and_names_the_library(place):
    one = OBJECTS[place]
    said = repr(one)
    assert len(said) < 500 or isinstance(one, tf.Report)
    assert "tactful" in said or isinstance(one, (tf.Verdict, tf.Report))


@names
def test_the_zone_of_now_survives_a_pickle(place):
    one = OBJECTS[place]
    if isinstance(getattr(one, "now", None), type(NOW)):
        twin = pickle.loads(pickle.dumps(one))
        assert (twin.now, twin.now.tzinfo) == (one.now, one.now.tzinfo)


CLASSES = [
    tf.Engine, tf.Policy, tf.Fact, tf.Planned, tf.Customer, tf.Standing, tf.Decision, tf.Decisions, tf.Block,
    tf.Agenda, tf.AgendaItem, tf.Calendar, tf.CaseEvent, tf.CasePart, tf.NextAct, tf.Move, tf.Signpost, tf.Frames,
    tf.FrameMark, tf.Claim, tf.Outline, tf.OutlineLine, tf.Wording, tf.Clocks, tf.ClockReading,
]  # fmt: skip


@pytest.mark.parametrize("cls", CLASSES)
def test_frozen_final_and_named(cls):
    one = next(one for one in OBJECTS if type(one) is cls)
    assert cls.__module__ == "tactful" and getattr(tf, cls.__name__) is cls
    assert weakref.ref(one)() is one
    for name in ("reason", "anything"):
        with pytest.raises(AttributeError):
            setattr(one, name, 1)
    with pytest.raises(TypeError):
        type("Sub", (cls,), {})
    if cls not in (tf.Engine, tf.Policy, tf.Customer, tf.Calendar, tf.Move):
        with pytest.raises(TypeError):
            cls()


def test_facts_written_as_code():
    fact, plan = (next(o for o in OBJECTS if type(o) is cls) for cls in (tf.Fact, tf.Planned))
    assert eval(repr(fact), {"tactful": tf}) == fact
    assert eval(repr(plan), {"tactful": tf}) == plan
    assert fact.purpose == "marketing" and fact.direction == "out" and fact.colleague is True
    assert (fact.channel, fact.reason, fact.intent, fact.outcome) == ("email", "newsletter", "give", "read")
    assert (fact.case, fact.level, fact.contact_point) == ("c-1", "two", "a@example.org")


def test_facts_of_dicts_are_facts():
    fact = next(one for one in OBJECTS if type(one) is tf.Fact)
    plan = next(one for one in OBJECTS if type(one) is tf.Planned)
    assert tf.Customer(facts=[fact.to_dict()]).facts == (fact,)
    assert tf.Customer(facts=iter([fact])).facts == (fact,)
    engine, customer = tf.Engine(), tf.Customer("c")
    with_plan = engine.decide(customer, "check-in", "email", NOW, planned=[plan])
    assert (
        engine.decide(customer, "check-in", "email", NOW, planned=(p for p in [plan.to_dict()])) == with_plan
    )


def test_sequences():
    agenda = next(one for one in OBJECTS if type(one) is tf.Agenda)
    decisions = next(one for one in OBJECTS if type(one) is tf.Decisions)
    for sequence in (agenda, decisions):
        all_of_it = tuple(sequence)
        assert len(sequence) == len(all_of_it) > 1
        assert sequence[0] == all_of_it[0] and sequence[-1] == all_of_it[-1]
        assert sequence[::-2] == all_of_it[::-2] and sequence[1:] == all_of_it[1:] and sequence[9999:] == ()
        assert all_of_it[1] in sequence and list(reversed(sequence)) == list(reversed(all_of_it))
        for wrong in (len(sequence), -len(sequence) - 1, 10**30, -(10**30)):
            with pytest.raises((IndexError, tf.InvalidInputError)):
                sequence[wrong]
        with pytest.raises(tf.InvalidInputError):
            sequence["0"]
    assert agenda.items == tuple(agenda)


def test_what_a_customer_tells():
    customer = next(one for one in OBJECTS if type(one) is tf.Customer)
    assert (customer.id, customer.timezone, customer.level) == ("c-17", None, "accountable")
    assert customer.timezones == ("Europe/Paris", "Asia/Tokyo")
    assert customer.history_since.isoformat() == "2021-01-01T00:00:00+00:00"
    assert customer.occasions == {"birthday": "02-29", "since": "03-01"}
    assert len(customer.facts) == 4
    assert tf.Customer(timezone="Europe/Paris").timezone == "Europe/Paris"
    more = customer.with_facts([tf.note(NOW, id="n")])
    assert more.facts[:-1] == customer.facts and more != customer


def test_errors_survive_pickling():
    with pytest.raises(tf.InvalidInputError) as caught:
        tf.Engine("name = 'x'\nversion = '1'\nrulez = {}\n")
    twin = pickle.loads(pickle.dumps(caught.value))
    assert str(twin) == str(caught.value) and (twin.line, twin.column) == (3, 1)
    assert isinstance(twin, tf.TactfulError) and isinstance(twin, ValueError)
