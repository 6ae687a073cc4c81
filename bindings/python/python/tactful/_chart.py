"""Pictures in Vega-Lite: plain data that notebooks draw by themselves, and Altair and vl-convert read."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._audit import Audit
    from ._native import Agenda
    from ._types import Language

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_MIME = "application/vnd.vegalite.v5+json"
# mid tones: they can be read on white and on black
_INK = "#808080"
_BAR = "#4c8fc4"
_POINT = "#d9822b"
_NOW = "#c94444"
#: Months of a picture; where contacts lie further apart, only those with contacts are drawn.
_MOST_MONTHS = 600


class Chart:
    """A picture as a Vega-Lite specification: Jupyter draws it; ``altair.Chart.from_dict`` and vl-convert take
    :meth:`to_dict`.

    >>> import tactful as tf
    >>> chart = tf.Engine().agenda(tf.Customer("c-1"), "2026-11-21T09:30:00Z", days=7).chart()
    >>> chart.to_dict()["mark"]["type"]
    'text'
    """

    __module__ = "tactful"
    __slots__ = ("__weakref__", "_text")

    def __init__(self, spec: dict[str, Any]) -> None:
        import json

        self._text = json.dumps(spec, ensure_ascii=False)

    def to_dict(self) -> dict[str, Any]:
        """The specification; a copy."""
        import json

        spec: dict[str, Any] = json.loads(self._text)
        return spec

    def to_json(self) -> str:
        """The specification as JSON text."""
        return self._text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {_MIME: self.to_dict(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<tactful.Chart: {self.to_dict().get('description', 'Vega-Lite')}>"

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Chart) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> tuple[type[Chart], tuple[dict[str, Any]]]:
        return Chart, (self.to_dict(),)


def agenda(agenda: Agenda, language: Language) -> Chart:
    """A row for each reason: bars where it is allowed, a point where the contact is planned, a line at now."""
    import datetime

    from . import _display

    words = _display.WORDS[language]
    start = agenda.now
    # an aware datetime adds on its wall clock; the horizon is elapsed time
    utc = datetime.timezone.utc
    end = start.astimezone(utc)
    try:
        end += datetime.timedelta(days=agenda.days)
    except OverflowError:
        end = datetime.datetime.max.replace(tzinfo=utc)

    def wall(at: datetime.datetime) -> str:
        # wall times written as UTC and drawn as UTC: every browser shows the caller's clock
        return at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"

    last = max([end, *(item.at.astimezone(utc) for item in agenda)])
    rows: list[dict[str, Any]] = []
    for item in agenda:
        begin = item.allowed_from or item.at
        until = item.allowed_until
        shown_until = last if until is None else min(until.astimezone(utc), last)
        odd = sum(row["reason"] == item.reason for row in rows) % 2
        rows.append(
            {
                "reason": item.reason,
                "channel": item.channel,
                "at": wall(item.at),
                "from": wall(begin),
                "until": wall(shown_until.astimezone(start.tzinfo)),
                "label": f"{item.at.strftime('%m-%d %H:%M')} {item.channel}",
                "when": _display.moment(item.at, language),
                "odd": odd,
                "open": words["open"] if until is None else _display.moment(until, language),
                "note": words["conditional"] if item.conditional else "",
            }
        )
    title = f"{words['agenda']}: {start.date().isoformat()}, {agenda.days} {words['days']}"
    base = {"$schema": _SCHEMA, "description": title, "background": "transparent", "width": 640}
    config = {
        "view": {"stroke": None},
        "axis": {
            "labelColor": _INK,
            "titleColor": _INK,
            "gridColor": _INK,
            "gridOpacity": 0.25,
            "domainColor": _INK,
            "tickColor": _INK,
            "labelLimit": 240,
            "labelFontSize": 12,
        },
        "title": {"color": _INK, "anchor": "start"},
        "text": {"color": _INK},
    }
    if not rows:
        text = {"type": "text", "text": words["empty"], "fontSize": 14}
        return Chart({**base, "height": 40, "data": {"values": [{}]}, "mark": text, "config": config})

    order = list(dict.fromkeys(row["reason"] for row in rows))
    scale = {"type": "utc", "domain": [wall(start), wall(last.astimezone(start.tzinfo))]}
    name = _display.clock(start)
    axis = {"labelOverlap": True, "format": "%m-%d"} if agenda.days > 3 else {"labelOverlap": True}
    x = {"field": "at", "type": "temporal", "scale": scale, "title": name, "axis": axis}
    y = {"field": "reason", "type": "nominal", "sort": order, "title": None, "scale": {"paddingInner": 0.35}}
    tooltip = [
        {"field": "reason", "title": words["reason"]},
        {"field": "channel", "title": words["channel"]},
        {"field": "when", "title": words["planned"]},
        {"field": "open", "title": words["until"]},
        {"field": "note", "title": words["notes"]},
    ]
    windows = {
        "mark": {"type": "bar", "color": _BAR, "opacity": 0.35, "cornerRadius": 3, "height": {"band": 0.5}},
        "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "until"}, "y": y, "tooltip": tooltip},
    }
    points = {
        "mark": {"type": "point", "filled": True, "size": 110, "color": _POINT, "opacity": 1},
        "encoding": {
            "x": x,
            "y": y,
            "shape": {
                "condition": {"test": "datum.note != ''", "value": "diamond"},
                "value": "circle",
            },
            "tooltip": tooltip,
        },
    }
    # What is planned late is written to the left of its point, lest it runs out of the picture; of the contacts of
    # one reason every second one is written below the bar, lest it runs into its neighbour.
    late = wall((start.astimezone(utc) + (last - start.astimezone(utc)) * 0.75).astimezone(start.tzinfo))
    labels = [
        {
            "transform": [{"filter": f"toDate(datum.at) {test} toDate('{late}') && datum.odd == {odd}"}],
            "mark": {"type": "text", "align": align, "dx": dx, "dy": dy, "fontSize": 11},
            "encoding": {"x": x, "y": y, "text": {"field": "label"}},
        }
        for test, align, dx in (("<=", "left", 3), (">", "right", 5))
        for odd, dy in ((0, -15), (1, 16))
    ]
    moment_of_question = {"values": [{"at": wall(start), "label": words["now"]}]}
    above = {"align": "left", "baseline": "bottom", "dx": -2, "dy": -4, "fontSize": 11, "fontWeight": "bold"}
    now = [
        {
            "data": moment_of_question,
            "mark": {"type": "rule", "color": _NOW, "strokeDash": [4, 3], "strokeWidth": 1.5},
            "encoding": {"x": x},
        },
        {
            "data": moment_of_question,
            "mark": {"type": "text", "color": _NOW, **above},
            "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "label"}},
        },
    ]
    return Chart(
        {
            **base,
            "title": title,
            "height": {"step": 46},
            "data": {"values": rows},
            "layer": [windows, *now, points, *labels],
            "config": config,
        }
    )


def _months(first: str, last: str) -> list[str]:
    """Each month from the first to the last, such as ``2026-11``."""
    (year, month), (last_year, last_month) = (map(int, text.split("-")) for text in (first, last))
    places = range(12 * year + month - 1, 12 * last_year + last_month)
    return [f"{place // 12:04}-{place % 12 + 1:02}" for place in places]


def audit(audit: Audit, language: Language) -> Chart:
    """A bar for each month, its contacts stacked by finding, the right ones at the bottom."""
    from . import _display

    words = _display.WORDS[language]
    labels = {name: _display.finding(name, language) for name in _display.FINDINGS}
    rows = [
        {"month": row["name"], "finding": labels[name], "contacts": row["findings"][name], "rank": rank}
        for row in audit.totals["by_month"]
        for rank, name in enumerate(labels)
        if row["findings"][name]
    ]
    base = {"$schema": _SCHEMA, "description": words["audit"], "background": "transparent"}
    config = {
        "view": {"stroke": None},
        "axis": {"labelColor": _INK, "titleColor": _INK, "gridColor": _INK, "gridOpacity": 0.25},
        "title": {"color": _INK, "anchor": "start"},
        "legend": {"labelColor": _INK, "labelLimit": 240},
        "text": {"color": _INK},
    }
    if not rows:
        text = {"type": "text", "text": words["none"], "fontSize": 14}
        return Chart({**base, "height": 40, "data": {"values": [{}]}, "mark": text, "config": config})
    found = {row["rank"]: row["finding"] for row in rows}
    names = [found[rank] for rank in sorted(found)]
    colours = [colour for name, colour in _display.FINDINGS.items() if labels[name] in names]
    titles = {"month": words["month"], "finding": words["finding"], "contacts": words["contacts"]}
    months = sorted({row["month"] for row in rows})
    # a month without contacts is a gap, not a seam
    every = _months(months[0], months[-1])
    scale = {"domain": every if len(every) <= _MOST_MONTHS else months}
    return Chart(
        {
            **base,
            "width": 640,
            "title": words["audit"],
            "data": {"values": rows},
            "mark": {"type": "bar"},
            "encoding": {
                "x": {
                    "field": "month",
                    "type": "ordinal",
                    "title": None,
                    "scale": scale,
                    "axis": {"labelOverlap": True, "labelAngle": 0, "labelSeparation": 8},
                },
                "y": {
                    "field": "contacts",
                    "type": "quantitative",
                    "title": None,
                    "stack": True,
                    "axis": {"tickMinStep": 1, "format": "d"},
                },
                "color": {
                    "field": "finding",
                    "type": "nominal",
                    "scale": {"domain": names, "range": colours},
                    "title": None,
                },
                "order": {"field": "rank", "type": "quantitative", "sort": "descending"},
                "tooltip": [{"field": field, "title": title} for field, title in titles.items()],
            },
            "config": config,
        }
    )
