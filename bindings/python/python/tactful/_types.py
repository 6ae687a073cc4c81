"""Names of types that several modules use."""

from __future__ import annotations

import datetime
from typing import Literal

#: An instant: an aware datetime, or RFC 3339 text with an offset.
When = datetime.datetime | str
#: The name of a zone, or a `zoneinfo.ZoneInfo`.
Zone = str | datetime.tzinfo
#: The language of a text.
Language = Literal["en", "zh"]

Purpose = Literal["marketing", "survey", "relationship", "collections", "service", "transactional"]
Intent = Literal["give", "ask", "service"]
Direction = Literal["out", "in"]
Outcome = Literal[
    "sent", "arrived", "read", "answered", "conversation", "refused", "no_answer", "bounced", "failed"
]
