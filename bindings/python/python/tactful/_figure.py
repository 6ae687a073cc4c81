"""What data taught, on paper: as text, as HTML with a picture that needs nothing but the page, and as a Vega-Lite chart."""

from __future__ import annotations

from . import _native
from ._chart import _INK, _SCHEMA, Chart
from ._display import Html, _cell, _lines, _row, _table, escaped
from ._views import view

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._learnt import Learnt
    from ._types import Language
    from ._views import Picture

#: Tables for people end somewhere; :attr:`Learnt.rows` has all of them.
_MOST_ROWS = 40
_MOST_MARKS = 40
_COLOURS = ("#4c8fc4", "#d9822b", "#2e9e5b", "#8073ac", "#c94444", "#b35806", "#c51b7d", "#7f7f7f")
_ZH = {
    "added": "增量",
    "adjusted": "校正后",
    "after_per_mille": "建议（‰）",
    "ahead": "领先",
    "arm": "组",
    "asked": "被问人数",
    "attribute": "属性",
    "beaten": "已胜过",
    "before_per_mille": "现行（‰）",
    "branch": "网点",
    "cell": "分组",
    "coef": "系数",
    "correlation": "相关系数",
    "customer": "客户",
    "customers": "客户数",
    "detail": "细节",
    "diff": "差异",
    "dimension": "维度",
    "driver": "因素",
    "effect_per_cost": "效果／成本",
    "effort": "投入份额",
    "expected_mean_value": "预期平均金额",
    "expected_transactions": "预期次数",
    "figure": "指标",
    "first": "单独解释",
    "gap": "差距",
    "general": "一般优势",
    "group": "组",
    "importance": "重要性",
    "last": "额外解释",
    "lower": "下限",
    "mean": "均值",
    "n": "数量",
    "name": "名称",
    "p_alive": "仍活跃的概率",
    "penalty": "扣分",
    "performance": "表现",
    "period": "期间",
    "quadrant": "象限",
    "question": "问题",
    "rank": "排名",
    "rating": "评分",
    "realised": "已受益",
    "retention": "留存率",
    "reward": "加分",
    "score": "得分",
    "segment": "细分",
    "share": "份额",
    "silent": "无声客户",
    "silent_share": "无声比例",
    "state": "状态",
    "survival": "存留率",
    "time": "时间",
    "total": "总差距",
    "touchpoint": "触点",
    "upper": "上限",
    "value": "数值",
    "variance": "方差",
    "year": "年",
    "more": "更多行",
    "used": "使用行数",
    "dropped": "剔除行数",
    "nothing": "没有可显示的内容",
}
_EN = {"more": "more rows", "used": "rows used", "dropped": "left out", "nothing": "nothing to show"}


def _word(name: str, language: Language) -> str:
    if language == "zh":
        return _ZH.get(name, name.replace("_", " "))
    return _EN.get(name, name.replace("_", " "))


def _shown(value: Any, language: Language = "en") -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "zh": ("否", "是")}[language][value]
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1e6 else f"{value:.0f}"
    if isinstance(value, str):
        try:
            return _native.say(value, language) if language == "zh" else value
        except Exception:  # a word that is no code is shown as it is
            return value
    if isinstance(value, list):
        some = ", ".join(_shown(item, language) for item in value[:8])
        return some + (", …" if len(value) > 8 else "")
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(item, language)}" for name, item in value.items())
    return str(value)


def _heads(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def text(learnt: Learnt) -> str:
    """The table as lines of text, with what it rests on."""
    made = view(learnt._op, learnt.to_dict(), learnt._labels)
    heads = _heads(made.rows[:_MOST_ROWS])
    rows = [[_word(name, "en") for name in heads]]
    rows += [[_shown(row.get(name)) for name in heads] for row in made.rows[:_MOST_ROWS]]
    left = len(made.rows) - _MOST_ROWS
    more = f"\n… {left} {_word('more', 'en')}" if left > 0 else ""
    return f"{_lines(rows) if heads else _word('nothing', 'en')}{more}\n{_grounds(learnt, made.head, 'en')}"


def _grounds(learnt: Learnt, head: tuple[str, ...], language: Language) -> str:
    """How it was found, and from how much."""
    colon = ": " if language == "en" else "\uff1a"
    told = [learnt.method] if learnt.method else []
    if learnt.convention and learnt.convention != learnt.method:
        told.append(learnt.convention)
    for name, count in (("used", learnt.n_used), ("dropped", learnt.n_dropped)):
        if count is not None:
            told.append(f"{_word(name, language)}{colon}{_shown(count)}")
    answer = learnt._read()
    told.extend(f"{_word(name, language)}{colon}{_shown(answer.get(name), language)}" for name in head)
    told.extend(_native.say(code, language) for code in learnt.warnings)
    return " \u00b7 ".join(told)


def html(learnt: Learnt, language: Language) -> Html:
    """The table, the picture below it, and what they rest on."""
    made = view(learnt._op, learnt.to_dict(), learnt._labels)
    some = made.rows[:_MOST_ROWS]
    heads = _heads(some)
    rows = []
    for row in some:
        numbers = {name: isinstance(row.get(name), (int, float)) for name in heads}
        style = {True: "text-align:right;font-variant-numeric:tabular-nums", False: "white-space:normal"}
        cells = (_cell(escaped(_shown(row.get(name), language)), style=style[numbers[name]]) for name in heads)
        rows.append(_row(cells))
    left = len(made.rows) - len(some)
    more = f"<div>\u2026 {left} {escaped(_word('more', language))}</div>" if left else ""
    table = _table([_word(name, language) for name in heads], rows) if rows else escaped(_word("nothing", language))
    picture = svg(made.picture, language) if made.picture is not None and made.picture.rows else ""
    grounds = escaped(_grounds(learnt, made.head, language))
    return Html(f'<div>{table}{more}{picture}<div style="opacity:.7;font-size:.85em">{grounds}</div></div>')


# --- a picture without a library -----------------------------------------------------------------------------------


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _scale(values: list[float], zero: bool) -> tuple[float, float]:
    low, high = min(values), max(values)
    if zero:
        low, high = min(0.0, low), max(0.0, high)
    if low == high:
        low, high = low - 0.5, high + 0.5
    return low, high


def _ticks(low: float, high: float) -> list[float]:
    """Some four round numbers within the range."""
    rough = (high - low) / 4
    power = 10.0
    digits = 0
    while power**digits > rough:
        digits -= 1
    while power ** (digits + 1) <= rough:
        digits += 1
    step = next(step for step in (1, 2, 2.5, 5, 10) if step * power**digits >= rough) * power**digits
    first = -(-low // step)
    return [tick * step + 0.0 for tick in _counted(first, high / step)]  # no minus before a 0


def _counted(first: float, last: float) -> list[float]:
    found: list[float] = []
    while first <= last + 1e-9 and len(found) < 12:
        found.append(first)
        first += 1
    return found


def _tag(name: str, inner: str = "", **attributes: Any) -> str:
    written = "".join(
        f' {key.replace("_", "-")}="{value:.1f}"' if isinstance(value, float) else f' {key.replace("_", "-")}="{value}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{inner}</{name}>"


def _label(x: float, y: float, text: str, anchor: str = "start", **more: Any) -> str:
    shown = text if len(text) <= 34 else text[:33] + "\u2026"
    return _tag("text", escaped(shown), x=x, y=y, text_anchor=anchor, **more)


def svg(picture: Picture, language: Language) -> str:
    """The picture as SVG within the page."""
    drawn: Callable[[Picture, Language], tuple[int, str]] = {"bars": _bars, "points": _points, "curves": _curves}[
        picture.kind
    ]
    height, inner = drawn(picture, language)
    style = "max-width:100%;font:12px sans-serif;margin:.4em 0"
    box = f'viewBox="0 0 640 {height}" width="640" height="{height}" style="{style}" fill="currentColor"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {box}>{inner}</svg>'


def _bars(picture: Picture, language: Language) -> tuple[int, str]:
    fields = picture.fields
    rows = [row for row in picture.rows if _number(row.get(fields["value"])) is not None][:_MOST_MARKS]
    if not rows:
        return 20, _label(4.0, 14.0, _word("nothing", language))

    def of(row: dict[str, Any], field: str) -> float | None:
        return _number(row.get(fields[field])) if field in fields else None

    values = [
        value for row in rows for field in ("value", "start", "lower", "upper") if (value := of(row, field)) is not None
    ]
    low, high = _scale(values, zero="start" not in fields or min(values) < 0 < max(values))
    left, right, line = 220.0, 560.0, 20

    def x(value: float) -> float:
        return left + (right - left) * (value - low) / (high - low)

    parts = []
    for tick in _ticks(low, high):
        parts.append(
            _tag(
                "line", x1=x(tick), x2=x(tick), y1=0.0, y2=float(line * len(rows) + 4), stroke=_INK, stroke_opacity=0.25
            )
        )
        parts.append(_label(x(tick), line * len(rows) + 18.0, _shown(tick), "middle", fill=_INK))
    for place, row in enumerate(rows):
        y = place * line + 3.0
        value = of(row, "value") or 0.0
        start = of(row, "start")
        begin = min(max(0.0, low), high) if start is None else start
        parts.append(_label(left - 8, y + 12, _shown(row.get(fields["label"]), language), "end"))
        width = max(1.0, abs(x(value) - x(begin)))
        parts.append(_tag("rect", x=min(x(begin), x(value)), y=y, width=width, height=14.0, fill=_COLOURS[0]))
        lower, upper = of(row, "lower"), of(row, "upper")
        if lower is not None and upper is not None:
            ink: dict[str, Any] = {"stroke": "currentColor", "stroke_width": 1.5}
            parts.append(_tag("line", x1=x(lower), x2=x(upper), y1=y + 7, y2=y + 7, **ink))
            parts.extend(_tag("line", x1=x(end), x2=x(end), y1=y + 3, y2=y + 11, **ink) for end in (lower, upper))
        parts.append(_label(right + 12.0, y + 12, _shown(value), fill=_INK))
    parts.append(
        _label((left + right) / 2, line * len(rows) + 36.0, _word(fields["value"], language), "middle", fill=_INK)
    )
    return line * len(rows) + 42, "".join(parts)


def _axes(xs: list[float], ys: list[float], names: tuple[str, str], zero: bool) -> tuple[Any, Any, list[str]]:
    """Where a point lies, and the grid; of an area from 60 to 470 and from 10 to 250."""
    (x_low, x_high), (y_low, y_high) = _scale(xs, False), _scale(ys, zero)

    def x(value: float) -> float:
        return 60 + 410 * (value - x_low) / (x_high - x_low)

    def y(value: float) -> float:
        return 250 - 240 * (value - y_low) / (y_high - y_low)

    parts = []
    for tick in _ticks(x_low, x_high):
        parts.append(_tag("line", x1=x(tick), x2=x(tick), y1=10.0, y2=250.0, stroke=_INK, stroke_opacity=0.25))
        parts.append(_label(x(tick), 266.0, _shown(tick), "middle", fill=_INK))
    for tick in _ticks(y_low, y_high):
        parts.append(_tag("line", x1=60.0, x2=470.0, y1=y(tick), y2=y(tick), stroke=_INK, stroke_opacity=0.25))
        parts.append(_label(54.0, y(tick) + 4, _shown(tick), "end", fill=_INK))
    parts.append(_label(265.0, 286.0, names[0], "middle", fill=_INK))
    parts.append(_label(14.0, 130.0, names[1], "middle", fill=_INK, transform="rotate(-90 14 130)"))
    return x, y, parts


def _points(picture: Picture, language: Language) -> tuple[int, str]:
    fields = picture.fields
    rows = [row for row in picture.rows if None not in (_number(row.get(fields["x"])), _number(row.get(fields["y"])))]
    if not rows:
        return 20, _label(4.0, 14.0, _word("nothing", language))
    cross = picture.cross or []
    xs = [float(row[fields["x"]]) for row in rows] + cross[:1]
    ys = [float(row[fields["y"]]) for row in rows] + cross[1:]
    names = (_word(fields["x"], language), _word(fields["y"], language))
    x, y, parts = _axes(xs, ys, names, zero=False)
    if cross:
        parts.append(
            _tag("line", x1=x(cross[0]), x2=x(cross[0]), y1=10.0, y2=250.0, stroke=_COLOURS[4], stroke_dasharray="4 3")
        )
        parts.append(
            _tag("line", x1=60.0, x2=470.0, y1=y(cross[1]), y2=y(cross[1]), stroke=_COLOURS[4], stroke_dasharray="4 3")
        )
    named = len(rows) <= _MOST_MARKS
    for row in rows:
        at = x(float(row[fields["x"]])), y(float(row[fields["y"]]))
        parts.append(_tag("circle", cx=at[0], cy=at[1], r=4.0 if named else 2.0, fill=_COLOURS[0], fill_opacity=0.8))
        if named and fields["label"] != "row":
            parts.append(_label(at[0] + 7, at[1] + 4, _shown(row.get(fields["label"]), language)))
    return 296, "".join(parts)


def _curves(picture: Picture, language: Language) -> tuple[int, str]:
    fields = picture.fields
    series: dict[Any, list[dict[str, Any]]] = {}
    for row in picture.rows:
        if _number(row.get(fields["y"])) is not None:
            series.setdefault(row[fields["series"]], []).append(row)
    if not series:
        return 20, _label(4.0, 14.0, _word("nothing", language))
    known = [row[fields["x"]] for rows in series.values() for row in rows]
    places = None if all(_number(value) is not None for value in known) else list(dict.fromkeys(known))

    def at(row: dict[str, Any]) -> float:
        value = row[fields["x"]]
        return float(value) if places is None else float(places.index(value))

    names = (_word(fields["x"], language), _word(fields["y"], language))
    xs = [at(row) for rows in series.values() for row in rows]
    ys = [float(row[fields["y"]]) for rows in series.values() for row in rows]
    x, y, parts = _axes(xs, ys, names if places is None else ("", names[1]), zero=True)
    if places is not None:
        # names stand where numbers would
        parts = [part for part in parts if 'y="266.0"' not in part]
        for place, name in enumerate(places):
            turned = f"rotate(-30 {x(place):.1f} 262)"
            parts.append(
                _label(x(float(place)), 262.0, _shown(name, language)[:16], "end", fill=_INK, transform=turned)
            )
    for number, (name, rows) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        line, last = [], None
        for row in rows:
            here = x(at(row)), y(float(row[fields["y"]]))
            if picture.step and last is not None:
                line.append(f"{here[0]:.1f},{last:.1f}")
            line.append(f"{here[0]:.1f},{here[1]:.1f}")
            last = here[1]
        parts.append(_tag("polyline", points=" ".join(line), fill="none", stroke=colour, stroke_width=2))
        if not picture.step and len(rows) <= _MOST_MARKS:
            for point in line:
                cx, cy = point.split(",")
                parts.append(_tag("circle", cx=cx, cy=cy, r=2.5, fill=colour))
        if number < 14:
            parts.append(_tag("rect", x=482.0, y=14.0 + 18 * number, width=10.0, height=10.0, fill=colour))
            parts.append(_label(498.0, 23.0 + 18 * number, _shown(name, language) if name != "" else "\u2013"))
    return 296 if places is None else 330, "".join(parts)


# --- the same for notebooks that draw Vega-Lite --------------------------------------------------------------------


def chart(learnt: Learnt, language: Language) -> Chart:
    """The picture as a Vega-Lite specification."""
    made = view(learnt._op, learnt.to_dict(), learnt._labels)
    config = {
        "view": {"stroke": None},
        "axis": {"labelColor": _INK, "titleColor": _INK, "gridColor": _INK, "gridOpacity": 0.25, "labelLimit": 240},
        "legend": {"labelColor": _INK, "labelLimit": 240},
        "text": {"color": _INK},
    }
    base = {"$schema": _SCHEMA, "description": learnt.op, "background": "transparent", "config": config}
    picture = made.picture
    if picture is None or not picture.rows:
        text = {"type": "text", "text": _word("nothing", language), "fontSize": 14}
        return Chart({**base, "height": 40, "data": {"values": [{}]}, "mark": text})
    fields = picture.fields
    data = {"values": [{name: row.get(name) for name in fields.values()} for row in picture.rows]}

    def axis(field: str, kind: str = "quantitative", **more: Any) -> dict[str, Any]:
        return {"field": fields[field], "type": kind, "title": _word(fields[field], language), **more}

    if picture.kind == "bars":
        y = axis("label", "nominal", sort=None)
        y["title"] = None
        encoding: dict[str, Any] = {"y": y, "x": axis("value")}
        if "start" in fields:
            encoding["x2"] = {"field": fields["start"]}
        layers: list[dict[str, Any]] = [{"mark": {"type": "bar", "color": _COLOURS[0]}, "encoding": encoding}]
        if "lower" in fields:
            ends = {"y": y, "x": axis("lower"), "x2": {"field": fields["upper"]}}
            ends["x"]["title"] = _word(fields["value"], language)
            layers.append({"mark": {"type": "rule", "color": _INK}, "encoding": ends})
        return Chart({**base, "width": 400, "data": data, "layer": layers})
    if picture.kind == "points":
        scale = {"zero": False}
        encoding = {"x": axis("x", scale=scale), "y": axis("y", scale=scale), "tooltip": [{"field": fields["label"]}]}
        layers = [{"mark": {"type": "point", "filled": True, "color": _COLOURS[0]}, "encoding": encoding}]
        for name, datum in zip(("x", "y"), picture.cross or ()):
            layers.append({"mark": {"type": "rule", "color": _COLOURS[4]}, "encoding": {name: {"datum": datum}}})
        return Chart({**base, "width": 400, "height": 260, "data": data, "layer": layers})
    number = all(_number(row.get(fields["x"])) is not None for row in picture.rows)
    line: dict[str, Any] = {"type": "line"}
    if picture.step:
        line["interpolate"] = "step-after"
    encoding = {
        "x": axis("x") if number else axis("x", "nominal", sort=None),
        "y": axis("y"),
        "color": {**axis("series", "nominal"), "title": None, "scale": {"range": list(_COLOURS)}},
    }
    return Chart({**base, "width": 400, "height": 260, "data": data, "mark": line, "encoding": encoding})
