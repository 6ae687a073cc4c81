"""Customers and their facts, the same for everybody and in every run.

About ten facts each (Poisson), of nine kinds, within 320 days before NOW, late ones more frequent; beside them
consents: given for everything or never, taken back for single channels, some given again. Three cases a customer,
opened and closed in any order. Facts are sorted by customer, then by instant.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from policy import CHANNELS, DAY, LEVELS, NOW_SECONDS, ZONES

SEED = 20_260_306
FACTS = 10.0  # on average
DAYS = 320  # before NOW; a complaint is forgotten after two years, here beyond the policy's horizon of 400 days
FIRST_DAY = 700  # before NOW; no fact is older
CASES = 3  # of a customer, at most
NONE = -1  # no channel, no case

# and how many of a thousand facts they are
KINDS = {
    "contact": 330,
    "purchase": 130,
    "delivered": 130,
    "inquiry": 110,
    "feedback": 70,
    "benefit_realised": 70,
    "service_act": 70,
    "complaint_opened": 45,
    "complaint_closed": 45,
}
CONSENTS = ["consent_given", "consent_withdrawn"]
# a kind's code is its place
ALL_KINDS = [*KINDS, *CONSENTS]
CODES = {kind: code for code, kind in enumerate(ALL_KINDS)}


class Workload(NamedTuple):
    """Columns; codes are places in ZONES, LEVELS, ALL_KINDS and CHANNELS."""

    zone: np.ndarray  # int8, by customer
    level: np.ndarray  # int8, by customer
    customer: np.ndarray  # int32, by fact, sorted
    kind: np.ndarray  # int8
    at: np.ndarray  # int64, seconds since 1970
    channel: np.ndarray  # int8; NONE: none, or in a consent every channel
    case: np.ndarray  # int32, of one customer each; NONE: none

    @property
    def customers(self):
        return len(self.zone)

    def part(self, first, last):
        """The customers from `first` on, before `last`, with their facts; numbered from 0."""
        a, b = np.searchsorted(self.customer, [first, last])
        case = self.case[a:b]
        return Workload(
            self.zone[first:last],
            self.level[first:last],
            self.customer[a:b] - np.int32(first),
            self.kind[a:b],
            self.at[a:b],
            self.channel[a:b],
            np.where(case == NONE, NONE, case - first * CASES).astype(np.int32),
        )


def generate(customers):
    draw = np.random.Generator(np.random.PCG64(SEED))
    zone = draw.integers(0, len(ZONES), customers, dtype=np.int8)
    level = draw.integers(0, len(LEVELS), customers, dtype=np.int8)

    customer = np.repeat(np.arange(customers, dtype=np.int32), draw.poisson(FACTS, customers))
    shares = np.cumsum(list(KINDS.values())) / sum(KINDS.values())
    kind = np.searchsorted(shares, draw.random(len(customer)), side="right").astype(np.int8)
    # the product makes late facts more frequent
    age = DAYS * DAY * draw.random(len(customer)) * draw.random(len(customer))
    at = NOW_SECONDS - 60 - age.astype(np.int64)
    any_channel = draw.integers(0, len(CHANNELS), len(customer), dtype=np.int8)
    channel = np.where(kind == CODES["contact"], any_channel, NONE).astype(np.int8)
    any_case = customer * CASES + draw.integers(0, CASES, len(customer), dtype=np.int32)
    about_case = (kind == CODES["complaint_opened"]) | (kind == CODES["complaint_closed"])
    case = np.where(about_case, any_case, NONE).astype(np.int32)
    columns = [(customer, kind, at, channel, case)]

    def consents(chosen, code, channel, first_day, last_day):
        days = draw.integers(first_day * DAY, last_day * DAY, len(chosen), dtype=np.int64)
        same = np.ones(len(chosen))
        kinds = (same * code).astype(np.int8)
        columns.append((chosen, kinds, NOW_SECONDS - days, (same * channel).astype(np.int8),
                        (same * NONE).astype(np.int32)))

    def chosen(among, share):
        return among[draw.random(len(among)) < share]

    given, withdrawn = CODES["consent_given"], CODES["consent_withdrawn"]
    everybody = np.arange(customers, dtype=np.int32)
    consents(chosen(everybody, 0.95), given, NONE, 650, FIRST_DAY)
    for place in range(len(CHANNELS)):
        out = chosen(everybody, 0.35)
        consents(out, withdrawn, place, 200, 600)
        consents(chosen(out, 0.2), given, place, 1, 400)

    customer, kind, at, channel, case = (np.concatenate(column) for column in zip(*columns))
    # one number says all of a fact, in the order that is wanted; equal copies are one fact
    said = (customer.astype(np.int64) << 26) + at - (NOW_SECONDS - FIRST_DAY * DAY)
    said = (((said << 4) + kind << 3) + channel + 1 << 2) + np.where(case == NONE, CASES, case % CASES)
    _, order = np.unique(said, return_index=True)
    return Workload(zone, level, *(column[order] for column in (customer, kind, at, channel, case)))


def encoded(codes, names):
    """A column of words, each of them once in memory."""
    missing = codes == NONE if (codes == NONE).any() else None
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), pa.array(names))


def tables(work):
    """Customers and facts as tables with the library's columns."""
    customers = pa.table(
        {
            "customer": pa.array(np.arange(work.customers, dtype=np.int64)),
            "timezone": encoded(work.zone, ZONES),
            "level": encoded(work.level, LEVELS),
        }
    )
    facts = pa.table(
        {
            "customer": pa.array(work.customer.astype(np.int64)),
            "kind": encoded(work.kind, ALL_KINDS),
            "at": pa.array(work.at).cast(pa.timestamp("s", tz="UTC")),
            "channel": encoded(work.channel, CHANNELS),
            "case": pa.array(work.case, mask=work.case == NONE),
        }
    )
    return customers, facts


HOUSE_LEVELS = ["basic", "reactive", "accountable", "proactive", "partnership"]


def house_tables(work):
    """The same for the house policy, which tells orders apart (three a customer) and reads more of a contact."""
    customers, facts = tables(work)
    customers = customers.set_column(2, "level", encoded(work.level, HOUSE_LEVELS))
    draw = np.random.Generator(np.random.PCG64(SEED + 1))
    rows = len(work.customer)
    contact = work.kind == CODES["contact"]
    of_order = np.isin(work.kind, [CODES[kind] for kind in ("purchase", "delivered", "benefit_realised")])
    order = work.customer * 3 + draw.integers(0, 3, rows, dtype=np.int32)

    def words(names):
        return encoded(np.where(contact, draw.integers(0, len(names), rows, dtype=np.int8), NONE), names)

    facts = facts.append_column("order", pa.array(order, mask=~of_order))
    facts = facts.append_column("purpose", words(["marketing", "service", "relationship", "survey"]))
    return customers, facts.append_column("intent", words(["give", "ask", "service"]))
