"""The policy in Polars: facts are aggregated by customer, every reason is an expression; one lazy query."""

import numpy as np
import polars as pl
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
from workload import CODES, CONSENTS, NONE

NAME = "Polars, one lazy query"

LONG_AGO = -(1 << 30)
ANCHORS = sorted({reason.fact for reason in REASONS} - {"last_touch"})
SINCE_MIDNIGHT = NOW_SECONDS % DAY
EVENING, MORNING = RULES.night
OFFICE_OPENS, OFFICE_CLOSES = RULES.office_hours
CLOCK_COLUMNS = ["offset", "first_change", "first_step", "second_change", "second_step"]
OFFICE_DAYS = pl.Series(NEXT_OFFICE_DAY, dtype=pl.Int32)


def is_kind(kind):
    return pl.col("kind") == CODES[kind]


def offset(at):
    """What a customer's clock is ahead of UTC."""
    step = pl.when(at >= pl.col("first_change")).then(pl.col("first_step")).otherwise(0)
    second = pl.when(at >= pl.col("second_change")).then(pl.col("second_step")).otherwise(0)
    return (pl.col("offset") + step + second).cast(pl.Int32)


def after_night(at):
    ahead = offset(at)
    local = at + ahead + SINCE_MIDNIGHT
    second = local % DAY
    evening = second >= EVENING
    morning = local - second + pl.when(evening).then(DAY).otherwise(0) + MORNING - SINCE_MIDNIGHT
    # a clock may change in the night, and is in the morning what it is then
    moved = morning - offset(morning - ahead)
    return pl.when((second < MORNING) | evening).then(moved).otherwise(at).cast(pl.Int32)


def in_office(at):
    of_day = at + SINCE_MIDNIGHT
    second = of_day % DAY
    day = of_day // DAY
    after = day + (second >= OFFICE_CLOSES)
    following = pl.lit(OFFICE_DAYS).gather(after)
    moved = (following != day) | (second < OFFICE_OPENS)
    return pl.when(moved).then(following * DAY + OFFICE_OPENS - SINCE_MIDNIGHT).otherwise(at).cast(pl.Int32)


class Peer:
    def __init__(self, work):
        self.customers = pl.DataFrame(
            {
                "customer": np.arange(work.customers, dtype=np.int32),
                "zone": work.zone,
                "level": work.level,
            }
        ).with_columns(pl.col("customer").set_sorted())
        columns = ("customer", "kind", "at", "channel", "case")
        facts = pl.DataFrame({name: getattr(work, name) for name in columns})
        self.facts = facts.with_columns(pl.col("customer").set_sorted())
        clocks = pl.DataFrame(np.array(CLOCKS, dtype=np.int32), schema=CLOCK_COLUMNS, orient="row")
        self.clocks = clocks.with_columns(zone=pl.int_range(pl.len(), dtype=pl.Int8))
        self.lazy = self.query()

    def folded(self):
        """Customers with a column for all that the reasons ask of their facts, in seconds from NOW on."""
        facts = self.facts.lazy().with_columns(at=(pl.col("at") - NOW_SECONDS).cast(pl.Int32))
        customer, channel = pl.col("customer"), pl.col("channel")
        contacts = facts.filter(is_kind("contact"))

        def nth_last(rows, name, n=1):
            # Facts are sorted: the n-th last row of a customer is where the n-th next one is another's. That is
            # several times cheaper than a group for each customer.
            its = (customer == customer.shift(1 - n)) & customer.ne_missing(customer.shift(-n))
            return rows.filter(its).select("customer", pl.col("at").alias(name))

        def last_word(kind, place):
            rows = facts.filter(is_kind(kind) & (channel.is_in([place, NONE])))
            return nth_last(rows, f"{kind}_{CHANNELS[place]}")

        closed = facts.filter(is_kind("complaint_closed")).group_by("case").agg(closed=pl.col("at").last())
        # any opening of a case that its last closing does not follow will do
        complaints = (
            facts.filter(is_kind("complaint_opened"))
            .join(closed, on="case", how="left")
            .filter(pl.col("at") >= pl.col("closed").fill_null(LONG_AGO))
            .select("customer", complaint=True)
            .unique("customer")
        )
        columns = [
            *(nth_last(facts.filter(is_kind(kind)), kind) for kind in ANCHORS),
            nth_last(contacts, "last_touch"),
            *(nth_last(contacts, f"cap_{place}", cap.at_most) for place, cap in enumerate(RULES.caps)),
            *(nth_last(contacts.filter(channel == p), f"gap_{name}") for p, name in enumerate(CHANNELS)),
            *(last_word(kind, place) for kind in CONSENTS for place in range(len(CHANNELS))),
            complaints,
        ]
        joined = self.customers.lazy().join(self.clocks.lazy(), on="zone", how="left")
        for column in columns:
            joined = joined.join(column, on="customer", how="left")
        return joined

    def query(self):
        def bound(channel):
            caps = [pl.col(f"cap_{place}") + cap.per for place, cap in enumerate(RULES.caps)]
            gap = pl.col(f"gap_{channel}") + RULES.gaps[channel]
            # nulls are passed over
            return pl.max_horizontal(pl.lit(0, dtype=pl.Int32), gap, *caps).cast(pl.Int32)

        def consents(channel):
            given, withdrawn = (pl.col(f"{kind}_{channel}") for kind in CONSENTS)
            return (given > withdrawn.fill_null(LONG_AGO)).fill_null(False)

        base = self.folded().with_columns(
            *(bound(channel).alias(f"not_before_{channel}") for channel in CHANNELS),
            pl.col("complaint").fill_null(False),
            *(consents(channel).alias(f"consents_{channel}") for channel in CHANNELS),
        )

        def by_reason(prefix, make):
            return {f"{prefix}{place}": make(place, reason) for place, reason in enumerate(REASONS)}

        def opens(_, reason):
            return pl.max_horizontal(f"not_before_{reason.channel}", pl.col(reason.fact) + reason.opens).cast(pl.Int32)

        awake = base.with_columns(**by_reason("at_", opens))
        awake = awake.with_columns(**by_reason("at_", lambda place, _: after_night(pl.col(f"at_{place}"))))
        # from the office to the end of the night and back: twice is enough, which the comparison proves
        for _ in range(2):
            for move in (in_office, after_night):
                awake = awake.with_columns(
                    move(pl.col(f"at_{place}")).alias(f"at_{place}")
                    for place, reason in enumerate(REASONS)
                    if reason.channel in RULES.office_channels
                )

        def verdict(place, reason):
            at, anchor = pl.col(f"at_{place}"), pl.col(reason.fact)
            absent = anchor.is_null()
            if len(reason.levels) < len(LEVELS):
                absent |= ~pl.col("level").is_in([LEVELS.index(level) for level in reason.levels])
            found = pl.when(absent).then(NOT_APPLICABLE)
            if reason.closes is not None:
                found = found.when(anchor + reason.closes <= 0).then(EXPIRED)
                found = found.when(at >= anchor + reason.closes).then(NEVER)
            held = pl.col("complaint")
            if reason.needs_consent:
                held |= ~pl.col(f"consents_{reason.channel}")
            return found.when(held).then(HOLD).when(at == 0).then(ALLOW).otherwise(WAIT).cast(pl.Int8)

        decided = awake.with_columns(**by_reason("verdict_", verdict))

        def instant(place, _):
            told = pl.col(f"verdict_{place}") >= WAIT
            return pl.when(told).then(pl.col(f"at_{place}").cast(pl.Int64) + NOW_SECONDS)

        verdicts = [f"verdict_{place}" for place in range(len(REASONS))]
        return decided.select("customer", *verdicts, **by_reason("allowed_from_", instant))

    def run(self):
        return self.lazy.collect()

    def answers(self, decided):
        decided = decided.sort("customer").fill_null(0)
        columns = [
            decided.select(f"{prefix}{place}" for place in range(len(REASONS))).to_numpy()
            for prefix in ("verdict_", "allowed_from_")
        ]
        return columns[0], columns[1]
