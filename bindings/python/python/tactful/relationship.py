"""What binds customers, what is owed to them, who they are, and what drives them away (R1 to R12, T12, T15, F13).

Each function asks what the operation of the same name, ``relationship.obligations`` and so on, asks through
:func:`tactful.call`; ``engine`` has the figures. Instants of an answer are in the zone of ``now``, of text in UTC.
"""

from __future__ import annotations

from ._ask import ask, of_customer, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal

    from ._answers import (
        Advice,
        Courtesy,
        CustomerClass,
        Day,
        Entry,
        Feelings,
        Level,
        Levels,
        Notes,
        Obligations,
        Played,
        Portfolio,
        ServiceMix,
        Signal,
    )
    from ._native import Customer, Engine
    from ._types import When, Zone

__all__ = [
    "advice",
    "churn",
    "classes",
    "courtesy",
    "feelings",
    "levels",
    "lists",
    "notes",
    "obligations",
    "occasions",
    "portfolio",
    "scenes",
    "service",
]


def obligations(engine: Engine, customer: Customer, now: When, *, naive: Zone | None = None) -> Obligations:
    """What the customer's level owes, and whether it is due, met or missed (R1).

    ``owed`` has each obligation with its ``state`` (``not_yet``, ``due``, ``met``, ``met_late``, ``overdue``), contacts
    that came ``too_early``, and ``next``: when it may be done.

    >>> import tactful as tf
    >>> customer = tf.Customer("c-17", timezone="Europe/Paris", level="accountable", facts=[
    ...     tf.delivered("2026-11-10T10:00:00+01:00", order="o-17"),
    ... ])
    >>> found = tf.relationship.obligations(tf.Engine(), customer, "2026-11-21T09:30:00+01:00")
    >>> found["level"], [(one["reason"], one["state"]) for one in found["owed"]]
    ('accountable', [('check-in', 'overdue'), ('ask-opinion', 'not_yet')])
    """
    answer: Any = ask("relationship.obligations", engine, of_customer(customer), {"now": now}, naive)
    found: Obligations = answer
    return found


def levels(
    engine: Engine, customer: Customer, now: When, *, wished: Level | str | None = None, naive: Zone | None = None
) -> Levels:
    """Three levels side by side: the assigned one, the one that was lived, the one that the customer wishes for, with
    evidence and ``gaps`` (R9).

    >>> import tactful as tf
    >>> customer = tf.Customer("c-17", timezone="UTC", level="accountable", facts=[
    ...     tf.delivered("2026-09-01T10:00:00Z", order="o-17"),
    ... ])
    >>> found = tf.relationship.levels(tf.Engine(), customer, "2026-11-21T09:30:00Z", wished="partnership")
    >>> found["assigned"], found["observed"], found["gaps"]
    ('accountable', 'basic', ['less_than_assigned', 'less_than_wished', 'assigned_not_wished'])
    """
    request = {**of_customer(customer), "wished": wished}
    answer: Any = ask("relationship.levels", engine, request, {"now": now}, naive)
    found: Levels = answer
    return found


def advice(
    engine: Engine,
    *,
    margin_per_mille: int | None = None,
    customers: int | None = None,
    product: Iterable[Literal["simple", "serviced", "needs_guidance"]] = (),
    valuable: bool | None = None,
    assigned: Level | None = None,
) -> Advice:
    """The level that margin, number of customers, product and value speak for, with its grounds (R2); an assigned one
    always wins.

    >>> import tactful as tf
    >>> tf.relationship.advice(tf.Engine(), margin_per_mille=400, customers=30)["advised"]
    'partnership'
    """
    request = {
        "margin_per_mille": margin_per_mille,
        "customers": customers,
        "product": list(product),
        "valuable": valuable,
        "assigned": assigned,
    }
    answer: Any = ask("relationship.advice", engine, request)
    found: Advice = answer
    return found


def classes(
    engine: Engine,
    customer: Customer,
    now: When,
    *,
    stated: Mapping[str, str] | None = None,
    naive: Zone | None = None,
) -> list[CustomerClass]:
    """The customer's classes by time, deal, nature, volume and access, derived from facts or ``stated`` (R3).

    >>> import tactful as tf
    >>> customer = tf.Customer("c-17", timezone="UTC", facts=[tf.purchase("2026-11-10T10:00:00Z", order="o-17")])
    >>> found = tf.relationship.classes(tf.Engine(), customer, "2026-11-21T09:30:00Z", stated={"nature": "consumer"})
    >>> {one["axis"]: one["class"] for one in found}["time"], found[2]["zh"]
    ('new', '消费者')
    """
    request = {**of_customer(customer), "stated": None if stated is None else dict(stated)}
    found: list[CustomerClass] = ask("relationship.classes", engine, request, {"now": now}, naive)["classes"]
    return found


def churn(
    engine: Engine,
    customer: Customer,
    now: When,
    *,
    supplied: Iterable[Literal["company", "market"]] = (),
    attention: Mapping[str, Mapping[str, int]] | None = None,
    naive: Zone | None = None,
) -> list[Signal]:
    """Eight causes of leaving, each with its state, strength, first date, evidence and root cause (R4).

    A cause whose facts were not supplied is ``cannot_tell``: name the sources that were, ``company`` or ``market``, in
    ``supplied``, and how small and other customers are looked after in ``attention``:
    ``{"small": {"customers": 80, "contacts": 12}, "others": {"customers": 20, "contacts": 60}}``.

    >>> import tactful as tf
    >>> customer = tf.Customer("c-17", timezone="UTC", facts=[tf.commitment_broken("2026-11-10T10:00:00Z", case="k-1")])
    >>> found = tf.relationship.churn(tf.Engine(), customer, "2026-11-21T09:30:00Z")
    >>> [one["cause"] for one in found if one["state"] == "signal"]
    ['broken_promise']
    """
    request = {**of_customer(customer), "supplied": list(supplied)}
    if attention is not None:
        request["attention"] = {name: dict(both) for name, both in attention.items()}
    found: list[Signal] = ask("relationship.churn", engine, request, {"now": now}, naive)["signals"]
    return found


def scenes(
    engine: Engine,
    steps: Iterable[Mapping[str, Any]],
    now: When,
    *,
    acknowledge_by: When | None = None,
    decide_by: When | None = None,
    expectation: int | None = None,
    limit: int | None = None,
    margin: int | None = None,
    traits: Iterable[Literal["loyal", "large", "promising_small", "strategic_new"]] | None = None,
    said: Iterable[Mapping[str, Any]] | None = None,
    frames_skipped: int | None = None,
    naive: Zone | None = None,
) -> list[Played]:
    """The scenes of failure that a matter played, with evidence and root cause (T15); what was not told is
    ``cannot_tell``.

    - ``steps``: dicts with ``at`` and ``kind``, such as ``attempt``, ``transfer``, ``approval`` or ``hand_over`` (with
      ``from`` and ``to``); ``contact`` names the contact that a step belongs to, ``reason`` says that one was given.
    - ``acknowledge_by``, ``decide_by``: the case's own targets.
    - ``expectation``, ``limit``, ``margin``: what is wished, what the handler may grant, what the order brings, in minor
      units; ``traits``: those of :func:`portfolio`.
    - ``said``: what staff said, dicts with ``at`` and ``text``; ``frames_skipped``: how many of the three.

    >>> import tactful as tf
    >>> found = tf.relationship.scenes(tf.Engine(), [
    ...     {"at": "2026-11-20T09:00:00Z", "kind": "attempt", "contact": "call-1"},
    ...     {"at": "2026-11-20T11:00:00Z", "kind": "attempt", "contact": "call-2"},
    ... ], now="2026-11-21T09:30:00Z")
    >>> [one["scene"] for one in found if one["state"] == "signal"]
    ['hard_to_reach']
    """
    times = {"acknowledge_by": acknowledge_by, "decide_by": decide_by, "now": now}
    request = {
        "steps": rows(steps, "steps"),
        "expectation": expectation,
        "limit": limit,
        "margin": margin,
        "traits": None if traits is None else list(traits),
        "said": None if said is None else rows(said, "said"),
        "frames_skipped": frames_skipped,
    }
    times = {name: time for name, time in times.items() if time is not None}
    found: list[Played] = ask("relationship.scenes", engine, request, times, naive)["scenes"]
    return found


def portfolio(
    engine: Engine,
    customers: Iterable[Mapping[str, Any]],
    today: datetime.date,
    *,
    acquisition_cost: int | None = None,
    prospects: Mapping[str, int] | None = None,
) -> Portfolio:
    """Who earns privilege by which trait, who carries the sales, what the loss of one would cost, and which shares are
    beyond the limits of the policy (R5, R11, R12).

    - ``customers``: dicts with ``id`` and ``sales``, and as far as known ``trade``, ``since``, ``profits`` by period,
      ``parts``, ``indicators`` and ``criteria`` (per mille), ``content``; money in whole minor units of one currency.
    - ``acquisition_cost``: of one new customer; ``prospects``: ``{"begun": 100, "given_up": 41}``.

    >>> import tactful as tf
    >>> found = tf.relationship.portfolio(tf.Engine(), [
    ...     {"id": "giant", "trade": "steel", "sales": 900},
    ...     {"id": "dwarf", "trade": "bakery", "sales": 100},
    ... ], "2026-11-21")
    >>> found["largest"], [one["code"] for one in found["exposures"]]
    ({'id': 'giant', 'sales_per_mille': 900}, ['largest_customer_over', 'trade_over'])
    """
    request = {
        "customers": rows(customers, "customers"),
        "acquisition_cost": acquisition_cost,
        "prospects": None if prospects is None else dict(prospects),
        "now": today,
    }
    answer: Any = ask("relationship.portfolio", engine, request)
    found: Portfolio = answer
    return found


def occasions(
    engine: Engine, customer: Customer, first: datetime.date | str, until: datetime.date | str
) -> list[Day]:
    """The customer's days of joy and sorrow, and the festivals of the policy, from ``first`` on until ``until``
    (exclusive), by the sun and by the moon (R6).

    >>> import tactful as tf
    >>> engine = tf.Engine("name = 'p'\\nversion = '1'\\n[occasions]\\nspring-festival = 'lunar 01-01'")
    >>> tf.relationship.occasions(engine, tf.Customer("c-17"), "2033-01-01", "2034-01-01")[0]["date"].isoformat()
    '2033-01-31'
    """
    request = {"customer": of_customer(customer)["customer"], "from": first, "until": until}
    found: list[Day] = ask("relationship.occasions", engine, request)["days"]
    return found


def courtesy(
    engine: Engine,
    customer: Customer,
    way: str,
    at: When,
    *,
    sales_content: bool = False,
    stated_times: Iterable[Any] | None = None,
    naive: Zone | None = None,
) -> Courtesy:
    """Whether a visit, a card, a call is welcome at an instant, and from when on (R6): never inside the policy's gap
    after a visit, nor against ``stated_times``; what sells is an ``ask``.

    - ``way``: ``visit``, ``note``, ``letter_card``, ``call``, ``keepsake``, ``festival``, ``interview``,
      ``opinion_form`` or ``preview``.
    - ``stated_times``: when the customer may be met, on his or her clock: ``["09:00-12:00"]``.

    >>> import tactful as tf
    >>> customer = tf.Customer("c-17", timezone="Europe/Paris")
    >>> found = tf.relationship.courtesy(tf.Engine(), customer, "visit", "2026-11-21T15:00:00+01:00",
    ...     sales_content=True, stated_times=["09:00-12:00"])
    >>> found["intent"], found["against"], found["welcome_from"].isoformat()
    ('ask', ['against_stated_times'], '2026-11-22T08:00:00+00:00')
    """
    request = {
        **of_customer(customer),
        "way": way,
        "sales_content": sales_content,
        "stated_times": None if stated_times is None else list(stated_times),
    }
    answer: Any = ask("relationship.courtesy", engine, request, {"at": at}, naive)
    found: Courtesy = answer
    return found


def feelings(
    engine: Engine,
    customer: Customer,
    now: When,
    *,
    impressions: Iterable[Mapping[str, Any]] = (),
    tier: str | None = None,
    need: str | None = None,
    naive: Zone | None = None,
) -> Feelings:
    """Familiarity by frequency, trust by timely value, closeness by what is read and answered (F13), and what is left of
    impressions (T12); all of it fades with the half-lives of the policy.

    - ``impressions``: dicts with ``at`` and ``strength`` (0 to 1000), and ``touchpoint`` or ``weight``; ``tier`` and
      ``need`` weigh touchpoints (T9).

    >>> import tactful as tf
    >>> customer = tf.Customer("c-17", timezone="UTC", facts=[
    ...     tf.contact("2026-09-22T09:30:00Z", channel="email", intent="give", outcome="read"),
    ... ])
    >>> tf.relationship.feelings(tf.Engine(), customer, "2026-11-21T09:30:00Z")["familiarity_thousandths"]
    500
    """
    request = {**of_customer(customer), "impressions": rows(impressions, "impressions"), "tier": tier, "need": need}
    answer: Any = ask("relationship.feelings", engine, request, {"now": now}, naive)
    found: Feelings = answer
    return found


def notes(
    notes: Iterable[Mapping[str, Any]], reader: str, *, erase: Iterable[str] = (), erase_all: bool = False
) -> Notes:
    """What a reader may see of the notes on a customer's background, and which are to be erased (R6, R10): each note is
    its owner's alone.

    - ``notes``: dicts with ``id``, ``about`` (``family``, ``occupation``, ``social``, ``intelligence``), ``source``, ``at``,
      ``owner``, ``text``.

    >>> import tactful as tf
    >>> note = {"id": "n-1", "about": "family", "source": "visit", "at": "2026-11-20T10:00:00Z", "owner": "anna",
    ...     "text": "her son plays the cello"}
    >>> tf.relationship.notes([note], reader="ben")
    {'notes': [], 'private': 1, 'erase': []}
    """
    request = {"notes": rows(notes, "notes"), "reader": reader, "erase": list(erase), "erase_all": erase_all}
    answer: Any = ask("relationship.notes", False, request)
    found: Notes = answer
    return found


def service(acts: Iterable[Mapping[str, Any]], *, has: Iterable[str] = ()) -> ServiceMix:
    """Acts of service by their forms, how much of all each form is, and what organisation is lacking (R7).

    - ``acts``: dicts with ``id``, and ``form``, ``requested``, ``owed``, ``wish_noted``, ``special_need``.
    - ``has``: of ``unit``, ``weekly_review``, ``live_view``, ``joint_team``, ``training``.

    >>> import tactful as tf
    >>> found = tf.relationship.service([{"id": "a-1", "form": "proactive"}, {"id": "a-2", "requested": True}])
    >>> found["mix"]["proactive"]
    {'acts': 1, 'share_per_mille': 500}
    """
    answer: Any = ask("relationship.service", False, {"acts": rows(acts, "acts"), "has": list(has)})
    found: ServiceMix = answer
    return found


def lists(name: str | None = None) -> dict[str, list[Entry]]:
    """The lists of the domain by name, with English and Chinese terms: levels, wishes, classes, traits, causes, scenes,
    ways and others.

    >>> import tactful as tf
    >>> [(one["code"], one["zh"]) for one in tf.relationship.lists("levels")["levels"]][0]
    ('basic', '基本型')
    """
    found: dict[str, list[Entry]] = ask("relationship.lists", False, {"list": name})["lists"]
    return found
