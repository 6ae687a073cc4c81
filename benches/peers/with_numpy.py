"""The policy in numpy, tuned by hand: facts are scattered (the last store wins), customers are decided in blocks that
stay in the cache, 32-bit seconds from NOW on, and only rows that are still alive are carried on."""

from typing import NamedTuple

import numpy as np
from policy import (
    ALLOW,
    CHANNELS,
    CLOCKS,
    DAY,
    EXPIRED,
    HOLD,
    LEVELS,
    NEVER,
    NEXT_OFFICE_DAY,
    NOT_APPLICABLE,
    NOW_SECONDS,
    REASONS,
    RULES,
    WAIT,
)
from workload import ALL_KINDS, CODES, NONE

NAME = "numpy, tuned by hand"

I32 = np.int32
LONG_AGO = I32(-(1 << 30))  # there was none; a span added to it is still long ago
ALL_CHANNELS = len(CHANNELS)  # the place after those of the channels
BLOCK = 8_192
SINCE_MIDNIGHT = I32(NOW_SECONDS % DAY)  # of NOW, in UTC
EVENING, MORNING = map(I32, RULES.night)
OFFICE_OPENS, OFFICE_CLOSES = map(I32, RULES.office_hours)
DAY_32 = I32(DAY)
OFFICE_DAYS = np.array(NEXT_OFFICE_DAY, dtype=I32)
CLOCK = np.array(CLOCKS, dtype=I32)
HAS_CHANGES = (CLOCK[:, 2] != 0) | (CLOCK[:, 4] != 0)


class Folded(NamedTuple):
    """What the reasons ask of the facts, in seconds from NOW on."""

    latest: dict  # by kind, and `last_touch`: int32 by customer
    not_before: np.ndarray  # int32 by channel and customer: what caps and gaps allow, at least 0
    consents: np.ndarray  # bool by channel and customer
    complaint: np.ndarray  # bool by customer


def fold(work):
    customers = work.customers
    at = (work.at - NOW_SECONDS).astype(I32)
    latest = np.full((len(ALL_KINDS), customers), LONG_AGO)
    latest.ravel()[work.kind * np.int64(customers) + work.customer] = at

    rows = np.flatnonzero(work.kind == CODES["contact"])
    of, when = work.customer[rows], at[rows]
    by_channel = np.full((len(CHANNELS), customers), LONG_AGO)
    by_channel.ravel()[work.channel[rows] * np.int64(customers) + of] = when
    count = np.bincount(of, minlength=customers)
    end = np.cumsum(count)
    bound = np.zeros(customers, dtype=I32)
    for at_most, per in RULES.caps:
        enough = np.flatnonzero(count >= at_most)
        free = when[end[enough] - at_most] + I32(per)
        bound[enough] = np.maximum(bound[enough], free)
    gaps = np.array([RULES.gaps[channel] for channel in CHANNELS], dtype=I32)
    not_before = np.maximum(by_channel + gaps[:, None], bound)

    def of_consents(kind):
        rows = np.flatnonzero(work.kind == CODES[kind])
        channel = np.where(work.channel[rows] == NONE, ALL_CHANNELS, work.channel[rows]).astype(np.int64)
        last = np.full((len(CHANNELS) + 1, customers), LONG_AGO)
        last.ravel()[channel * customers + work.customer[rows]] = at[rows]
        return np.maximum(last[:ALL_CHANNELS], last[ALL_CHANNELS])

    consents = of_consents("consent_given") > of_consents("consent_withdrawn")

    opened_rows = np.flatnonzero(work.kind == CODES["complaint_opened"])
    closed_rows = np.flatnonzero(work.kind == CODES["complaint_closed"])
    cases = 1 + max(work.case[opened_rows].max(initial=0), work.case[closed_rows].max(initial=0))
    closed = np.full(cases, LONG_AGO)
    closed[work.case[closed_rows]] = at[closed_rows]
    # an earlier opening of a case is no later than the last one: any that its last closing does not follow will do
    open_rows = opened_rows[at[opened_rows] >= closed[work.case[opened_rows]]]
    complaint = np.zeros(customers, dtype=bool)
    complaint[work.customer[open_rows]] = True

    by_kind = {kind: latest[code] for kind, code in CODES.items()}
    return Folded(by_kind | {"last_touch": by_kind["contact"]}, not_before, consents, complaint)


def offsets(at, clock):
    """What local clocks are ahead of UTC; `clock` holds the five figures of a policy.Clock by row."""
    offset, first_change, first_step, second_change, second_step = clock
    return offset + (at >= first_change) * first_step + (at >= second_change) * second_step


def leave_night(at, clock):
    """Moves instants in the night to its end, in place; true if there were any."""
    offset = offsets(at, clock)
    local = at + offset
    local += SINCE_MIDNIGHT
    day = local // DAY_32
    second = local - day * DAY_32
    night = np.flatnonzero((second < MORNING) | (second >= EVENING))
    if not len(night):
        return False
    evening = second[night] >= EVENING
    morning = (day[night] + evening) * DAY_32 + (MORNING - SINCE_MIDNIGHT)
    clock = [figure[night] for figure in clock]
    # a clock may change in the night, and is in the morning what it is then
    at[night] = morning - offsets(morning - offset[night], clock)
    return True


def enter_office(at):
    """Moves instants outside of office hours to the next ones, in place; true if there were any."""
    of_day = at + SINCE_MIDNIGHT
    day = of_day // DAY_32
    second = of_day - day * DAY_32
    late = second >= OFFICE_CLOSES
    next_day = OFFICE_DAYS[day + late]
    moved = (next_day != day) | (second < OFFICE_OPENS)
    np.copyto(at, next_day * DAY_32 + (OFFICE_OPENS - SINCE_MIDNIGHT), where=moved)
    return moved.any()


def settle(at, clock, office):
    """Moves instants on until no rule on times stands against them, in place."""
    leave_night(at, clock)
    if office:
        while enter_office(at) and leave_night(at, clock):
            pass


def decide(folded, work):
    customers = work.customers
    verdicts = np.empty((len(REASONS), customers), dtype=np.int8)
    instants = np.zeros((len(REASONS), customers), dtype=np.int64)
    for first in range(0, customers, BLOCK):
        block = slice(first, min(first + BLOCK, customers))
        clock = CLOCK[work.zone[block]].T.copy()
        level, complaint = work.level[block], folded.complaint[block]
        for place, reason in enumerate(REASONS):
            channel = CHANNELS.index(reason.channel)
            latest = folded.latest[reason.fact][block]
            there = latest > LONG_AGO
            if len(reason.levels) < len(LEVELS):
                listed = np.array([name in reason.levels for name in LEVELS])
                there &= listed[level]
            verdict = verdicts[place, block]
            if reason.closes is None:
                verdict[:] = NOT_APPLICABLE
                rows = np.flatnonzero(there)
            else:
                alive = latest > I32(-reason.closes)
                np.multiply(there, EXPIRED, out=verdict)
                alive &= there
                rows = np.flatnonzero(alive)
            anchor = latest[rows]
            at = np.maximum(folded.not_before[channel, block][rows], anchor + I32(reason.opens))
            settle(at, clock[:, rows], reason.channel in RULES.office_channels)
            found = WAIT + (at == 0).view(np.int8)
            held = complaint[rows]
            if reason.needs_consent:
                held = held | ~folded.consents[channel, block][rows]
            found[held] = HOLD
            if reason.closes is not None:
                found[at >= anchor + I32(reason.closes)] = NEVER
            verdict[rows] = found
            instants[place, block][rows] = np.where(found >= WAIT, at + np.int64(NOW_SECONDS), 0)
    return verdicts, instants


assert ALLOW == WAIT + 1 and NOT_APPLICABLE == 0


class Peer:
    def __init__(self, work):
        self.work = work

    def run(self):
        return decide(fold(self.work), self.work)

    def answers(self, decided):
        verdicts, instants = decided
        return verdicts.T, instants.T
