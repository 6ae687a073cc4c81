"""What relationships, touchpoints and programmes answer, for type checkers. Instants are aware datetimes."""

from __future__ import annotations

import datetime
from typing import Literal, TypedDict

Level = Literal["basic", "reactive", "accountable", "proactive", "partnership"]


class Next(TypedDict):
    """When what is owed may be done."""

    channel: str
    verdict: str
    allowed_from: datetime.datetime | None


class Owed(TypedDict):
    """What is owed to a customer."""

    reason: str
    after: str | None
    order: str | None
    since: datetime.datetime
    due_from: datetime.datetime
    due_by: datetime.datetime | None
    state: Literal["not_yet", "due", "met", "met_late", "overdue"]
    met_at: datetime.datetime | None
    too_early: list[datetime.datetime]
    next: Next | None


class Obligations(TypedDict):
    """All that is owed."""

    level: str | None
    owed: list[Owed]
    due: int
    met: int
    missed: int


class Lived(TypedDict):
    """How much of a level was lived."""

    level: str
    due: int
    met: int
    lived: bool | None


class Levels(TypedDict):
    """Three levels side by side."""

    assigned: str | None
    observed: str | None
    wished: str | None
    evidence: list[Lived]
    gaps: list[str]


class Ground(TypedDict):
    """What speaks for a higher level, or a lower one."""

    ground: str
    by: int


class Advice(TypedDict):
    """A level that is advised."""

    advised: Level | None
    grounds: list[Ground]
    level: Level | None
    assigned_wins: bool


CustomerClass = TypedDict(
    "CustomerClass",
    {
        "axis": str,
        "class": str | None,
        "en": str | None,
        "zh": str | None,
        "stated": bool,
        "since": datetime.datetime | None,
        "orders": int,
    },
)


class Evidence(TypedDict):
    """What shows it."""

    what: str
    at: datetime.datetime
    id: str | None


class Signal(TypedDict):
    """A cause of leaving."""

    cause: str
    state: Literal["signal", "no_signal", "cannot_tell"]
    strength_per_mille: int
    since: datetime.datetime | None
    evidence: list[Evidence]
    root_cause: str


class Played(TypedDict):
    """A scene of failure."""

    scene: str
    state: Literal["signal", "no_signal", "cannot_tell"]
    strength_per_mille: int
    since: datetime.datetime | None
    evidence: list[Evidence]
    root_cause: str


class Day(TypedDict):
    """A day of joy or sorrow."""

    date: datetime.date
    name: str
    festival: bool
    lunar: str | None
    moved: bool


class Courtesy(TypedDict):
    """Whether a courtesy is welcome."""

    intent: Literal["give", "ask", "service"]
    welcome: bool
    against: list[str]
    welcome_from: datetime.datetime | None


class Perception(TypedDict):
    """What is left of impressions."""

    intensity_thousandths: int
    frequency_thousandths: int


class Feelings(TypedDict):
    """How close a customer is."""

    familiarity_thousandths: int
    trust_thousandths: int
    closeness_per_mille: int | None
    perception: Perception
    untimely: int


class Note(TypedDict):
    """What its owner may read."""

    id: str
    about: str
    source: str
    at: datetime.datetime
    text: str


class Notes(TypedDict):
    """Notes for a reader."""

    notes: list[Note]
    private: int
    erase: list[str]


class ServiceForm(TypedDict):
    """The form of one act."""

    id: str
    form: str | None


class ServiceShare(TypedDict):
    """How much of all acts has a form."""

    acts: int
    share_per_mille: int


class ServiceMix(TypedDict):
    """Acts of service by their forms."""

    acts: list[ServiceForm]
    not_so: list[str]
    mix: dict[str, ServiceShare]
    lacking: list[str]


class Worth(TypedDict):
    """What a customer is worth."""

    id: str
    traits: dict[str, bool | None]
    potential_per_mille: int | None
    meaning_per_mille: int | None
    let_go: bool
    reference: bool
    loss_costs: int | None


class TraitShare(TypedDict):
    """Customers of a trait."""

    customers: int
    sales_per_mille: int


class TradeShare(TypedDict):
    """Sales of a trade."""

    trade: str
    sales_per_mille: int


class Largest(TypedDict):
    """The largest customer."""

    id: str
    sales_per_mille: int


class Exposure(TypedDict):
    """A share beyond its limit."""

    code: str
    message: str
    of: str | None
    per_mille: int
    limit_per_mille: int


class Wasted(TypedDict):
    """Prospects in vain."""

    per_mille: int
    reference_per_mille: int


class Portfolio(TypedDict):
    """All customers together."""

    customers: list[Worth]
    by_trait: dict[str, TraitShare]
    trades: list[TradeShare]
    largest: Largest | None
    carriers: list[str]
    carried_per_mille: int | None
    parts: dict[str, int]
    exposures: list[Exposure]
    wasted: Wasted | None


class Entry(TypedDict):
    """An entry of a list of the domain."""

    code: str
    en: str
    zh: str


class Touchpoint(TypedDict):
    """Where customers meet the company."""

    code: str
    en: str
    zh: str
    stage: str | None
    channel: str | None
    factor: str | None


class Catalogue(TypedDict):
    """Touchpoints of a trade."""

    id: str
    en: str
    zh: str
    points: list[Touchpoint]


class Tied(TypedDict):
    """An interaction and its touchpoint."""

    id: str
    moment: bool
    missing: list[str]
    catalogue: str | None
    touchpoint: str | None
    note: str | None
    nearest: str | None


class UnfairPair(TypedDict):
    """Peers of whom one waits."""

    rule: Literal["peers_together", "rank_respected"]
    first: str
    waits: str
    days: int
    group: str


class Unmet(TypedDict):
    """What cannot be met."""

    rule: str
    rule_text: str
    groups: list[str]
    recipients: list[str]
    needed: int
    available: int


class Relaxation(TypedDict, total=False):
    """What would do, alone: ``relax`` says which of the others are there."""

    relax: Literal["capacity", "begin", "date", "groups"]
    proven: bool
    more_a_day: int
    begin: datetime.date
    loses_meaning_on: datetime.date
    may_split: list[str]
    members: int


class Unheld(TypedDict):
    """A rule that a plan does not hold."""

    rule: str
    rule_text: str
    recipients: list[str]
    on: datetime.date | None
    count: int


class Checked(TypedDict):
    """What is wrong with a plan."""

    fair: bool
    pairs: list[UnfairPair]
    apart: int
    against_rank: int
    unheld: list[Unheld]
    notes: list[str]
