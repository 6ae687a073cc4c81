"""A made book of customers and facts for tests of tables: seeded, with every sort of row that goes wrong."""

from __future__ import annotations

import datetime as dt
import random

from conftest import NOW, UTC

_ZONES = ["Europe/Paris", "Asia/Shanghai", "America/New_York", None]
_KINDS = ["delivered", "purchase", "contact", "consent_given", "consent_withdrawn", "complaint_opened", "feedback"]


def tables(customers, facts, seed=1):
    """Both tables, as dicts of columns."""
    chance = random.Random(seed)
    ids = [f"c-{number}" for number in range(customers)]
    zones = [chance.choice(_ZONES) for _ in ids]
    since = [NOW - dt.timedelta(days=1500) if chance.random() < 0.7 else None for _ in ids]
    rows = [fact(chance, ids) for _ in range(facts)]
    columns = ("customer", "kind", "at", "order", "channel", "reason", "revenue")
    return (
        {"customer": ids, "timezone": zones, "history_since": since, "revenue": list(range(customers))},
        {name: [row[place] for row in rows] for place, name in enumerate(columns)},
    )


def fact(chance, ids):
    kind = chance.choice(_KINDS)
    spoken = kind in ("contact", "consent_given", "consent_withdrawn")
    at = NOW - dt.timedelta(seconds=chance.randrange(120 * 86_400))
    channel = chance.choice(["email", "phone"]) if spoken else None
    reason = "check-in" if kind == "contact" else None
    order = f"o-{chance.randrange(99)}" if kind in ("delivered", "purchase") else None
    return chance.choice(ids), kind, at.astimezone(UTC).replace(microsecond=0), order, channel, reason, 7


def with_bad_rows(customers, facts):
    """The same, and rows that come back as errors or are not read: twice the same id, nobody, zones and kinds that do
    not exist, facts of strangers and of nobody."""
    more = {"customer": ["c-1", None, "c-z"], "timezone": ["Europe/Paris", None, "Europe/Pari"]}
    facts_more = {"customer": ["c-2", "stranger", None], "kind": ["deliverd", "delivered", "delivered"]}

    def joined(table, rows):
        count = len(rows["customer"])
        at = {"at": [table["at"][0]] * count} if "at" in table else {}
        return {name: [*column, *({**rows, **at}.get(name, [None] * count))] for name, column in table.items()}

    return joined(customers, more), joined(facts, facts_more)
