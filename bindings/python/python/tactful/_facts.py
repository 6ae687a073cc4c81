"""Facts, by what happened: one function for each kind."""

from __future__ import annotations

from ._native import Fact, fact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._types import Direction, Intent, Outcome, Purpose, When, Zone


class _FactOf:
    """Makes facts of one kind. All kinds take the same fields; see :func:`tactful.fact`."""

    def __init__(self, kind: str, meaning: str) -> None:
        self.__name__ = self.__qualname__ = kind
        self.__module__ = "tactful"
        self.__doc__ = f"{meaning} A fact; its fields and ``naive`` are those of :func:`tactful.fact`."

    def __call__(
        self,
        at: When,
        *,
        id: str | None = None,
        order: str | None = None,
        case: str | None = None,
        product: str | None = None,
        channel: str | None = None,
        reason: str | None = None,
        purpose: Purpose | Sequence[Purpose] | None = None,
        intent: Intent | None = None,
        direction: Direction | None = None,
        outcome: Outcome | None = None,
        contact_point: str | None = None,
        subject: str | None = None,
        until: When | None = None,
        level: str | None = None,
        colleague: bool | None = None,
        owner: str | None = None,
        recorded_at: When | None = None,
        naive: Zone | None = None,
    ) -> Fact:
        return fact(
            self.__name__,
            at,
            id=id,
            order=order,
            case=case,
            product=product,
            channel=channel,
            reason=reason,
            purpose=purpose,
            intent=intent,
            direction=direction,
            outcome=outcome,
            contact_point=contact_point,
            subject=subject,
            until=until,
            level=level,
            colleague=colleague,
            owner=owner,
            recorded_at=recorded_at,
            naive=naive,
        )

    def __repr__(self) -> str:
        return f"<function tactful.{self.__name__}>"

    def __reduce__(self) -> str:
        return self.__name__


purchase = _FactOf("purchase", "The customer bought something.")
delivered = _FactOf("delivered", "Goods or service were delivered (F3, F4).")
returned = _FactOf("returned", "Goods were sent back (C14).")
order_cancelled = _FactOf("order_cancelled", "An order was cancelled.")
benefit_realised = _FactOf("benefit_realised", "The product showed what it is worth (F4).")
contact = _FactOf("contact", "A contact, by us (``direction`` out, or left out) or by the customer (in).")
inquiry = _FactOf("inquiry", "The customer asked about an offer.")
feedback = _FactOf("feedback", "The customer gave an opinion.")
complaint_opened = _FactOf("complaint_opened", "A complaint was made (C1); ``case`` names it.")
complaint_closed = _FactOf("complaint_closed", "A complaint was closed (C1).")
complaint_reopened = _FactOf("complaint_reopened", "A closed complaint was taken up again (C1).")
commitment_made = _FactOf("commitment_made", "A promise was made.")
commitment_kept = _FactOf("commitment_kept", "A promise was kept.")
commitment_broken = _FactOf("commitment_broken", "A promise was broken.")
consent_given = _FactOf(
    "consent_given",
    "The customer agreed to contacts: for a ``purpose`` and a ``channel``, or without them for all.",
)
consent_withdrawn = _FactOf("consent_withdrawn", "The customer took the agreement back.")
consent_refused = _FactOf("consent_refused", "The customer refused to agree.")
do_not_contact = _FactOf("do_not_contact", "No contact whatever.")
do_not_contact_lifted = _FactOf("do_not_contact_lifted", "The customer took that back.")
deceased = _FactOf("deceased", "The customer has died.")
suppressed = _FactOf("suppressed", "Contact is suspended, up to ``until``.")
owner_changed = _FactOf("owner_changed", "Somebody else looks after the customer.")
level_assigned = _FactOf("level_assigned", "A relationship ``level`` was assigned (R1).")
occasion = _FactOf("occasion", "A day of joy or sorrow (R6).")
service_act = _FactOf("service_act", "A service was rendered (R7).")
note = _FactOf("note", "Something learnt of the customer.")
company = _FactOf("company", "Something about the company.")
market = _FactOf("market", "Something about the market.")
corrected = _FactOf("corrected", "An earlier fact was wrong: fold the facts again, without it.")
erased = _FactOf("erased", "An earlier fact is to be forgotten: fold the facts again, without it.")
