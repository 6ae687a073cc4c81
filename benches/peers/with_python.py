"""The policy in plain Python, as code of a CRM would have it: records, datetime, zoneinfo. Also the oracle."""

import datetime as dt
import zoneinfo
from typing import NamedTuple

import numpy as np
import policy
from policy import NOW, REASONS, RULES, UTC
from workload import ALL_KINDS, NONE

NAME = "pure Python"


class Fact(NamedTuple):
    kind: str
    at: dt.datetime  # in UTC
    channel: str | None
    case: int | None


class Customer(NamedTuple):
    zone: zoneinfo.ZoneInfo
    level: str
    facts: list[Fact]  # sorted by instant


class Decision(NamedTuple):
    verdict: int
    allowed_from: dt.datetime | None


def seconds(count):
    return dt.timedelta(seconds=count)


OPENS = {reason: seconds(reason.opens) for reason in REASONS}
CLOSES = {reason: seconds(reason.closes) for reason in REASONS if reason.closes is not None}
CAPS = [(cap.at_most, seconds(cap.per)) for cap in RULES.caps]
GAPS = {channel: seconds(gap) for channel, gap in RULES.gaps.items()}


def time_of_day(count):
    return (dt.datetime.min + seconds(count)).time()


EVENING, MORNING = map(time_of_day, RULES.night)
OFFICE_OPENS, OFFICE_CLOSES = map(time_of_day, RULES.office_hours)
ONE_DAY = dt.timedelta(days=1)


def after_quiet_hours(at, zone):
    """The first instant from `at` on that is not at night on the customer's clock."""
    local = at.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return at
    date = local.date() if local.time() < MORNING else local.date() + ONE_DAY
    return dt.datetime.combine(date, MORNING, zone).astimezone(UTC)


def in_office_hours(at):
    """The first instant from `at` on at which the office is open."""
    if policy.is_office_day(at.date()) and OFFICE_OPENS <= at.time() < OFFICE_CLOSES:
        return at
    date = at.date() if at.time() < OFFICE_OPENS else at.date() + ONE_DAY
    while not policy.is_office_day(date):
        date += ONE_DAY
    return dt.datetime.combine(date, OFFICE_OPENS, UTC)


def first_allowed(at, zone, office):
    """The first instant from `at` on at which no rule about the time of day or the day is in the way."""
    while True:
        later = after_quiet_hours(at, zone)
        if office:
            later = in_office_hours(later)
        if later == at:
            return at
        at = later


class History:
    """What the rules ask of a customer's facts."""

    def __init__(self, facts):
        self.latest = {}  # by kind
        self.contacts = []
        self.by_channel = {}
        self.given, self.withdrawn = {}, {}  # by channel; None: all
        opened, closed = {}, {}  # by case
        for kind, at, channel, case in facts:
            self.latest[kind] = at
            if kind == "contact":
                self.contacts.append(at)
                self.by_channel[channel] = at
            elif kind == "consent_given":
                self.given[channel] = at
            elif kind == "consent_withdrawn":
                self.withdrawn[channel] = at
            elif kind == "complaint_opened":
                opened[case] = at
            elif kind == "complaint_closed":
                closed[case] = at
        if self.contacts:
            self.latest["last_touch"] = self.contacts[-1]
        # opened and closed at one instant: open
        self.complaint = any(case not in closed or closed[case] <= at for case, at in opened.items())

    def consents(self, channel):
        """Whether the latest word on the channel, or on all of them, was yes; unknown is no."""
        given = max((self.given[it] for it in (channel, None) if it in self.given), default=None)
        withdrawn = max((self.withdrawn[it] for it in (channel, None) if it in self.withdrawn), default=None)
        return given is not None and (withdrawn is None or given > withdrawn)

    def not_before(self, channel):
        """The first instant that caps and the channel's gap allow: nothing that counts lies ahead."""
        bounds = [NOW]
        for at_most, per in CAPS:
            if len(self.contacts) >= at_most:
                bounds.append(self.contacts[-at_most] + per)
        if channel in self.by_channel:
            bounds.append(self.by_channel[channel] + GAPS[channel])
        return max(bounds)


def decide(reason, customer, history):
    if customer.level not in reason.levels or reason.fact not in history.latest:
        return Decision(policy.NOT_APPLICABLE, None)
    anchor = history.latest[reason.fact]
    closes = anchor + CLOSES[reason] if reason.closes is not None else None
    if closes is not None and closes <= NOW:
        return Decision(policy.EXPIRED, None)
    opens = max(history.not_before(reason.channel), anchor + OPENS[reason])
    at = first_allowed(opens, customer.zone, reason.channel in RULES.office_channels)
    if closes is not None and at >= closes:
        return Decision(policy.NEVER, None)
    if history.complaint or (reason.needs_consent and not history.consents(reason.channel)):
        return Decision(policy.HOLD, None)
    return Decision(policy.ALLOW if at == NOW else policy.WAIT, at)


def allowed_until(reason, customer, history, at):
    """The end of what begins at `at`: the next evening, the office's closing, or the reason's own."""
    local = at.astimezone(customer.zone)
    ends = [dt.datetime.combine(local.date(), EVENING, customer.zone).astimezone(UTC)]
    if reason.channel in RULES.office_channels:
        ends.append(dt.datetime.combine(at.date(), OFFICE_CLOSES, UTC))
    if reason.closes is not None:
        ends.append(history.latest[reason.fact] + CLOSES[reason])
    return min(ends)


def decide_all(customer):
    history = History(customer.facts)
    return [decide(reason, customer, history) for reason in REASONS]


def records(work):
    """The workload as objects, as a CRM holds them in memory."""
    zones = [zoneinfo.ZoneInfo(name) for name in policy.ZONES]
    customers = [
        Customer(zones[zone], policy.LEVELS[level], []) for zone, level in zip(work.zone, work.level)
    ]
    rows = zip(*(column.tolist() for column in (work.customer, work.kind, work.at, work.channel, work.case)))
    for customer, kind, at, channel, case in rows:
        customers[customer].facts.append(
            Fact(
                ALL_KINDS[kind],
                dt.datetime.fromtimestamp(at, UTC),
                None if channel == NONE else policy.CHANNELS[channel],
                None if case == NONE else case,
            )
        )
    return customers


class Peer:
    def __init__(self, work):
        self.customers = records(work)

    def run(self):
        return [decide_all(customer) for customer in self.customers]

    def answers(self, decided):
        verdicts = [[decision.verdict for decision in decisions] for decisions in decided]
        instants = [[timestamp(decision.allowed_from) for decision in decisions] for decisions in decided]
        return np.array(verdicts, dtype=np.int8), np.array(instants, dtype=np.int64)

    def ends(self, decided):
        """When what is allowed ends, by customer and reason; 0 where nothing is."""
        return np.array([list(ends_of(*pair)) for pair in zip(self.customers, decided)], dtype=np.int64)


def ends_of(customer, decisions):
    history = History(customer.facts)
    for reason, decision in zip(REASONS, decisions):
        at = decision.allowed_from
        yield timestamp(at and allowed_until(reason, customer, history, at))


def timestamp(at):
    return 0 if at is None else int(at.timestamp())
