"""The policy in SQL, on DuckDB: one prepared statement; a row for each customer and reason comes out."""

import duckdb
import numpy as np
import pyarrow as pa
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

NAME = "DuckDB, one statement"

SINCE_MIDNIGHT = NOW_SECONDS % DAY
EVENING, MORNING = RULES.night
OFFICE_OPENS, OFFICE_CLOSES = RULES.office_hours
LONG_AGO = -(1 << 30)
ANCHORS = sorted({reason.fact for reason in REASONS} - {"last_touch"})


def ahead(t):
    """What a customer's clock is ahead of UTC."""
    return f"(zero + ({t} >= first_change)::INT * first_step + ({t} >= second_change)::INT * second_step)"


def after_night(rows):
    """The same rows with `t` moved out of the night."""
    columns = "* EXCLUDE (t, local, second, morning)"
    second = f"SELECT *, local % {DAY} AS second FROM (SELECT *, t + {ahead('t')} + {SINCE_MIDNIGHT} AS local FROM ({rows}))"
    next_morning = f"CASE WHEN second >= {EVENING} THEN {DAY + MORNING} ELSE {MORNING} END - {SINCE_MIDNIGHT}"
    morning = f"SELECT *, local - second + {next_morning} AS morning FROM ({second})"
    # a clock may change in the night, and is in the morning what it is then
    moved = f"morning - {ahead(f'(morning + t + {SINCE_MIDNIGHT} - local)')}"
    day = f"second >= {MORNING} AND second < {EVENING}"
    return f"SELECT {columns}, CASE WHEN {day} THEN t ELSE {moved} END AS t FROM ({morning})"


def in_office(rows):
    """The same rows with `t` moved into office hours: of the day itself, or of the day after if they are over."""
    opens = f"following * {DAY} + {OFFICE_OPENS - SINCE_MIDNIGHT}"
    day = f"(t + {SINCE_MIDNIGHT + DAY - OFFICE_CLOSES}) // {DAY}"
    columns = "* EXCLUDE (t, day, following)"
    return f"SELECT {columns}, greatest(t, {opens}) AS t FROM ({rows}) JOIN office ON day = {day}"


def folded():
    """All that the reasons ask of the facts, in seconds from NOW on, in one pass: a group for contacts, one for
    consents and one for the rest took longer."""

    def latest(condition, name):
        return f"max(happened) FILTER ({condition}) AS {name}"

    contact = f"kind = {CODES['contact']}"
    columns = [latest(f"kind = {CODES[kind]}", kind) for kind in ANCHORS]
    columns.append(latest(contact, "last_touch"))
    columns.append(f"max(happened, {max(cap.at_most for cap in RULES.caps)}) FILTER ({contact}) AS contacts")
    columns += [latest(f"{contact} AND channel = {place}", f"gap_{name}") for place, name in enumerate(CHANNELS)]
    for kind in CONSENTS:
        for place, name in enumerate(CHANNELS):
            of_kind = f"kind = {CODES[kind]} AND (channel = {place} OR channel = {NONE})"
            columns.append(latest(of_kind, f"{kind}_{name}"))
    return "SELECT customer, " + ", ".join(columns) + " FROM seconds GROUP BY customer"


# any opening of a case that its last closing does not follow will do
COMPLAINTS = f"""
    SELECT DISTINCT customer, true AS complaint
    FROM (SELECT customer, "case", happened FROM seconds WHERE kind = {CODES['complaint_opened']}) AS opened
    LEFT JOIN (SELECT "case", max(happened) AS closed FROM seconds WHERE kind = {CODES['complaint_closed']} GROUP BY "case")
        USING ("case")
    WHERE closed IS NULL OR happened >= closed
"""


def asked():
    """A column for each channel: what its rules say. Nulls are passed over by greatest."""
    caps = ", ".join(f"contacts[{cap.at_most}] + {cap.per}" for cap in RULES.caps)
    columns = [f"greatest(0, {caps}, gap_{name} + {RULES.gaps[name]}) AS not_before_{name}" for name in CHANNELS]
    given, withdrawn = CONSENTS
    columns += [
        f"coalesce({given}_{name} > coalesce({withdrawn}_{name}, {LONG_AGO}), false) AS consents_{name}"
        for name in CHANNELS
    ]
    return f"""
        SELECT customer, level, zero, first_change, first_step, second_change, second_step, last_touch,
            coalesce(complaint, false) AS complaint, {", ".join(ANCHORS + columns)}
        FROM customers JOIN clocks USING (zone) LEFT JOIN folded USING (customer) LEFT JOIN complaints USING (customer)
    """


def of_reason(place, reason):
    """The rows of a reason, with the first instant `t` that it, caps and gaps allow."""
    absent = f"{reason.fact} IS NULL"
    if len(reason.levels) < len(LEVELS):
        levels = ", ".join(str(LEVELS.index(level)) for level in reason.levels)
        absent += f" OR level NOT IN ({levels})"
    closes = "NULL" if reason.closes is None else f"{reason.fact} + {reason.closes}"
    held = f"complaint OR NOT consents_{reason.channel}" if reason.needs_consent else "complaint"
    return f"""
        SELECT customer, {place}::TINYINT AS reason, {absent} AS absent, ({closes})::INT AS closes, {held} AS held,
            greatest(not_before_{reason.channel}, {reason.fact} + {reason.opens})::INT AS t,
            zero, first_change, first_step, second_change, second_step
        FROM asked
    """


def settled(office):
    """The rows of reasons with office hours, or of those without, with `t` where all rules on times allow it."""
    places = enumerate(REASONS)
    chosen = [(p, reason) for p, reason in places if (reason.channel in RULES.office_channels) == office]
    rows = after_night(" UNION ALL ".join(of_reason(*pair) for pair in chosen))
    # from the office to the end of the night and back: twice is enough, which the comparison proves
    return after_night(in_office(after_night(in_office(rows)))) if office else rows


STATEMENT = f"""
    WITH seconds AS (SELECT customer, kind, channel, "case", (happened - {NOW_SECONDS})::INT AS happened FROM facts),
    folded AS ({folded()}),
    complaints AS ({COMPLAINTS}),
    asked AS MATERIALIZED ({asked()})
    SELECT customer, reason, verdict, CASE WHEN verdict >= {WAIT} THEN t + {NOW_SECONDS}::BIGINT END AS allowed_from
    FROM (
        SELECT customer, reason, t, (CASE
            WHEN absent THEN {NOT_APPLICABLE}
            WHEN closes <= 0 THEN {EXPIRED}
            WHEN t >= closes THEN {NEVER}
            WHEN held THEN {HOLD}
            WHEN t = 0 THEN {ALLOW}
            ELSE {WAIT} END)::TINYINT AS verdict
        FROM (SELECT customer, reason, absent, closes, held, t FROM ({settled(office=False)})
            UNION ALL SELECT customer, reason, absent, closes, held, t FROM ({settled(office=True)}))
    )
"""


class Peer:
    def __init__(self, work):
        self.customers = work.customers
        self.database = duckdb.connect()
        self.database.execute("PRAGMA threads=1")
        every = np.arange(work.customers, dtype=np.int32)
        customers = pa.table({"customer": every, "zone": work.zone, "level": work.level})
        facts = {name: getattr(work, name) for name in ("customer", "kind", "channel", "case")}
        facts = pa.table(facts | {"happened": work.at})
        figures = np.array(CLOCKS, dtype=np.int32).T
        columns = ["zero", "first_change", "first_step", "second_change", "second_step"]
        zones = {"zone": np.arange(len(CLOCKS), dtype=np.int8)}
        clocks = pa.table(zones | dict(zip(columns, figures)))
        days = np.arange(len(NEXT_OFFICE_DAY), dtype=np.int32)
        office = pa.table({"day": days, "following": np.array(NEXT_OFFICE_DAY, dtype=np.int32)})
        tables = {"customers": customers, "facts": facts, "clocks": clocks, "office": office}
        for name, table in tables.items():
            self.database.register("given", table)
            self.database.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
            self.database.unregister("given")
        self.database.execute(f"PREPARE decide AS {STATEMENT}")

    def run(self):
        return self.database.sql("EXECUTE decide").to_arrow_table()

    def answers(self, decided):
        place = decided["customer"].to_numpy() * len(REASONS) + decided["reason"].to_numpy()
        verdicts = np.full(self.customers * len(REASONS), -1, dtype=np.int8)
        instants = np.zeros(len(verdicts), dtype=np.int64)
        verdicts[place] = decided["verdict"].to_numpy()
        instants[place] = decided["allowed_from"].fill_null(0).to_numpy()
        return verdicts.reshape(-1, len(REASONS)), instants.reshape(-1, len(REASONS))
