"""benches/src/bench-policy.toml as the peers need it: figures in seconds, read from the file itself.

The peers know the shapes of its rules (caps over elapsed hours, a gap per channel, one night, one office calendar in
UTC, consent, an open complaint) and take the figures from here. A rule of another shape is refused, so that a changed
policy is not half followed.
"""

import datetime as dt
import pathlib
import tomllib
import zoneinfo
from typing import NamedTuple

FILE = pathlib.Path(__file__).resolve().parents[1] / "src" / "bench-policy.toml"
POLICY = tomllib.loads(FILE.read_text(encoding="utf-8"))

HOUR, DAY = 3_600, 86_400
UTC = dt.timezone.utc
# Friday, two days before the clocks change in America
NOW = dt.datetime(2026, 3, 6, 15, 30, tzinfo=UTC)
NOW_SECONDS = int(NOW.timestamp())

# a verdict's code is its place
VERDICTS = ["not_applicable", "expired", "never", "hold", "wait", "allow"]
NOT_APPLICABLE, EXPIRED, NEVER, HOLD, WAIT, ALLOW = range(len(VERDICTS))

CHANNELS = POLICY["channels"]
LEVELS = list(POLICY["levels"])
# five with daylight saving, one of these southern; one half-hour
ZONES = [
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Paris",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Australia/Sydney",
]


class Reason(NamedTuple):
    name: str
    channel: str
    fact: str  # the kind of its anchor, or `last_touch`
    opens: int  # seconds after the anchor
    closes: int | None  # None: never
    levels: frozenset[str]
    needs_consent: bool


class Cap(NamedTuple):
    at_most: int
    per: int


class Rules(NamedTuple):
    caps: list[Cap]
    gaps: dict[str, int]  # by channel
    night: tuple[int, int]  # quiet from (in the evening) to (in the morning), seconds of the local day
    office_channels: frozenset[str]
    office_hours: tuple[int, int]  # seconds of the day in UTC
    office_weekdays: frozenset[int]  # Monday is 0
    holidays: frozenset[dt.date]
    consent_purposes: frozenset[str]


def hours(span):
    assert span.endswith("h"), f"the peers know elapsed hours alone, not {span}"
    return int(span[:-1]) * HOUR


def of_day(text):
    hour, minute = map(int, text.split(":"))
    return hour * HOUR + minute * 60


def span_of_day(text):
    first, last = text.split("-")
    return of_day(first), of_day(last)


def read_rules():
    caps, gaps, found = [], {}, {}
    for name, rule in POLICY["rules"].items():
        fields = set(rule)
        if fields == {"at_most", "per"}:
            caps.append(Cap(rule["at_most"], hours(rule["per"])))
        elif fields == {"gap", "channels", "counts"} and rule["counts"] == {"channels": rule["channels"]}:
            gaps |= {channel: hours(rule["gap"]) for channel in rule["channels"]}
        elif rule == {"hold_while": "complaint_open"}:
            found["complaint"] = True
        elif fields == {"quiet_hours"}:
            [found["night"]] = map(span_of_day, rule["quiet_hours"])
        elif fields == {"only_within", "channels"}:
            office = POLICY["calendars"][rule["only_within"]]
            assert office["timezone"] == "UTC"
            found["office_channels"] = frozenset(rule["channels"])
            week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            found["office_weekdays"] = frozenset(map(week.index, office["weekly"]))
            [[hours_of_all]] = {tuple(hours_of_day) for hours_of_day in office["weekly"].values()}
            found["office_hours"] = span_of_day(hours_of_all)
            found["holidays"] = frozenset(map(dt.date.fromisoformat, office["holidays"]))
        elif fields == {"needs", "purposes"} and rule["needs"] == "consent":
            found["consent_purposes"] = frozenset(rule["purposes"])
        else:
            raise ValueError(f"the peers do not know rules such as `{name}`")
    assert found.pop("complaint") and set(gaps) == set(CHANNELS)
    return Rules(caps=caps, gaps=gaps, **found)


def read_reasons():
    reasons = []
    for name, reason in POLICY["reasons"].items():
        known = {"value", "purpose", "intent", "anchor", "opens", "closes", "levels", "channels"}
        assert set(reason) <= known and set(reason["anchor"]) == {"fact"} and len(reason["channels"]) == 1
        closes = reason.get("closes")
        reasons.append(
            Reason(
                name=name,
                channel=reason["channels"][0],
                fact=reason["anchor"]["fact"],
                opens=hours(reason.get("opens", "0h")),
                closes=None if closes is None else hours(closes),
                levels=frozenset(reason.get("levels", LEVELS)),
                needs_consent=reason["purpose"] in RULES.consent_purposes,
            )
        )
    return reasons


RULES = read_rules()
REASONS = read_reasons()
# No reason opens later than this: what tables of days and clocks have to cover.
COVERED_DAYS = 1 + max(reason.closes or reason.opens for reason in REASONS) // DAY + 10


class Clock(NamedTuple):
    """A zone's offsets from NOW on, in seconds: at most two changes fall into the time that is covered."""

    offset: int
    first_change: int  # seconds after NOW
    first_step: int  # what the offset grows by
    second_change: int
    second_step: int


def clock(name):
    """Found by looking at every hour; zones change at full hours of UTC."""
    zone = zoneinfo.ZoneInfo(name)
    first = NOW.replace(minute=0)

    def offset(at):
        return int(at.astimezone(zone).utcoffset().total_seconds())

    changes = []
    for hour in range(COVERED_DAYS * 24):
        at = first + dt.timedelta(hours=hour)
        step = offset(at) - offset(at - dt.timedelta(seconds=1))
        if step and at > NOW:
            changes.append((int((at - NOW).total_seconds()), step))
    assert len(changes) <= 2, name
    never = [((COVERED_DAYS + 400) * DAY, 0)] * (2 - len(changes))
    (first_change, first_step), (second_change, second_step) = changes + never
    return Clock(offset(NOW), first_change, first_step, second_change, second_step)


CLOCKS = [clock(name) for name in ZONES]


def is_office_day(date):
    return date.weekday() in RULES.office_weekdays and date not in RULES.holidays


def next_office_days():
    """For each day from NOW's on (in UTC): how many days after NOW's the first office day from it on is."""
    days, following = [], None
    for day in reversed(range(COVERED_DAYS + 30)):
        following = day if is_office_day(NOW.date() + dt.timedelta(days=day)) else following
        days.append(following)
    return [day for day in reversed(days) if day is not None]


NEXT_OFFICE_DAY = next_office_days()
