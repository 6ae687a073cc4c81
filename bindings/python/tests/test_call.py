"""tactful.call: a dict in, a dict out, and every refusal with its code and place."""

from __future__ import annotations

import copy
import datetime as dt
import enum
import pickle
import re
import subprocess
import sys
import threading
import zoneinfo
from concurrent.futures import ThreadPoolExecutor

import pytest
import tactful

OFFICE = {"tz": "Europe/Paris", "weekly": {"fri": [["09:00", "17:00"]], "mon": [["09:00", "17:00"]]}}
UTC = dt.timezone.utc


def is_open(at):
    return tactful.call({"op": "calendar.is_open", "calendar": OFFICE, "at": at})["open"]


def refused(request):
    with pytest.raises(tactful.TactfulError) as caught:
        tactful.call(request)
    return caught.value


def test_an_answer():
    # Friday 16:00 and two open hours: one on Friday, one on Monday
    request = {
        "op": "calendar.add",
        "calendar": OFFICE,
        "start": "2026-11-20T16:00:00+01:00",
        "seconds": 7200,
    }
    before = copy.deepcopy(request)
    assert tactful.call(request)["instant"] == "2026-11-23T09:00:00Z"
    assert request == before


def test_a_contact_window():
    answer = tactful.call(
        {
            "op": "contact.window",
            "tz": "Europe/Paris",
            "quiet": [("20:00", "09:00")],
            "now": dt.datetime(2026, 11, 21, 22, 15, tzinfo=zoneinfo.ZoneInfo("Europe/Paris")),
        }
    )
    assert answer["decision"] == "wait"
    assert answer["next"] == "2026-11-22T08:00:00Z"
    assert answer["reasons"] == ["quiet_hours"]


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-20T16:59:59+01:00",
        dt.datetime(2026, 11, 20, 15, 59, 59, 999_999, tzinfo=UTC),  # floored, not rounded to closing time
        dt.datetime(2026, 11, 20, 16, 59, 59, tzinfo=zoneinfo.ZoneInfo("Europe/Paris")),
        dt.datetime(2026, 11, 20, 21, 29, 59, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
    ],
)
def test_aware_datetimes_are_instants(at):
    assert is_open(at) is True


def test_offsets_with_seconds_are_instants():
    # mean solar time, as zones of the 19th century have it
    solar = dt.timezone(dt.timedelta(minutes=9, seconds=21))
    assert is_open(dt.datetime(2026, 11, 20, 16, 9, 20, tzinfo=solar)) is True
    assert is_open(dt.datetime(2026, 11, 20, 16, 9, 21, tzinfo=solar)) is False


def test_dates_tuples_and_numbers_of_other_kinds():
    class Seconds(enum.IntEnum):
        HOUR = 3600

    class Foreign:
        def __index__(self):
            return 3600

    calendar = {**OFFICE, "holidays": (dt.date(2026, 11, 23),)}
    for seconds in (3600, Seconds.HOUR, Foreign()):
        request = {
            "op": "calendar.add",
            "calendar": calendar,
            "start": "2026-11-20T16:30:00+01:00",
            "seconds": seconds,
        }
        assert tactful.call(request)["instant"] == "2026-11-27T08:30:00Z"


def test_a_naive_datetime_is_refused():
    for at in (dt.datetime(2026, 11, 20, 10), "2026-11-20T10:00:00"):
        error = refused({"op": "calendar.is_open", "calendar": OFFICE, "at": at})
        assert (error.code, error.path) == ("naive_time", "at")


def test_a_missing_time_is_refused():
    class Missing(dt.datetime):  # like the missing value of data frames
        __hash__ = None

        def __eq__(self, other):
            return False

        def __ne__(self, other):
            return True

    error = refused({"op": "calendar.is_open", "calendar": OFFICE, "at": Missing(1, 1, 1)})
    assert (error.code, error.path) == ("invalid_time", "at")


def test_instants_beyond_the_years():
    late = dt.datetime(9999, 12, 31, 23, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    assert refused({"op": "calendar.is_open", "calendar": OFFICE, "at": late}).code == "out_of_range"


def test_every_attribute_of_a_refusal():
    calendar = {"tz": "Europe/Paris", "weekly": {"mon": [["17:00", "09:00"]]}}
    error = refused({"op": "calendar.is_open", "calendar": calendar, "at": "2026-11-20T10:00:00Z"})
    assert type(error) is tactful.InvalidInputError
    assert isinstance(error, ValueError)
    assert error.code == "invalid_interval"
    assert error.path.startswith("calendar.weekly.mon")
    assert error.message and error.message in str(error)
    assert error.path in str(error)
    assert isinstance(error.line, int) and isinstance(error.column, int)


def test_line_and_column_are_shown_where_they_are_known():
    error = tactful.TactfulError("unknown_field", "no such field", "rules.x", 3, 14)
    assert (error.line, error.column) == (3, 14)
    assert str(error) == "no such field (at `rules.x`) (line 3, column 14)"
    assert (
        str(tactful.TactfulError("unknown_op", "no such operation", "op", 1, 8))
        == "no such operation (at `op`)"
    )
    assert str(tactful.TactfulError("unknown_op", "no such operation")) == "no such operation"


def test_errors_survive_pickling():
    error = refused({"op": "calendar.fly"})
    twin = pickle.loads(pickle.dumps(error))
    assert type(twin) is type(error)
    assert (twin.code, twin.message, twin.path) == (error.code, error.message, error.path)


@pytest.mark.parametrize(
    ("request_", "code", "path"),
    [
        ({"op": "calendar.fly"}, "unknown_op", "op"),
        ({}, "missing_field", ""),
        ({"op": "x", "y": float("nan")}, "invalid_document", "y"),
        ({"op": "x", "y": [1.0, {"z": float("-inf")}]}, "invalid_document", "y[1].z"),
        ({"op": "x", "y": "half \ud83d"}, "invalid_document", "y"),
        ({"op": "x", "\udfff": 1}, "invalid_document", ""),
        ({"op": "x", 7: 1}, "wrong_type", ""),
        ({"op": "x", "y": {None: 1}}, "wrong_type", "y"),
        ({"op": "x", "y": b"bytes"}, "wrong_type", "y"),
        ({"op": "x", "y": {1, 2}}, "wrong_type", "y"),
        ({"op": "x", "y": dt.time(9)}, "wrong_type", "y"),
        ({"op": "x", "y": 10**6000}, "invalid_value", "y"),
        ([], "wrong_type", ""),
        ("{}", "wrong_type", ""),
        (None, "wrong_type", ""),
    ],
)
def test_what_has_no_form_in_json(request_, code, path):
    error = refused(request_)
    assert type(error) is tactful.InvalidInputError
    assert (error.code, error.path) == (code, path)


def test_depth_ends():
    around = {"op": "x"}
    around["itself"] = around
    assert refused(around).code == "too_deep"
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert refused({"op": "x", "y": deep}).code == "too_deep"


def test_customers_words_stay_out_of_errors():
    secret = "my wife has left me \ud83d"
    for request in (
        {"op": "x", "note": secret},
        {"op": "calendar.is_open", "calendar": OFFICE, "at": secret[:-1]},
    ):
        error = refused(request)
        assert "wife" not in str(error) + repr(error)


def test_a_panic_is_an_ordinary_exception(capfd):
    for lock in (True, False, True):
        with pytest.raises(tactful.InternalError) as caught:
            tactful._native._panic_for_tests(lock)
        assert isinstance(caught.value, Exception)
        assert caught.value.code == "internal"
        assert "planted" not in str(caught.value)
        # a place in the sources, and not on the machine that built the wheel
        assert re.search(r"at [\w./-]+:\d+;", str(caught.value)) and "at /" not in str(caught.value)
    assert capfd.readouterr().err == ""
    assert is_open("2026-11-20T10:00:00Z") is True


def test_eight_threads_share_one_door():
    gate = threading.Barrier(8)

    def work(number):
        gate.wait()
        for turn in range(200):
            zone = ("Europe/Paris", "Asia/Kolkata", "Australia/Sydney", "America/New_York")[
                (number + turn) % 4
            ]
            request = {
                "op": "contact.window",
                "tz": zone,
                "quiet": [["20:00", "09:00"]],
                "now": "2026-11-21T22:15:00Z",
            }
            yield zone, tactful.call(request)["next"]
            assert refused({"op": f"no.{turn}"}).code == "unknown_op"

    with ThreadPoolExecutor(8) as pool:
        found = {
            answer for answers in pool.map(lambda number: set(work(number)), range(8)) for answer in answers
        }
    assert sorted(found) == [
        ("America/New_York", "2026-11-21T22:15:00Z"),
        ("Asia/Kolkata", "2026-11-22T03:30:00Z"),
        ("Australia/Sydney", "2026-11-21T22:15:00Z"),
        ("Europe/Paris", "2026-11-22T08:00:00Z"),
    ]


def test_the_package_needs_nothing_else():
    # -I: no user site, no environment; the modules that the import brings are Python's own
    code = (
        "import sys; before = set(sys.modules); import tactful; "
        "new = {name.split('.')[0] for name in set(sys.modules) - before}; "
        "print(sorted(new - set(sys.stdlib_module_names)))"
    )
    said = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['tactful']"


def test_the_version():
    assert tactful.__version__.count(".") == 2
    assert tactful.SEMANTICS_VERSION >= 1
