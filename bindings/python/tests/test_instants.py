"""Instants in and out: any aware datetime, the caller's zone, no guesses."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
import tactful as tf
from conftest import NOW, PARIS, UTC

LONDON = zoneinfo.ZoneInfo("Europe/London")


def taken(at, **more):
    return tf.delivered(at, **more).at


def refused(code, path, call, *arguments, **named):
    with pytest.raises(tf.InvalidInputError) as caught:
        call(*arguments, **named)
    assert (caught.value.code, caught.value.path) == (code, path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        (dt.datetime(1970, 1, 1, tzinfo=UTC), 0),
        (dt.datetime(2026, 11, 21, 9, 30, 0, 999_999, tzinfo=PARIS), 1_795_249_800),
        (dt.datetime(1969, 12, 31, 23, 59, 58, 1, tzinfo=UTC), -2),  # floored, not cut
        (dt.datetime(1900, 1, 1, 0, 9, 21, tzinfo=PARIS), -2_208_988_800),
        (dt.datetime(1, 1, 1, tzinfo=UTC), -62_135_596_800),
        (dt.datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), 253_402_300_799),
        (dt.datetime(2026, 10, 25, 2, 30, tzinfo=PARIS), 1_792_888_200),
        (dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS), 1_792_891_800),
        (dt.datetime(2026, 11, 21, 12, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=45))), 1_795_241_700),
        ("2026-11-21T09:30:00.999+01:00", 1_795_249_800),
        ("1969-12-31T23:59:58.5Z", -2),
    ],
)
def test_instants_in(at, seconds):
    assert taken(at) == dt.datetime(1970, 1, 1, tzinfo=UTC) + dt.timedelta(seconds=seconds)
    assert taken(at).tzinfo is UTC


def test_flooring_is_exact_over_all_the_years():
    epoch = dt.datetime(1970, 1, 1, tzinfo=UTC)
    for year in range(1, 10_000, 7):
        for microsecond in (0, 1, 499_999, 500_000, 999_999):
            at = dt.datetime(year, 7, 3, 23, 59, 59, microsecond, tzinfo=UTC)
            assert taken(at) == at.replace(microsecond=0)
            near = epoch + dt.timedelta(seconds=8_000_000_000 + year % 3 - 1, microseconds=microsecond)
            assert taken(near) == near.replace(microsecond=0)


def test_subclasses_and_odd_zones():
    class Stamp(dt.datetime):
        def __sub__(self, other):
            return NotImplemented

    class Solar(dt.tzinfo):
        def utcoffset(self, at):
            return dt.timedelta(minutes=9, seconds=21)

        def dst(self, at):
            return None

        def tzname(self, at):
            return "LMT"

    assert taken(Stamp(2026, 11, 21, 9, 30, tzinfo=PARIS)) == NOW
    assert taken(dt.datetime(2026, 11, 21, 8, 39, 21, tzinfo=Solar())) == NOW


def test_what_a_tzinfo_raises_goes_on():
    class Broken(dt.tzinfo):
        def utcoffset(self, at):
            raise RuntimeError("no offset today")

    with pytest.raises(RuntimeError, match="no offset today"):
        taken(dt.datetime(2026, 1, 1, tzinfo=Broken()))
    with pytest.raises(RuntimeError, match="no offset today"):
        tf.Engine().decide(tf.Customer(), "check-in", "email", dt.datetime(2026, 1, 1, tzinfo=Broken()))


def test_naive_ones_are_refused_unless_named(engine, customer):
    naive = dt.datetime(2026, 11, 21, 9, 30)
    message = refused("naive_time", "now", engine.decide, customer, "check-in", "email", naive)
    assert 'naive="Europe/Paris"' in message
    refused("naive_time", "now", engine.decide_all, customer, naive)
    refused("naive_time", "now", engine.agenda, customer, naive, 7)
    refused("naive_time", "as_of", engine.fold, customer, naive)
    refused("naive_time", "at", taken, "2026-11-21T09:30:00")
    refused("naive_time", "until", tf.suppressed, NOW, until="2026-11-21 09:30")
    refused("naive_time", "recorded_at", tf.suppressed, NOW, recorded_at=naive)
    refused("naive_time", "history_since", tf.Customer, history_since=naive)
    refused("naive_time", "history_since", tf.Customer, history_since={"web": naive})
    refused("naive_time", "facts[0].at", tf.Customer, facts=[{"kind": "note", "at": naive}])
    refused("naive_time", "at", tf.planned, naive, reason="x", channel="y")
    refused("naive_time", "planned[0].at", engine.decide, customer, "check-in", "email", NOW,
            planned=[{"at": naive, "reason": "useful-tip", "channel": "email"}])  # fmt: skip
    refused("naive_time", "known_at", engine.decide, customer, "check-in", "email", NOW, known_at=naive)
    for zone in ("Europe/Paris", PARIS):
        named = engine.decide(customer, "check-in", "email", naive, naive=zone)
        assert named == engine.decide(customer, "check-in", "email", NOW)
        assert taken(naive, naive=zone) == NOW
        facts = [{"kind": "note", "at": naive}]
        assert tf.Customer(facts=facts, naive=zone).facts[0].at == NOW
        assert tf.Customer().with_facts(facts, naive=zone).facts[0].at == NOW
        assert tf.Customer(history_since={"web": naive}, naive=zone).history_since == NOW
    refused("unknown_tz", "naive", taken, naive, naive="Europe/Pari")
    refused("wrong_type", "naive", taken, naive, naive=dt.timezone(dt.timedelta(hours=1)))
    assert taken(naive, naive=UTC) == naive.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "hour", "minute"),
    [
        (dt.datetime(2026, 3, 29, 1, 30), 1, 30),  # skipped in London: 02:30 summer time
        ("2026-03-29 01:30", 1, 30),
        (dt.datetime(2026, 10, 25, 1, 30), 0, 30),  # shown twice: the first
        ("2026-10-25T01:30:00", 0, 30),
        (dt.datetime(2026, 10, 25, 1, 30, fold=1), 1, 30),  # the second, if the datetime says so
        (dt.datetime(2026, 7, 1, 12, 0, 0, 999_999), 11, 0),
        ("2026-07-01 12:00:00.9", 11, 0),
    ],
)
def test_gaps_and_folds_of_a_named_zone(at, hour, minute):
    found = taken(at, naive="Europe/London")
    assert (found.hour, found.minute, found.second) == (hour, minute, 0)


def test_named_zones_hold_for_naive_ones_alone():
    assert taken(NOW, naive="Asia/Tokyo") == NOW
    assert taken("2026-11-21T09:30:00+01:00", naive="Asia/Tokyo") == NOW


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (dt.date(2026, 11, 21), "wrong_type"),
        (1_795_249_800, "wrong_type"),
        (1.5, "wrong_type"),
        (None, "missing_field"),
        (b"2026-11-21T09:30:00Z", "wrong_type"),
        ("", "invalid_time"),
        ("soon", "invalid_time"),
        ("2026-02-30T00:00:00Z", "invalid_time"),
        ("2026-06-30T23:59:60Z", "invalid_time"),
        ("half \ud83d", "invalid_utf8"),
        (dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=14))), "out_of_range"),
        (dt.datetime(9999, 12, 31, 23, tzinfo=dt.timezone(dt.timedelta(hours=-12))), "out_of_range"),
    ],
)
@pytest.mark.parametrize("naive", [None, "Europe/Paris"])
def test_what_is_no_instant(at, code, naive):
    path = "" if at is None else "at"
    refused(code, path, taken, at, naive=naive)


def test_a_missing_value_of_data_frames():
    class Missing(dt.datetime):
        __hash__ = None

        def __eq__(self, other):
            return False

        def __ne__(self, other):
            return True

    refused("invalid_time", "at", taken, Missing(2026, 1, 1))


def test_answers_come_in_the_zone_of_now(engine, customer):
    def first(now, who=customer):
        return engine.decide(who, "check-in", "phone", now).allowed_from

    sunday = dt.datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
    tokyo = zoneinfo.ZoneInfo("Asia/Tokyo")
    fixed = dt.timezone(dt.timedelta(hours=-3), "here")
    for tzinfo in (UTC, PARIS, tokyo, fixed):
        found = first(sunday.astimezone(tzinfo))
        assert found.tzinfo is tzinfo
        assert found == dt.datetime(2026, 11, 23, 9, tzinfo=PARIS)
    # text carries no zone, only an offset: the customer's clock
    assert first(sunday.isoformat()).tzinfo is PARIS
    nowhere = tf.Customer("c", facts=customer.facts)
    assert (
        str(first(sunday.isoformat(), nowhere).tzinfo) == "Europe/London"
    )  # the first of the policy's candidates
    strict = tf.Customer("c", timezones=["Asia/Tokyo", "Europe/Paris"], facts=customer.facts)
    assert first(sunday.isoformat(), strict).tzinfo is tokyo


def test_the_ends_of_the_calendar(engine):
    early = dt.datetime(1, 1, 1, 6, tzinfo=UTC)
    late = dt.datetime(9999, 12, 31, 20, tzinfo=UTC)
    new_york = zoneinfo.ZoneInfo("America/New_York")
    bare = tf.Customer("c", timezone="Asia/Tokyo")
    for now in (early, late, early.astimezone(new_york), late.astimezone(new_york)):
        decision = engine.decide(bare, "check-in", "email", now)
        assert decision.now == now and decision.revisit_at is None or decision.revisit_at > now
        engine.decide_all(bare, now).to_dict()
        assert decision.html("zh") and engine.agenda(bare, now, 3660).chart().to_dict()
    # Tokyo's clock has left the calendar already: the instant is told in UTC
    assert engine.decide(bare, "check-in", "email", late.isoformat()).now.tzinfo is UTC


def test_other_libraries_datetimes():
    pandas = pytest.importorskip("pandas")
    assert taken(pandas.Timestamp("2026-11-21T09:30:00.999999999", tz="Europe/Paris")) == NOW
    refused("naive_time", "at", taken, pandas.Timestamp("2026-11-21T09:30:00"))
    refused("invalid_time", "at", taken, pandas.NaT)
