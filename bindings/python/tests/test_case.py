"""Complaints through classes: the guarded log, the light state, and what both refuse."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
import tactful as tf
from conftest import NOW, PARIS

# C1's road, with what each act carries
ROAD = [
    ("apologise", {}),
    ("listen", {"channel": "phone"}),
    ("acknowledge", {"liability": "open"}),
    ("record", {}),
    ("confirm", {}),
    ("cause", {"cause": "product_fault"}),
    ("negotiate", {"agreed": True, "remedies": ["repair"], "mode": "asked"}),
    ("commit", {"commitment": "p-1", "what": "a new motor", "owner": "anna", "due": NOW + dt.timedelta(days=9)}),
    ("act", {"commitment": "p-1"}),
    ("fulfil", {"commitment": "p-1"}),
    ("track", {"word": "satisfied", "channel": "phone"}),
    ("close", {"ending": "satisfied"}),
]  # fmt: skip


def opened(**more):
    return tf.Case.open("k-1", **{"at": NOW, "by": "web", "role": "system", "customer": "c-17", **more})


def after(minutes):
    return NOW + dt.timedelta(minutes=minutes)


def led(engine, acts=None):
    case = opened(order="o-17", product="robot-mower")
    for place, (kind, fields) in enumerate(ROAD[:acts]):
        case.act(engine, kind, at=after(place + 1), by="anna", role="direct", **fields)
    return case


def refused(call, kind=tf.Refused):
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def test_a_case_from_first_to_last(engine):
    case = led(engine)
    assert (case.id, case.version, case.status, case.ending, case.stage) == (
        "k-1", 13, "closed", "satisfied", "closing",
    )  # fmt: skip
    assert [event.id for event in case.events] == [f"e-{n}" for n in range(1, 14)]
    assert case.first_solved == after(10)
    (promise,) = case.commitments
    assert (promise.id, promise.what, promise.owner, promise.state) == ("p-1", "a new motor", "anna", "kept")
    assert promise.due == NOW + dt.timedelta(days=9) and promise.part is None
    (part,) = case.parts
    assert part.satisfied and part.remedies == ("repair",) and part.cause == "product_fault"
    assert part.missing == () and len(part.done) == 10 and part.open_commitments == 0
    assert case.warnings == () and case.grants == ()
    assert [act.kind for act in case.next_acts(engine)] == ["reopen"]


def test_the_next_act_is_told_at_every_step(engine):
    for place, (kind, _) in enumerate(ROAD[:9]):
        due = [act.kind for act in led(engine, place).next_acts(engine) if act.due]
        assert due == [kind]


def test_a_refused_act_names_its_rule_and_changes_nothing(engine):
    case = opened()
    before, twin = case.to_dict(), copy.copy(case)
    said = refused(lambda: case.act(engine, "negotiate", at=after(1), by="anna", role="direct"))
    assert (said.code, said.rule, said.approvers) == ("apology_first", "C2", ())
    assert said.missing == ("apologise", "listen", "acknowledge", "record", "confirm", "cause")
    assert said.by == ("direct", "assisting", "by_chance", "manager")
    assert said.message and not said.message[0].isupper() and said.path == ""
    assert isinstance(said, tf.TactfulError) and isinstance(said, ValueError)
    assert not isinstance(said, tf.InvalidInputError)
    assert case == twin and case.to_dict() == before and case.version == 1
    again = pickle.loads(pickle.dumps(said))
    assert (again.rule, again.missing, again.by, str(again)) == (said.rule, said.missing, said.by, str(said))
    said = refused(lambda: case.act(engine, "apologise", at=after(1), by="bot", role="system"))
    assert (said.code, said.rule) == ("wrong_role", "C1") and "direct" in said.by
    said = refused(lambda: case.act(engine, "rebut", at=after(1), by="anna", role="direct"))
    assert (said.code, said.rule) == ("no_rebuttal", "C2")


@pytest.mark.parametrize(
    ("fields", "code", "rule"),
    [
        ({"kind": "close"}, "missing_field", None),
        ({"kind": "close", "ending": "unreached"}, "attempts_missing", "C1"),
        ({"kind": "close", "ending": "satisfied"}, "act_out_of_order", "C1"),
        ({"kind": "negotiate", "agreed": True, "remedies": ["teaching"]}, "remedy_does_not_fit", "C3"),
        ({"kind": "negotiate", "agreed": True, "remedies": ["comfort_gift"]}, "remedy_beside", "C3"),
        ({"kind": "negotiate", "agreed": True}, "no_remedy", "C1"),
        ({"kind": "commit"}, "act_out_of_order", "C1"),
        ({"kind": "fulfil", "commitment": "p-1"}, "unknown_commitment", None),
        ({"kind": "opened"}, "case_is_open", "C1"),
        ({"kind": "note", "part": "nowhere"}, "unknown_part", None),
        ({"kind": "note", "id": "e-1"}, "event_exists", None),
        ({"kind": "note", "at": NOW - dt.timedelta(1)}, "event_out_of_order", None),
        ({"kind": "note", "expected_version": 3}, "case_conflict", None),
        ({"kind": "report", "grant": "e-1"}, "unknown_grant", None),
    ],
)
def test_what_the_guards_refuse(engine, fields, code, rule):
    case = led(engine, 6)
    said = refused(lambda: case.act(engine, **{"at": after(60), "by": "anna", "role": "direct", **fields}))
    assert (said.code, said.rule, case.version) == (code, rule, 7)


def test_authority_and_money(engine):
    case = led(engine, 6)
    grant = {"at": after(60), "by": "anna", "role": "direct", "power": "caring_service"}
    assert case.act(engine, "grant", amount=(1200, "EUR"), **grant) == 8
    (granted,) = case.grants
    assert granted.amount == (1200, "EUR") and granted.power == "caring_service"
    assert granted.to_dict()["amount"] == {"minor": 1200, "currency": "EUR"}
    assert case.act(engine, "grant", amount={"minor": 1, "currency": "EUR"}, **grant) == 9
    said = refused(
        lambda: case.act(engine, "grant", amount=(10_000, "EUR"), **grant)
    )  # C7: 100 euros in a case
    assert (said.code, said.rule, said.approvers) == (
        "beyond_authority",
        "C7",
        ("team-lead", "head-of-service"),
    )
    assert case.version == 9
    case.act(engine, "grant", amount=(10_000, "EUR"), approved_by="team-lead", **grant)
    assert [event.approved_by for event in case.grants] == [None, None, "team-lead"]
    said = refused(lambda: case.act(engine, "grant", amount=(2**62, "EUR"), **grant))
    assert said.rule == "C7" and said.approvers == ()


@pytest.mark.parametrize(
    ("fields", "code", "path", "says"),
    [
        ({"kind": "apologize"}, "invalid_value", "kind", "`apologise`"),
        ({"role": "manger"}, "invalid_value", "role", "`manager`"),
        ({"cause": "product_falt"}, "invalid_value", "cause", "`product_fault`"),
        ({"remedies": ["repare"]}, "invalid_value", "remedies[0]", "`repair`"),
        ({"remedies": "repair"}, "wrong_type", "remedies", "list"),
        ({"at": dt.datetime(2026, 11, 21, 9, 30)}, "naive_time", "at", "naive="),
        ({"due": dt.datetime(2026, 11, 21, 9, 30)}, "naive_time", "due", "naive="),
        ({"at": dt.date(2026, 11, 21)}, "wrong_type", "at", "a date"),
        ({"at": "soon"}, "invalid_time", "at", ""),
        ({"by": ""}, "invalid_value", "by", "1 to 256 bytes"),
        ({"by": 7}, "wrong_type", "by", "text"),
        ({"by": "\ud83d"}, "invalid_utf8", "by", "surrogate"),
        ({"agreed": 1}, "wrong_type", "agreed", "true or false"),
        ({"amount": (-1, "EUR")}, "negative_money", "amount.minor", "negative"),
        ({"amount": (10**400, "EUR")}, "invalid_value", "amount.minor", "digits"),
        ({"amount": (1.5, "EUR")}, "wrong_type", "amount.minor", "whole number"),
        ({"amount": (1, "euro")}, "invalid_currency", "amount.currency", "`EUR`"),
        ({"amount": 5}, "wrong_type", "amount", "(12000, \"EUR\")"),
        ({"amount": {"minor": 1}}, "missing_field", "amount", "`currency`"),
        ({"expected_version": -1}, "invalid_value", "expected_version", "negative"),
        ({"expected_version": 10**400}, "invalid_value", "expected_version", "digits"),
        ({"expected_version": "2"}, "wrong_type", "expected_version", "whole number"),
        ({"id": ""}, "invalid_value", "id", "1 to 256 bytes"),
        ({"naive": "Europe/Pari"}, "unknown_tz", "naive", "`Europe/Paris`"),
        ({"engine": "house"}, "wrong_type", "engine", "tactful.Engine"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(engine, fields, code, path, says):
    case = opened()
    given = {"engine": engine, "kind": "apologise", "at": after(1), "by": "anna", "role": "direct", **fields}
    error = refused(lambda: case.act(**given), tf.InvalidInputError)
    assert (error.code, error.path) == (code, path) and says in error.message
    assert not error.message[0].isupper() and case.version == 1


def test_openings_that_cannot_be_read():
    for fields, code, path in (
        ({"at": dt.datetime(2026, 11, 21, 9, 30)}, "naive_time", "at"),
        ({"role": "robot"}, "invalid_value", "role"),
        ({"event_id": ""}, "invalid_value", "event_id"),
        ({"customer": 17}, "wrong_type", "customer"),
    ):
        error = refused(lambda fields=fields: opened(**fields), tf.InvalidInputError)
        assert (error.code, error.path) == (code, path)
    for wrong in ("", "x" * 257, None, 5, "\ud83d"):
        error = refused(
            lambda wrong=wrong: tf.Case.open(wrong, at=NOW, by="a", role="direct"), tf.InvalidInputError
        )
        assert error.path == "id"
    assert opened(at="2026-11-21 09:30", naive="Europe/Paris").events[0].at == NOW
    assert opened(event_id="first").events[0].id == "first"
    with pytest.raises(TypeError):
        opened(costumer="c-1")
    with pytest.raises(TypeError):
        tf.Case()


def test_ids_that_are_taken_are_passed_over(engine):
    case = opened(event_id="e-2")
    case.act(engine, "apologise", at=NOW, by="anna", role="direct")
    case.act(engine, "listen", at=NOW, by="anna", role="direct", id="e-4")
    case.act(engine, "acknowledge", at=NOW, by="anna", role="direct")
    assert [event.id for event in case.events] == ["e-2", "e-3", "e-4", "e-5"]


def test_events_keep_every_field(engine):
    case = led(engine, 6)
    split = {"at": after(60), "by": "anna", "role": "direct", "part": "battery"}
    case.act(engine, "split", **split)
    case.act(engine, "hand_over", at=after(61), by="anna", role="direct", to="ben", sales_stake=False)
    case.act(
        engine, "grant", at=after(62), by="ben", role="manager", power="caring_service", amount=(0, "CNY"),
        core_moment=True, saved=True, recorded_at=after(70), contact="call-1",
    )  # fmt: skip
    case.act(engine, "report", at=after(63), by="ben", role="manager", grant=case.grants[0].id)
    case.act(engine, "lapse", at=after(64), by="ben", role="manager", conduct="calm")
    case.act(
        engine,
        "note",
        at=after(65),
        by="\u674e\u96f7",
        role="by_chance",
        what="\u7535\u6c60\uff0c\u5df2\u6362",
    )
    assert case.warnings == ("owner_without_stake", "conduct_lapse")
    assert [part.part for part in case.parts] == [None, "battery"]
    over, grant, report, lapse, note = case.events[-5:]
    assert (over.to, over.sales_stake) == ("ben", False)
    assert (grant.core_moment, grant.saved, grant.contact) == (True, True, "call-1")
    assert grant.recorded_at == after(70) and grant.amount == (0, "CNY")
    assert (report.grant, lapse.conduct, note.what) == (grant.id, "calm", "\u7535\u6c60\uff0c\u5df2\u6362")
    assert over.case is None and over.agreed is False and over.remedies == () and over.word is None
    again = tf.Case.replay("k-1", [event.to_dict() for event in case.events])
    assert again == case and again.events == case.events
    assert tf.Case.replay("k-1", case.events) == case == tf.Case.from_dict(case.to_dict())
    for event in case.events:
        assert pickle.loads(pickle.dumps(event)) == event and copy.deepcopy(event) is event
    said = tf.call({"op": "complaint.replay", **case.to_dict()})
    assert (said["version"], said["status"], said["warnings"]) == (
        case.version,
        case.status,
        list(case.warnings),
    )
    assert [part["missing"] for part in said["parts"]] == [list(part.missing) for part in case.parts]
    next_acts = [(act["part"], act["kind"], act["by"], act["due"]) for act in said["next_acts"]]
    assert next_acts == [(a.part, a.kind, list(a.by), a.due) for a in case.next_acts(engine)]


def test_logs_that_are_no_case(engine):
    case = led(engine, 3)
    events = list(case.events)
    for log, code, path in (
        ([], "unknown_case", "events"),
        (events[1:], "unknown_case", "events[0]"),
        ([events[0], events[2]], "apology_first", "events[1]"),
        ([*events, events[0]], "event_out_of_order", "events[4]"),
        ([events[0], {**events[1].to_dict(), "hello": 1}], "unknown_field", "events[1].hello"),
        ([events[0], 5], "wrong_type", "events[1]"),
        ("events", "wrong_type", "events"),
    ):
        error = refused(lambda log=log: tf.Case.replay("k-1", log), tf.InvalidInputError)
        assert (error.code, error.path) == (code, path)
    for table, code in (
        ({"case": "k-1"}, "missing_field"), ({"events": events}, "missing_field"),
        ({"case": "k-1", "events": events, "x": 1}, "unknown_field"), ([], "wrong_type"),
    ):  # fmt: skip
        assert refused(lambda table=table: tf.Case.from_dict(table), tf.InvalidInputError).code == code


def test_a_case_goes_on_and_its_copies_go_their_own_ways(engine):
    case = led(engine, 2)
    twins = [copy.copy(case), copy.deepcopy([case])[0], pickle.loads(pickle.dumps(case))]
    assert all(twin == case and twin is not case for twin in twins)
    case.act(engine, "acknowledge", at=after(9), by="anna", role="direct")
    assert all(twin != case and twin.version == 3 for twin in twins)
    assert repr(case) == '<tactful.Case "k-1": open, version 4>'
    with pytest.raises(TypeError):
        hash(case)
    with pytest.raises(AttributeError):
        case.status = "closed"


def test_one_log_feeds_both(engine):
    """C1: an open case holds every ask; its closing lets them go on in their time."""
    facts = [
        tf.delivered("2026-10-01T10:00:00+02:00", order="o-9", id="f-1"),
        tf.consent_given("2026-01-01T00:00:00Z", id="f-2"),
    ]
    customer = tf.Customer("c-17", timezone="Europe/Paris", history_since="2020-01-01T00:00:00Z", facts=facts)

    def holds(case, now):
        told = engine.decide(customer.with_facts(case.facts()), "ask-review", "email", now)
        return told.verdict == "hold" and any(
            block.clears_with == "complaint_closed" for block in told.blocks
        )

    case = led(engine, 3)
    assert {fact.kind for fact in case.facts()} == {"complaint_opened", "contact"}
    assert all(fact.case == "k-1" and fact.order == "o-17" for fact in case.facts())
    assert holds(case, after(60))
    for place, (kind, fields) in enumerate(ROAD[3:]):
        case.act(engine, kind, at=after(60 + place), by="anna", role="direct", **fields)
    assert not holds(case, after(90))
    assert "commitment_kept" in {fact.kind for fact in case.facts()}
    again = customer.with_facts(case.facts()).with_facts(case.facts())  # told twice, counted once
    assert (
        engine.decide(again, "ask-review", "email", after(90)).verdict
        == engine.decide(customer.with_facts(case.facts()), "ask-review", "email", after(90)).verdict
    )


def test_threads_that_read_the_same_version_do_not_both_act(engine):
    case = led(engine, 2)

    def act(number):
        try:
            return case.act(
                engine,
                "note",
                at=after(60),
                by=f"t-{number}",
                role="direct",
                id=f"n-{number}",
                expected_version=3,
            )
        except tf.Refused as said:
            assert said.code == "case_conflict"
            return None

    with ThreadPoolExecutor(8) as pool:
        assert [won for won in pool.map(act, range(40)) if won] == [4]
        versions = list(
            pool.map(lambda n: case.act(engine, "note", at=after(61), by="a", role="direct"), range(200))
        )
        list(pool.map(lambda n: (case.parts, case.facts(), case == copy.copy(case), repr(case)), range(50)))
    assert sorted(versions) == list(range(5, 205)) and case.version == 204
    assert len({event.id for event in case.events}) == 204


def test_long_logs(engine):
    case = opened()
    for _ in range(700):
        case.act(engine, "note", at=NOW, by="a", role="direct")
    assert tf.Case.replay("k-1", case.events) == case and len(engine.clocks(case, NOW).readings) > 3
    assert (
        len(engine.clocks([{"event": "reply", "at": NOW, "order": n} for n in range(700)], NOW).readings) > 3
    )


def test_the_light_state_goes_the_same_road(engine):
    case = opened()
    state = tf.CaseState(engine).after(tf.Move("opened", "system"))
    assert state == case.state(engine) and hash(state) == hash(case.state(engine))
    for place, (kind, fields) in enumerate(ROAD):
        names = ("cause", "liability", "agreed", "remedies", "word", "ending")
        carried = {name: value for name, value in fields.items() if name in names}
        move = tf.Move(kind, "direct", complete=kind == "commit", **carried)
        assert state.may(move) and state.guard(move) is None
        earlier, state = state, state.after(move)
        case.act(engine, kind, at=after(place + 1), by="anna", role="direct", **fields)
        assert state == case.state(engine) != earlier
        assert (state.status, state.stage, state.ending) == (case.status, case.stage, case.ending)
        assert state.parts == case.parts and state.next_acts() == case.next_acts(engine)
    assert state.closed and (state.attempts, state.hand_overs, state.reopenings) == (0, 0, 0)
    assert repr(state) == "<tactful.CaseState: closed, closing, satisfied>"
    said = refused(lambda: state.after(tf.Move("listen", "direct")))
    assert (said.code, said.rule) == ("case_is_closed", "C1")
    assert refused(lambda: state.guard(tf.Move("listen", "direct"))).code == "case_is_closed"
    assert copy.copy(state) is state and copy.deepcopy(state) is state
    with pytest.raises(TypeError, match="pickle the Case"):
        pickle.dumps(state)


def test_moves_are_plain_and_strict(engine):
    move = tf.Move(
        "negotiate", "manager", part=1, cause="own_mistake", liability="denied", remedies=["parts", "teaching"],
        agreed=True, complete=True, word="patient", wait="others", ending="outside", conduct="care",
        power="caring_service",
    )  # fmt: skip
    assert eval(repr(move), {"tactful": tf}) == move == pickle.loads(pickle.dumps(move))
    assert hash(move) == hash(tf.Move(**move.to_dict())) and (move.kind, move.role) == (
        "negotiate",
        "manager",
    )
    assert move != tf.Move("negotiate", "manager")
    for call, path, says in (
        (lambda: tf.Move("lisen", "direct"), "kind", "`listen`"),
        (lambda: tf.Move("listen", "direkt"), "role", "`direct`"),
        (lambda: tf.Move("listen", "direct", part=256), "part", "0 to 255"),
        (lambda: tf.Move("listen", "direct", part=-1), "part", "0 to 255"),
        (lambda: tf.Move("listen", "direct", part=10**400), "part", "digits"),
        (lambda: tf.CaseState(engine).after("listen"), "step", "tactful.Move"),
        (lambda: tf.CaseState("house"), "engine", "tactful.Engine"),
    ):
        error = refused(call, tf.InvalidInputError)
        assert error.path == path and says in error.message
    two = tf.CaseState(engine).after(tf.Move("opened", "direct"))
    assert refused(lambda: two.after(tf.Move("listen", "direct", part=1))).code == "unknown_part"
    assert refused(lambda: tf.CaseState(engine).after(tf.Move("listen", "direct"))).code == "unknown_case"
    for kind in ("apologise", "listen", "split"):
        two = two.after(tf.Move(kind, "direct"))
    assert [part.part for part in two.parts] == [None, "1"]


def test_clocks(engine):
    log = [{"event": "received", "at": "2026-06-01T09:00:00Z", "priority": "normal"}]
    clocks = engine.clocks(log, dt.datetime(2026, 6, 1, 12, tzinfo=PARIS))
    running = {one.clock: one for one in clocks.readings if one.state == "running"}
    assert set(running) == {"first-response", "resolution"}
    first = running["first-response"]
    assert (
        first.due_at == dt.datetime(2026, 6, 1, 13, tzinfo=dt.timezone.utc) and first.due_at.tzinfo is PARIS
    )
    assert (first.breached, first.met_at, first.part, first.kind) == (False, None, None, "internal")
    assert first.remaining_seconds == 3 * 3600 and first.counted_seconds == 3600
    assert clocks.revisit_at == min(one.revisit_at for one in running.values() if one.revisit_at)
    said = tf.call(
        {"op": "complaint.clocks", "policy": engine.policy.text, "events": log, "now": "2026-06-01T10:00:00Z"}
    )
    assert [one["state"] for one in said["clocks"]] == [one.state for one in clocks.readings]
    assert [one["counted_seconds"] for one in said["clocks"]] == [
        one.counted_seconds for one in clocks.readings
    ]
    twin = pickle.loads(pickle.dumps(clocks))
    assert twin == clocks and twin.readings[2].due_at == clocks.readings[2].due_at
    case = opened(at="2026-06-01T09:00:00Z", priority="normal")
    of_case = {one.clock: one for one in engine.clocks(case, "2026-06-01T10:00:00Z").readings}
    assert of_case["first-response"].due_at == first.due_at and of_case["resolution"].state == "running"
    case.act(engine, "apologise", at="2026-06-01T10:00:00Z", by="anna", role="direct", channel="phone")
    case.act(engine, "listen", at="2026-06-01T10:00:00Z", by="anna", role="direct")
    case.act(engine, "split", at="2026-06-01T11:00:00Z", by="anna", role="direct", part="battery")
    of_case = {one.clock: one for one in engine.clocks(case, "2026-06-01T12:00:00Z").readings}
    assert (of_case["first-response"].state, of_case["first-response"].breached) == ("met", False)
    late = engine.clocks(log, "2026-06-05T10:00:00Z", tf.Customer("c", timezone="Europe/Paris"))
    assert {one.clock for one in late.readings if one.breached} == {"first-response"}
    for log, path, says in (
        ([{"event": "recieved", "at": NOW}], "case[0].event", "`received`"),
        ([{"event": "received"}], "case[0]", "`at`"),
        ([{"event": "received", "at": dt.datetime(2026, 1, 1)}], "case[0].at", "naive="),
        ([{"event": "received", "at": NOW, "order": -1}], "case[0].order", "whole number"),
        ([{"event": "received", "at": NOW, "part": ""}], "case[0].part", "1 to 256"),
        ([5], "case[0]", "dict"),
        ("log", "case", "list"),
    ):
        error = refused(lambda log=log: engine.clocks(log, NOW), tf.InvalidInputError)
        assert error.path == path and says in error.message


def test_cases_across_time(engine):
    one, two = led(engine, 5), tf.Case.open("k-2", at=NOW, by="web", role="system", customer="c-18")
    one.act(engine, "wait", at=after(60), by="anna", role="direct", wait="customer")
    one.act(engine, "message", at=after(120), by="c-17", role="customer", channel="email")
    chart = tf.gantt([one, two], engine, now=NOW + dt.timedelta(days=3))
    values = chart.to_dict()["data"]["values"]
    assert {row["group"] for row in values} == {"c-17", "c-18"}
    # five acts within minutes are drawn as one
    (acts,) = [row for row in values if row["what"] == "acts"]
    assert acts["number"] == "1\u20135" and acts["act"].count(",") == 4
    (wait,) = (row for row in values if row.get("state") == "waits for the customer")
    assert (wait["from"], wait["until"]) == (
        "2026-11-21T10:30:00Z",
        "2026-11-21T11:30:00Z",
    )  # on the clock of now
    assert {"k-1", "k-2"} < {row["line"] for row in values}
    by_team = tf.gantt(
        iter([one, two]), engine, NOW + dt.timedelta(days=3), by="team", teams={"k-1": "north"}, language="zh"
    )
    assert "north" in {row["group"] for row in by_team.to_dict()["data"]["values"]}
    assert by_team != chart and pickle.loads(pickle.dumps(chart)) == chart and "complaints" in repr(chart)
    assert tf.gantt([led(engine)], engine, after(90)).to_dict() != chart.to_dict()
    assert tf.gantt([one], engine, "2026-11-24 09:30", naive="Europe/Paris").to_dict()["data"]["values"]
    earlier = tf.gantt([one], engine, after(2))
    drawn = [row["number"] for row in earlier.to_dict()["data"]["values"] if row["what"] == "acts"]
    assert drawn == ["1,2"]
    for call, code, path in (
        (lambda: tf.gantt([one, 5], engine, NOW), "wrong_type", "cases[1]"),
        (lambda: tf.gantt(5, engine, NOW), "wrong_type", "cases"),
        (lambda: tf.gantt([one], "house", NOW), "wrong_type", "engine"),
        (lambda: tf.gantt([one], engine, dt.datetime(2026, 1, 1)), "naive_time", "now"),
        (lambda: tf.gantt([one], engine, NOW, by="owner"), "invalid_value", "by"),
        (lambda: tf.gantt([one], engine, NOW, teams=5), "wrong_type", "teams"),
        (lambda: tf.gantt([one, one], engine, NOW), "duplicate_id", ""),
    ):
        error = refused(call, tf.InvalidInputError)
        assert error.code == code and error.path.startswith(path)
