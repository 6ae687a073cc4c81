"""Calendars: every vector of the JSON door, dates and timedeltas, the zone of what was given."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
import tactful as tf
from conftest import PARIS, UTC, vectors

OPS = [f"calendar.{name}" for name in (
    "validate", "is_open", "next_open", "prev_open_end", "elapsed", "add", "sub", "add_days", "date_add",
    "days_between", "is_business_day",
)]  # fmt: skip
NAMES = {"seconds": "open_time", "from": "start", "to": "end", "from_date": "start", "to_date": "end"}


def typed(vector):
    request = dict(vector["request"])
    written = dict(request.pop("calendar"))
    tz = written.pop("tz") if "tz" in written else written.pop("timezone")
    calendar = tf.Calendar(tz, **written)
    name = vector["op"].removeprefix("calendar.")
    arguments = {NAMES.get(key, key): value for key, value in request.items()}
    if name == "validate":
        return {"ok": True}, calendar.warnings
    answer = getattr(calendar, name)(**arguments)
    given = [
        value
        for key, value in request.items()
        if key in ("at", "start", "from", "to", "date", "from_date", "to_date")
    ]
    reach = [*given, answer][:2] if isinstance(answer, dt.date) else [*given, *given][:2]
    warned = calendar.warnings_between(*reach)
    if isinstance(answer, bool):
        return {"open" if name == "is_open" else "business_day": answer}, warned
    if isinstance(answer, dt.datetime):
        return {"instant": answer.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)}, warned
    if isinstance(answer, dt.date):
        return {"date": answer.isoformat()}, warned
    if isinstance(answer, dt.timedelta):
        return {"seconds": answer.days * 86_400 + answer.seconds}, warned
    return {"days": answer}, warned


@pytest.mark.parametrize("vector", vectors(*OPS))
def test_every_vector(vector):
    try:
        wanted = tf.call({"op": vector["op"], **vector["request"]})
    except tf.TactfulError as refusal:
        with pytest.raises((tf.InvalidInputError, TypeError)) as caught:
            typed(vector)
        if isinstance(caught.value, TypeError):  # a keyword that does not exist, or one that is missing
            assert refusal.code in ("unknown_field", "missing_field", "wrong_type")
        else:
            assert caught.value.code == refusal.code
            path = refusal.path.removeprefix("calendar.").removeprefix("calendar")
            assert caught.value.path in (path, NAMES.get(path, path))
    else:
        warned = tuple(wanted.pop("warnings", ()))
        assert typed(vector) == (wanted, warned)


@pytest.fixture(scope="module")
def office():
    week = {
        day: [(dt.time(9), dt.time(12, 30)), "13:30-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")
    }
    return tf.Calendar(
        PARIS,
        weekly=week,
        holidays={dt.date(2026, 12, 25)},
        overrides={dt.date(2026, 12, 24): [["09:00", "12:00"]]},
        valid=(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    )


def test_python_types(office):
    friday = dt.datetime(2026, 11, 20, 17, tzinfo=PARIS)
    assert office.add(friday, dt.timedelta(hours=2)) == office.add(friday, 7200)
    assert office.add(friday, dt.timedelta(hours=1)).hour == 18
    assert office.add(friday, dt.timedelta(hours=1), snap="start").isoformat() == "2026-11-23T09:00:00+01:00"
    assert office.sub(friday, dt.timedelta(hours=4)).hour == 12
    assert office.elapsed(friday, dt.datetime(2026, 11, 23, 10, tzinfo=PARIS)) == dt.timedelta(hours=2)
    assert office.elapsed(dt.datetime(2026, 11, 23, 10, tzinfo=PARIS), friday) == -dt.timedelta(hours=2)
    assert office.add_days(friday, 1, result="close").isoformat() == "2026-11-23T18:00:00+01:00"
    assert office.date_add(dt.date(2026, 12, 24), 1) == dt.date(2026, 12, 28)
    assert office.days_between("2026-12-21", dt.date(2026, 12, 28)) == 4
    assert office.is_business_day("2026-12-24") and not office.is_business_day(dt.date(2026, 12, 25))
    assert office.warnings == ()
    assert office.warnings_between(dt.date(2026, 1, 1), "2027-01-01") == ("beyond_holidays", "calendar_ends")
    assert office.tz == "Europe/Paris"


def test_the_zone_of_what_was_given(office):
    tokyo = zoneinfo.ZoneInfo("Asia/Tokyo")
    saturday = dt.datetime(2026, 11, 21, 12, tzinfo=tokyo)
    assert office.next_open(saturday).tzinfo is tokyo
    assert office.next_open(saturday.isoformat()).tzinfo is PARIS
    assert office.prev_open_end("2026-11-21 12:00", naive="Asia/Tokyo") == office.prev_open_end(saturday)
    assert office.next_open(dt.datetime(2026, 11, 21, 12), naive=tokyo) == office.next_open(saturday)


def test_as_a_dict(office):
    table = office.to_dict()
    assert tf.call({"op": "calendar.is_open", "calendar": table, "at": "2026-11-20T10:00:00Z"})["open"]
    assert tf.Calendar(**table) == office
