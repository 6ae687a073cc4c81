"""What people see: sentences, tables, charts; nothing of the data is taken for HTML."""

from __future__ import annotations

import html.parser
import json

import tactful as tf
from conftest import NOW
from tactful import _display


class Balanced(html.parser.HTMLParser):
    """Fails for tags that are not closed in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.text, self.tags = [], "", set()
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


KNOWN = {"div", "span", "table", "thead", "tbody", "tr", "th", "td", "b", "code"}


def test_tables(engine, customer):
    decision = engine.decide(customer, "ask-referral", "email", NOW)
    agenda = engine.agenda(customer, NOW, 60)
    for shown in (decision, engine.decide_all(customer, NOW), agenda, engine.agenda(tf.Customer(), NOW, 1)):
        for language in ("en", "zh"):
            page = shown.html(language)
            assert Balanced(page).tags <= KNOWN
            assert page._repr_html_() == page
        assert shown._repr_html_() == shown.html()
        assert str(shown) and "\n\n" not in str(shown)
    page = decision.html()
    assert page.count("&#9664;") == 1
    for block in decision.blocks:
        assert f"<code>{block.rule}</code>" in page
    assert str(decision) in Balanced(page).text
    assert "\u51b3\u5b9a\u6027" in decision.html("zh")
    assert str(engine.agenda(tf.Customer(), NOW, 1)) == "no contact is due"


def test_nothing_of_the_data_is_markup():
    nasty = "<script>alert('&\"')</script>"
    policy = {
        "name": "x", "version": "1", "channels": ["email"],
        "reasons": {"hello": {"value": nasty, "purpose": "service", "intent": "give", "needs": "own-kind"}},
        "own_facts": ["own-kind"],
        "rules": {"nights": {"quiet_hours": ["08:00-20:00"]}},
    }  # fmt: skip
    decision = tf.Engine(policy).decide(tf.Customer(nasty, timezone="UTC"), "hello", "email", NOW)
    assert nasty in decision.explain()
    assert "<script" not in decision.html() and Balanced(decision.html()).tags <= KNOWN
    assert _display.escaped(nasty) == "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;"


def test_charts(engine, customer):
    agenda = engine.agenda(customer, NOW, 90)
    chart = agenda.chart()
    spec = chart.to_dict()
    assert json.loads(chart.to_json()) == spec
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v5")
    rows = spec["data"]["values"]
    assert [row["reason"] for row in rows] == [item.reason for item in agenda]
    assert rows[0]["at"] == agenda[0].at.strftime("%Y-%m-%dT%H:%M:%SZ")  # wall time, drawn as it is
    assert all(row["from"] <= row["at"] < row["until"] for row in rows)
    bundle = chart._repr_mimebundle_()
    assert bundle["application/vnd.vegalite.v5+json"] == spec and "Agenda" in bundle["text/plain"]
    spec["width"] = 1
    assert chart.to_dict() != spec  # a copy
    assert "\u8054\u7cfb\u8ba1\u5212" in agenda.chart("zh").to_json()
    empty = engine.agenda(tf.Customer(), NOW, 1).chart()
    assert empty.to_dict()["mark"]["text"] == "no contact is due"


def test_reports():
    report = tf.Engine("name = 'x'\nversion = '1'\n[reasons.ask-review]\nvalue = 'v'\npurpose = 'survey'\n"
                       "intent = 'ask'\nanchor = { fact = 'delivered', per = 'order' }\nneeds = 'feedback'\n").check()  # fmt: skip
    assert not report and not report.ok
    assert report.findings[0].code == "sentiment_condition" and report.findings[0].severity == "error"
    assert str(report).startswith("not fit for use: 0 of 0 examples hold\nerror: ")
