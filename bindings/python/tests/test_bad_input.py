"""Bad input: a clear error that names its place, never a customer's words, never an abort."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
import tactful as tf
from conftest import NOW

SECRET = "my wife has left me"
HUGE = 10**400
ITSELF: list = []
ITSELF.append(ITSELF)
DEEP: list = []
for _ in range(50_000):
    DEEP = [DEEP]


class Hostile:
    """Everything that it is asked fails."""

    def __getattr__(self, name):
        raise AttributeError(name)

    def __index__(self):
        raise ZeroDivisionError

    def __iter__(self):
        raise ZeroDivisionError


WRONG = [
    None, True, 0, -1, HUGE, 1.5, float("nan"), float("inf"), "", "\ud83d", SECRET, "x" * 1000, b"bytes", bytearray(b"x"),
    [], [None], [[1]], ITSELF, DEEP, {}, {1: 2}, {"\ud83d": 1}, {"a": ITSELF}, {"odd key": SECRET}, set(), {1, 2}, object(), Hostile(),
    dt.date(2026, 1, 1), dt.time(9), dt.timedelta(1), dt.datetime(2026, 1, 1), NOW, tf, tf.Engine, print,
    range(3), iter("abc"), tf.Verdict.WAIT, tf.note(NOW), tf.Customer(),
]  # fmt: skip


def survives(call):
    """Whatever is given: an answer, a refusal with a code, or what the given object itself raised."""
    try:
        call()
    except tf.InternalError:
        raise
    except tf.TactfulError as error:
        assert error.code and error.message
        said = str(error) + repr(error)
        assert "wife" not in said and "\ud83d" not in said
        assert "Option" not in said and "str>" not in said
    except (TypeError, ZeroDivisionError, IndexError, OSError, UnicodeEncodeError, OverflowError):
        pass


def arguments(wrong):
    engine, customer, office = CASES
    ask = {"customer": customer, "reason": "check-in", "channel": "email", "now": NOW}
    everything = {"customer": customer, "now": NOW}
    fields = [
        "id",
        "order",
        "case",
        "product",
        "channel",
        "reason",
        "purpose",
        "intent",
        "direction",
        "outcome",
        "contact_point",
        "subject",
        "until",
        "level",
        "colleague",
        "recorded_at",
        "naive",
    ]
    yield lambda: tf.fact(wrong, NOW)
    yield lambda: tf.delivered(wrong)
    for name in fields:
        yield lambda name=name: tf.contact(NOW, **{name: wrong})
    for name in ("reason", "channel", "id", "order", "case", "subject", "contact_point", "naive"):
        yield lambda name=name: tf.planned(NOW, **{"reason": "x", "channel": "y", name: wrong})
    yield lambda: tf.planned(wrong, reason="x", channel="y")
    for name in ("id", "timezone", "timezones", "level", "history_since", "occasions", "facts", "naive"):
        yield lambda name=name: tf.Customer(**{name: wrong})
    yield lambda: tf.Customer(occasions={"birthday": wrong})
    yield lambda: tf.Customer(history_since={"shop": wrong})
    yield lambda: tf.Customer(facts=[wrong])
    yield lambda: customer.with_facts(wrong)
    for name in (*ask, "planned", "standing", "anchor", "subject", "contact_point", "known_at", "naive"):
        yield lambda name=name: engine.decide(**{**ask, name: wrong})
    for name in (
        *everything,
        "channel",
        "planned",
        "standing",
        "subject",
        "contact_point",
        "known_at",
        "naive",
    ):
        yield lambda name=name: engine.decide_all(**{**everything, name: wrong})
    for name in (*everything, "days", "planned", "standing", "known_at", "naive"):
        yield lambda name=name: engine.agenda(**{**everything, "days": 3, name: wrong})
    yield lambda: engine.decide(**ask, planned=[wrong])
    yield lambda: engine.fold(wrong, NOW)
    yield lambda: engine.fold(customer, wrong)
    for method in (engine.standing, engine.adopt, engine.calendar, engine.channels_of, engine.check):
        yield lambda method=method: method(wrong)
    yield lambda: engine.fold([], NOW).merge(wrong)
    yield lambda: engine.fold([], NOW) | wrong
    yield lambda: tf.Engine(wrong)
    yield lambda: tf.Engine(documents=wrong)
    yield lambda: tf.Engine(documents=[wrong])
    yield lambda: tf.Policy(wrong)
    yield lambda: tf.Policy({"name": wrong, "version": "1"})
    for cls in (tf.Engine, tf.Policy):
        yield lambda cls=cls: cls.from_text(wrong)
        if not isinstance(wrong, int):  # numbers are open files
            yield lambda cls=cls: cls.from_file(wrong)
    yield lambda: tf.Calendar(wrong)
    for name in ("weekly", "holidays", "overrides", "breaks", "valid"):
        yield lambda name=name: tf.Calendar("UTC", **{"weekly": {"mon": ["09:00-17:00"]}, name: wrong})
    yield lambda: tf.Calendar("UTC", weekly={"mon": wrong})
    yield lambda: tf.Calendar("UTC", weekly={"mon": [wrong]})
    yield lambda: tf.Calendar("UTC", overrides={wrong: []})
    for method in (office.is_open, office.next_open, office.prev_open_end, office.is_business_day):
        yield lambda method=method: method(wrong)
    two_ways = (
        office.add, office.sub, office.elapsed, office.add_days, office.date_add, office.days_between,
        office.warnings_between,
    )  # fmt: skip
    for method in two_ways:
        yield lambda method=method: method(NOW, wrong)
        yield lambda method=method: method(NOW.date(), wrong)
        yield lambda method=method: method(wrong, 1)
    for name in ("snap", "naive"):
        yield lambda name=name: office.add(NOW, 1, **{name: wrong})
    for name in ("count", "result", "naive"):
        yield lambda name=name: office.add_days(NOW, 1, **{name: wrong})
    decision = engine.decide(**ask)
    for method in (decision.explain, decision.sentence, decision.html, decision.to_dict):
        yield lambda method=method: method(wrong)
    yield lambda: engine.decide_all(**everything).html(wrong)
    yield lambda: engine.decide_all(**everything)[wrong]
    yield lambda: engine.agenda(**everything, days=1).chart(wrong)
    yield lambda: tf._native.say(wrong, "en")
    yield lambda: tf._native._fact(wrong)
    yield lambda: tf._native._planned(wrong)
    yield lambda: tf._native._customer(wrong, wrong)
    yield lambda: tf._native._calendar(wrong)
    yield lambda: tf._native._engine(wrong, wrong)
    yield lambda: tf._native._standing(engine, wrong, wrong, wrong)
    yield lambda: tf._native._again(engine, "decide", wrong)
    yield lambda: tf._native._block(decision, wrong)
    yield from of_complaints(wrong, engine)


def of_complaints(wrong, engine):
    opening = {"id": "k-1", "at": NOW, "by": "web", "role": "system"}
    others = (
        "event_id",
        "recorded_at",
        "customer",
        "order",
        "product",
        "channel",
        "contact",
        "naive",
        "touchpoint",
        "topic",
    )
    for name in (*opening, *others):
        yield lambda name=name: tf.Case.open(**{**opening, name: wrong})
    case = tf.Case.open(**opening)
    act = {"engine": engine, "kind": "note", "at": NOW, "by": "anna", "role": "direct"}
    carried = [
        "id", "expected_version", "recorded_at", "part", "customer", "order", "product", "channel", "contact", "cause",
        "liability", "mode", "agreed", "remedies", "commitment", "what", "owner", "due", "word", "wait", "ending",
        "conduct", "to", "sales_stake", "power", "amount", "core_moment", "saved", "approved_by", "grant", "naive",
        "touchpoint", "also", "until", "priority", "topic", "calendar",
    ]  # fmt: skip
    for name in (*act, *carried):
        yield lambda name=name: case.act(**{**act, name: wrong})
    yield lambda: case.act(**act, amount=(wrong, "EUR"))
    yield lambda: case.act(**act, amount=(1, wrong))
    yield lambda: case.act(**act, remedies=[wrong])
    for method in (case.next_acts, case.state, tf.CaseState, tf.Case.from_dict):
        yield lambda method=method: method(wrong)
    yield lambda: tf.Case.replay(wrong, [])
    yield lambda: tf.Case.replay("k-1", wrong)
    yield lambda: tf.Case.replay("k-1", [wrong])
    yield lambda: tf.Case.from_dict({"case": wrong, "events": wrong})
    move = (
        "part",
        "cause",
        "liability",
        "remedies",
        "agreed",
        "complete",
        "word",
        "wait",
        "ending",
        "conduct",
        "power",
    )
    for name in ("kind", "role", *move):
        yield lambda name=name: tf.Move(**{"kind": "note", "role": "direct", name: wrong})
    state = tf.CaseState(engine)
    for method in (state.after, state.guard, state.may, engine.signposts, engine.frames, engine.wording):
        yield lambda method=method: method(wrong)
    for name in ("notes", "known", "soothed", "language"):
        yield lambda name=name: engine.frames("it broke", **{name: wrong})
    for name in ("part", "what", "facts", "how"):
        yield lambda name=name: tf.claim(**{"part": "value", "what": "x", "facts": ["f"], name: wrong})
    for name in ("claims", "facts", "language"):
        yield lambda name=name: engine.outline(**{"claims": [], "facts": [], name: wrong})
    yield lambda: engine.outline([wrong], [])
    for name in ("case", "now", "customer", "known_at", "naive"):
        yield lambda name=name: engine.clocks(**{"case": [], "now": NOW, name: wrong})
    yield lambda: engine.clocks([wrong], NOW)
    for name in (
        "event",
        "at",
        "part",
        "until",
        "priority",
        "calendar",
        "approved_by",
        "topic",
        "order",
        "recorded_at",
    ):
        yield lambda name=name: engine.clocks([{"event": "received", "at": NOW, name: wrong}], NOW)
    for function in (tf._native._case, tf._native._case_event, tf._native._move):
        yield lambda function=function: function(wrong)
    yield lambda: tf._native._record(wrong, wrong)
    yield lambda: tf._native._record("Signpost", {"kind": wrong})


CASES = (
    tf.Engine(),
    tf.Customer("c-17", timezone="Europe/Paris"),
    tf.Calendar("UTC", weekly={"mon": ["09:00-17:00"]}),
)


@pytest.mark.parametrize("place", range(len(WRONG)))
def test_anything_anywhere(place):
    for call in arguments(WRONG[place]):
        survives(call)


def refused(call):
    with pytest.raises(tf.InvalidInputError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize(
    ("call", "code", "path", "says"),
    [
        (lambda: tf.contact(NOW, intent="giv"), "invalid_value", "intent", "give"),
        (lambda: tf.contact(NOW, purpose="markting"), "invalid_value", "purpose", "marketing"),
        (lambda: tf.delivered(NOW, order=""), "invalid_value", "order", "1 to 256 bytes"),
        (lambda: tf.delivered(NOW, order=17), "wrong_type", "order", "text"),
        (lambda: tf.delivered(NOW, colleague="yes"), "wrong_type", "colleague", "true or false"),
        (lambda: tf.fact("", NOW), "invalid_value", "kind", "letters"),
        (lambda: tf.Customer(timezone="Europe/Pari"), "unknown_tz", "timezone", "`Europe/Paris`"),
        (lambda: tf.Customer(timezone="UTC", timezones=["UTC"]), "invalid_value", "timezones", "not both"),
        (lambda: tf.Customer(timezones=[]), "invalid_value", "timezones", "at least one"),
        (lambda: tf.Customer(""), "invalid_value", "id", "1 to 256 bytes"),
        (lambda: tf.Customer(occasions={"birthday": "02-30"}), "invalid_time", "occasions.birthday", ""),
        (lambda: tf.Customer(facts=tf.note(NOW)), "wrong_type", "facts", "expected a list, found Fact"),
        (lambda: tf.Customer(facts=[tf.note(NOW), 7]), "wrong_type", "facts[1]", "found int"),
        (lambda: tf.Customer(facts=[{"kind": "note"}]), "missing_field", "facts[0]", "`at`"),
        (lambda: tf.Customer(facts=[{"kind": "note", "at": NOW, "ordr": "x"}]), "unknown_field", "facts[0].ordr", "`order`"),
        (lambda: CASES[0].decide("c-17", "check-in", "email", NOW), "wrong_type", "customer", "found str"),
        (lambda: CASES[0].decide(CASES[1], "chek-in", "email", NOW), "unknown_reason", "reason", "`check-in`"),
        (lambda: CASES[0].decide(CASES[1], "check-in", "emal", NOW), "unknown_channel", "channel", "`email`"),
        (lambda: CASES[0].decide_all(CASES[1], NOW, "emal"), "unknown_channel", "channel", "`email`"),
        (lambda: CASES[0].decide(CASES[1], "check-in", "sms", NOW), "channel_not_listed", "channel", ""),
        (lambda: CASES[0].agenda(CASES[1], NOW, 0), "invalid_value", "days", ""),
        (lambda: CASES[0].agenda(CASES[1], NOW, HUGE), "invalid_value", "days", "digits"),
        (lambda: CASES[0].fold([tf.fact("delivrd", NOW)], NOW), "invalid_value", "facts[0].kind", "`delivered`"),
        (lambda: CASES[0].fold([tf.corrected(NOW)], NOW), "rebuild_needed", "", "fold"),
        (lambda: CASES[0].fold([tf.note(NOW, id="x"), tf.company(NOW, id="x")], NOW), "fact_conflict", "", "id"),
        (lambda: CASES[0].standing(b"12345678"), "invalid_standing", "", ""),
        (lambda: CASES[0].standing("text"), "wrong_type", "bytes", "bytes"),
        (lambda: CASES[0].calendar("ofice"), "unknown_calendar", "name", ""),
        (lambda: CASES[0].decide(CASES[1], "check-in", "email", NOW).explain("fr"), "invalid_value", "language", "en, zh"),
        (lambda: tf.Engine("haus"), "unknown_policy", "", ""),
        (lambda: tf.Engine("name = 'x'\nversion = '1'\nname = 'y'"), "duplicate_key", "name", "name"),
        (lambda: tf.Engine({"name": "x", "version": "1", "rules": {"a": {"gap": float("nan")}}}), "invalid_document", "rules.a.gap", "NaN"),
        (lambda: tf.Calendar("UTC"), "empty_calendar", "", ""),
        (lambda: tf.Calendar("UTC", weekly={"mon": ["17:00-09:00"]}), "invalid_interval", "weekly.mon", ""),
        (lambda: tf.Calendar("UTC", weekly={"moon": []}), "unknown_field", "weekly.moon", "`mon`"),
        (lambda: tf.Calendar("UTC", weekly={"mon": "09:00-17:00"}), "wrong_type", "weekly.mon", "list"),
        (lambda: CASES[2].add(NOW, 1.5), "wrong_type", "open_time", "timedelta"),
        (lambda: CASES[2].add(NOW, 1, snap="later"), "invalid_value", "snap", "deadline, start"),
        (lambda: CASES[2].is_business_day(NOW), "wrong_type", "date", "date"),
        (lambda: CASES[2].add(NOW, dt.timedelta.max), "out_of_range", "", ""),
    ],
)  # fmt: skip
def test_errors_say_what_and_where(call, code, path, says):
    error = refused(call)
    assert (error.code, error.path) == (code, path)
    assert says in error.message
    assert not error.message[0].isupper() or error.message.startswith("JSON")


def test_places_in_a_policy(tmp_path):
    error = refused(lambda: tf.Engine("name = 'x'\nversion = '1'\n[rules.a]\ngpa = '2d'\n"))
    assert (error.code, error.path, error.line, error.column) == ("unknown_field", "rules.a.gpa", 4, 1)
    assert "`gap`" in str(error) and "line 4, column 1" in str(error)
    (tmp_path / "latin.toml").write_bytes(b"name = 'x'\nversion = '\xe9'")
    error = refused(lambda: tf.Engine.from_file(tmp_path / "latin.toml"))
    assert (error.code, error.line, error.column) == ("invalid_utf8", 2, 12)
    with pytest.raises(FileNotFoundError):
        tf.Engine.from_file(tmp_path / "absent.toml")
    with pytest.raises(IsADirectoryError):
        tf.Policy.from_file(tmp_path)
    assert refused(lambda: tf.Engine.from_file("a\0b")).path == "path"


def test_misspelt_keywords_are_pythons_own_errors():
    for call in (
        lambda: tf.delivered(NOW, ordr="o"),
        lambda: tf.fact("note", NOW, ordr="o"),
        lambda: tf.Customer(timezon="UTC"),
        lambda: CASES[0].decide(CASES[1], "check-in", "email", NOW, plan=[]),
        lambda: CASES[0].decide(CASES[1], "check-in", "email"),
        lambda: tf.Calendar("UTC", holiday=[]),
    ):
        with pytest.raises(TypeError) as caught:
            call()
        assert not isinstance(caught.value, tf.TactfulError)


def test_what_never_ends_is_refused():
    endless = itertools.repeat("2026-12-25")
    assert refused(lambda: tf.Calendar("UTC", weekly={"mon": []}, holidays=endless)).code == "too_large"
    assert (
        refused(
            lambda: CASES[0].decide(CASES[1], "check-in", "email", NOW, planned=itertools.repeat({}))
        ).path
        == "planned[0]"
    )


def test_customers_words_stay_out_of_errors():
    for call in (
        lambda: tf.contact(NOW, intent=SECRET),
        lambda: tf.fact(SECRET, NOW),
        lambda: tf.delivered(SECRET),
        lambda: tf.Customer(timezone=SECRET),
        lambda: tf.Customer(occasions={"birthday": SECRET}),
        lambda: CASES[0].decide(CASES[1], SECRET, "email", NOW),
        lambda: CASES[0].decide(CASES[1], "check-in", SECRET, NOW),
        lambda: tf.Engine(SECRET),
    ):
        error = refused(call)
        assert "wife" not in str(error) + repr(error)
