"""Tables: as text, and as HTML for notebooks, on light and on dark paper."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from . import _native

if TYPE_CHECKING:
    from ._audit import Audit
    from ._native import Agenda, Decision, Decisions
    from ._types import Language

_DAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh": "一二三四五六日"}

WORDS = {
    "en": {
        "reason": "reason",
        "channel": "channel",
        "verdict": "verdict",
        "from": "from",
        "until": "until",
        "when": "when",
        "rule": "rule",
        "why": "why not now",
        "since": "since",
        "clears": "clears",
        "binding": "binding",
        "then": "then also",
        "with": "with",
        "revisit": "holds until",
        "notes": "notes",
        "nothing": "nothing stands against it",
        "never": "not in sight",
        "open": "no end in sight",
        "conditional": "if those before it are made",
        "empty": "no contact is due",
        "now": "now",
        "agenda": "Agenda",
        "allowed": "allowed",
        "planned": "planned",
        "clock": "clock",
        "days": "days",
        "finding": "finding",
        "month": "month",
        "none": "no contacts",
        "contacts": "contacts",
        "sent": "contacts that were sent",
        "unused": "rows that could not be used",
        "audit": "Contacts by month and finding",
    },
    "zh": {
        "reason": "理由",
        "channel": "渠道",
        "verdict": "结论",
        "from": "起",
        "until": "止",
        "when": "时间",
        "rule": "规则",
        "why": "现在不宜的原因",
        "since": "始于",
        "clears": "解除",
        "binding": "决定性",
        "then": "其后还有",
        "with": "需要",
        "revisit": "有效至",
        "notes": "说明",
        "nothing": "没有障碍",
        "never": "近期不会",
        "open": "近期没有截止",
        "conditional": "以前面的联系已完成为前提",
        "empty": "没有应做的联系",
        "now": "现在",
        "agenda": "联系计划",
        "allowed": "允许联系",
        "planned": "计划联系",
        "clock": "时钟",
        "days": "天",
        "finding": "判断",
        "month": "月份",
        "none": "没有联系",
        "contacts": "次数",
        "sent": "发出的联系",
        "unused": "无法使用的行",
        "audit": "按月份和判断的联系次数",
    },
}

# mid tones: they can be read on white and on black
_COLOURS = {
    "allow": "#2e9e5b",
    "wait": "#c98a14",
    "hold": "#c2621d",
    "never": "#c94444",
    "expired": "#8a8a8a",
    "not_applicable": "#8a8a8a",
}
# what an audit finds, the weightiest first, as the library counts it
FINDINGS = {
    "without_consent": "#b2182b",
    "during_complaint": "#d6604d",
    "ask_before_give": "#e08214",
    "in_quiet_hours": "#8073ac",
    "over_cap": "#c51b7d",
    "too_early": "#fdb863",
    "too_late": "#b35806",
    "wrong_channel": "#7f7f7f",
    "did_not_apply": "#a6a6a6",
    "cannot_tell": "#cccccc",
    "right": "#4c8fc4",
}
_LINE = "1px solid rgba(128,128,128,.35)"
_WRAPS = "white-space:normal"
_CELL = "padding:.3em .8em;text-align:left;vertical-align:baseline;white-space:nowrap;background:transparent;color:inherit"


class Html(str):
    """HTML that a notebook shows as it is."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def escaped(text: str) -> str:
    """Text that may stand in HTML, also within quotes."""
    for character, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#39")):
        text = text.replace(character, f"&{name};")
    return text


def moment(at: datetime.datetime, language: Language = "en") -> str:
    """An instant for people, on its own clock: weekday, date, time."""
    day = _DAYS[language][at.weekday()]
    time = at.strftime("%H:%M:%S") if at.second else at.strftime("%H:%M")
    date = at.date().isoformat()
    return f"{day} {date} {time}" if language == "en" else f"{date} 周{day} {time}"


def clock(at: datetime.datetime) -> str:
    """The name of the clock that an instant is shown on."""
    return str(getattr(at.tzinfo, "key", None) or at.tzname() or at.tzinfo)


def _cell(inner: str, head: bool = False, style: str = "") -> str:
    tag = "th" if head else "td"
    return f'<{tag} style="{_CELL};{style}">{inner}</{tag}>'


def _row(cells: Iterable[str], style: str = "") -> str:
    return f'<tr style="background:transparent;border-top:{_LINE};{style}">{"".join(cells)}</tr>'


def _table(head: Sequence[str], rows: Iterable[str]) -> str:
    cells = (_cell(escaped(name), head=True, style="font-weight:600;opacity:.7") for name in head)
    style = "border-collapse:collapse;border:0;margin:.4em 0;font-size:.95em"
    return f'<table style="{style}"><thead><tr>{"".join(cells)}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _badge(verdict: str, language: Language) -> str:
    colour = _COLOURS.get(verdict, "#8a8a8a")
    said = verdict if language == "en" else _native.say(verdict, language)
    return (
        f'<span style="display:inline-block;border-left:.35em solid {colour};padding-left:.45em;font-weight:600">'
        f"{escaped(said)}</span>"
    )


def decision(decision: Decision, language: Language) -> Html:
    """One decision: the sentence, the blocks with the binding one marked, what comes after, what to note."""
    words = WORDS[language]
    rows = []
    for block in decision.blocks:
        clears = escaped(words["never"])
        if block.clears_at is not None:
            clears = escaped(moment(block.clears_at, language))
        elif block.clears_with is not None:
            clears = f"{escaped(words['with'])} <code>{escaped(block.clears_with)}</code>"
        since = ""
        if block.since is not None and block.since <= decision.now:
            since = escaped(moment(block.since, language))
        rule = f"<code>{escaped(block.rule)}</code>"
        style = ""
        if block.binding:
            rule = f"<b>{rule}</b> &#9664; {escaped(words['binding'])}"
            style = f"font-weight:600;border-left:.25em solid {_COLOURS['wait']}"
        why = _cell(escaped(block.why(language)), style=_WRAPS)
        rows.append(_row((_cell(rule), why, _cell(since), _cell(clears)), style))
    head = (words["rule"], words["why"], words["since"], words["clears"])
    table = _table(head, rows) if rows else ""
    notes = []
    if decision.then:
        notes.append(
            f"{escaped(words['then'])}: {', '.join(f'<code>{escaped(r)}</code>' for r in decision.then)}"
        )
    if decision.revisit_at is not None:
        notes.append(f"{escaped(words['revisit'])} {escaped(moment(decision.revisit_at, language))}")
    notes.extend(escaped(_native.say(code, language)) for code in decision.warnings)
    notes.append(f"{escaped(words['clock'])}: {escaped(clock(decision.now))}")
    return Html(
        f"<div><div>{_badge(decision.verdict.value, language)} &nbsp; "
        f"{escaped(decision.sentence(language))}</div>{table}"
        f'<div style="opacity:.7;font-size:.85em">{" &middot; ".join(notes)}</div></div>'
    )


def decisions(decisions: Decisions, language: Language) -> Html:
    """Many decisions: a row for each."""
    words = WORDS[language]
    rows = []
    for one in decisions:
        binding = one.binding
        at = [one.allowed_from, one.allowed_until]
        cells = (
            f"<code>{escaped(one.reason)}</code>",
            escaped(one.channel),
            _badge(one.verdict.value, language),
            *(escaped(moment(instant, language)) if instant is not None else "" for instant in at),
            f"<code>{escaped(binding.rule)}</code>" if binding is not None else "",
        )
        rows.append(_row(map(_cell, cells)))
    head = ("reason", "channel", "verdict", "from", "until", "rule")
    return Html(_table([words[name] for name in head], rows))


def agenda(agenda: Agenda, language: Language) -> Html:
    """The contacts of an agenda, by instant."""
    words = WORDS[language]
    if not len(agenda):
        return Html(f"<div>{escaped(words['empty'])}</div>")
    rows = []
    for item in agenda:
        until = words["open"] if item.allowed_until is None else moment(item.allowed_until, language)
        cells = (
            f"<b>{escaped(moment(item.at, language))}</b>",
            f"<code>{escaped(item.reason)}</code>",
            escaped(item.channel),
            escaped(moment(item.allowed_from, language)) if item.allowed_from is not None else "",
            escaped(until),
            escaped(words["conditional"]) if item.conditional else "",
        )
        rows.append(_row(map(_cell, cells)))
    head = ("when", "reason", "channel", "from", "until", "notes")
    shown = f"{words['clock']}: {clock(agenda.now)}"
    return Html(
        f"<div>{_table([words[name] for name in head], rows)}"
        f'<div style="opacity:.7;font-size:.85em">{escaped(shown)}</div></div>'
    )


def finding(name: str, language: Language) -> str:
    """A finding in a word or two."""
    return name.replace("_", " ") if language == "en" else _native.say(name, language)


def audit(audit: Audit, language: Language) -> Html:
    """What an audit found: a row for each finding that occurs, with a bar as long as it is frequent."""
    words = WORDS[language]
    totals, summary = audit.totals, audit.summary
    most = max(totals["findings"].values(), default=0) or 1
    rows = []
    for name, colour in FINDINGS.items():
        count = totals["findings"][name]
        if count:
            bar = f'<div style="background:{colour};height:.8em;width:{max(1, 240 * count // most)}px"></div>'
            cells = (_cell(escaped(finding(name, language))), _cell(str(count), style="text-align:right"), _cell(bar))
            rows.append(_row(cells))
    colon = ": " if language == "en" else "\uff1a"
    told = [f"{words['sent']}{colon}{totals['contacts']}"]
    if summary["errors"]:
        told.append(f"{words['unused']}{colon}{summary['errors']}")
    table = _table([words["finding"], words["contacts"], ""], rows) if rows else ""
    return Html(f"<div><div>{escaped(' · '.join(told))}</div>{table}</div>")


def _lines(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def agenda_text(agenda: Agenda) -> str:
    """The contacts of an agenda as lines of text."""
    words = WORDS["en"]
    if not len(agenda):
        return words["empty"]
    rows = [["when", "reason", "channel", "allowed until", ""]]
    for item in agenda:
        until = words["open"] if item.allowed_until is None else moment(item.allowed_until)
        note = words["conditional"] if item.conditional else ""
        rows.append([moment(item.at), item.reason, item.channel, until, note])
    return _lines(rows)


def decisions_text(decisions: Decisions) -> str:
    """Many decisions as lines of text."""
    rows = [["reason", "channel", "verdict", "from", "binding"]]
    for one in decisions:
        at = "" if one.allowed_from is None else moment(one.allowed_from)
        binding = one.binding
        rows.append([one.reason, one.channel, one.verdict.value, at, "" if binding is None else binding.rule])
    return _lines(rows)
