"""The audit: how tactful have we been?"""

import datetime
import pickle

import pytest

import tactful as tf

POLICY = """
name = "audit"
version = "1"
[reasons.tip]
value = "good advice"
purpose = "service"
intent = "give"
[rules.space]
gap = "48h"
"""
CUSTOMER = tf.Customer("c-1", timezone="Europe/Paris", history_since="2015-01-01T00:00:00Z")


def sent(at, **more):
    return {"customer": "c-1", "kind": "contact", "at": at, "reason": "tip", "channel": "email", **more}


@pytest.fixture(scope="module")
def engine():
    return tf.Engine(POLICY)


def findings(audit):
    return [contact["finding"] for contact in audit.contacts]


def test_each_way_to_give_facts_finds_the_same(engine):
    rows = [sent("2026-06-10T10:00:00Z", id="a"), sent("2026-06-11T10:00:00Z", id="b", owner="ann")]
    fact = [tf.contact(row["at"], **{k: row.get(k) for k in ("id", "owner", "reason", "channel")}) for row in rows]
    ways = [
        engine.audit([CUSTOMER], rows),
        engine.audit([CUSTOMER], rows[::-1]),
        engine.audit([CUSTOMER], {"c-1": fact}),
        engine.audit([CUSTOMER], [("c-1", one) for one in fact]),
        engine.audit([CUSTOMER.with_facts(fact)]),
        engine.audit([CUSTOMER.to_dict()], rows),
    ]
    for audit in ways:
        assert findings(audit) == ["right", "over_cap"]
        assert audit.totals == ways[0].totals
        assert [row["name"] for row in audit.totals["by_owner"]] == [None, "ann"]
    assert len(ways[0]) == 2
    assert fact[1].owner == "ann" and pickle.loads(pickle.dumps(fact[1])) == fact[1]


def test_naive_instants_and_dates_need_to_be_told(engine):
    rows = [sent("2026-06-10 10:00"), sent(datetime.date(2026, 6, 20))]
    audit = engine.audit([CUSTOMER], rows)
    assert [(error["path"], error["code"]) for error in audit.errors] == [
        ("facts[0].at", "naive_time"),
        ("facts[1].at", "invalid_time"),
    ]
    assert audit.summary["errors_by_code"] == {"naive_time": 1, "invalid_time": 1}
    told = engine.audit([CUSTOMER], rows, naive="Europe/Paris", date_as="start")
    assert [contact["at"] for contact in told.contacts] == ["2026-06-10T08:00:00Z", "2026-06-19T22:00:00Z"]


def test_columns_are_mapped_and_slips_are_answered(engine):
    row = {"client": "c-1", "kind": "contact", "sent_on": "2026-06-10T10:00:00Z", "reason": "tip", "channel": "email"}
    audit = engine.audit([CUSTOMER], [row], columns={"customer": "client", "at": "sent_on"})
    assert findings(audit) == ["right"]
    with pytest.raises(tf.InvalidInputError, match="did you mean `sent_on`"):
        engine.audit([CUSTOMER], [row], columns={"customer": "client", "at": "sent_om"})
    with pytest.raises(tf.InvalidInputError, match="did you mean `custommer`"):
        engine.audit([CUSTOMER], [{"custommer": "c-1", "kind": "note", "at": "2026-06-10T10:00:00Z"}])


def test_a_bad_row_fails_nobody_else(engine):
    rows = [
        sent("soon"),
        {**sent("2026-06-10T10:00:00Z"), "customer": "c-9"},
        sent("2026-06-10T10:00:00Z"),
        {**sent("2026-06-12T10:00:00Z"), "chanel": "email"},
    ]
    audit = engine.audit([CUSTOMER, {"id": "c-1"}], rows)
    assert findings(audit) == ["right"]
    assert sorted(error["path"] for error in audit.errors) == [
        "customers[1].customer.id",
        "facts[0].at",
        "facts[1].customer",
        "facts[3].chanel",
    ]
    assert audit.summary["errors"] == 4


def test_another_policy(engine):
    audit = engine.audit([CUSTOMER], [sent("2026-06-10T10:00:00Z"), sent("2026-06-12T10:00:00Z")])
    difference = audit.compare(tf.Engine(POLICY.replace("48h", "72h")))
    assert difference.moves == [{"from": "right", "to": "over_cap", "count": 1}]
    assert difference.sentences["en"][0] == "2 of 2 contacts were right under the one policy, 1 under the other."
    assert audit.compare(engine).moves == []


def test_an_audit_of_nothing_can_be_shown(engine):
    audit = engine.audit([CUSTOMER])
    assert audit.chart().to_dict()["mark"]["text"] == str(audit) == "no contacts"
    assert "contacts that were sent: 0" in audit.html()


ROWS = {
    "client": [1, 1, 2, 3],
    "kind": ["contact", "contact", "delivered", "contact"],
    "sent_on": [datetime.datetime(2026, 6, day, 10) for day in (10, 11, 10, 10)],
    "reason": ["tip", "tip", None, "tip"],
    "channel": ["email", "email", None, "email"],
    "order": [None, None, 17, None],
    "owner": ["ann", None, None, None],
    "revenue": [1, 2, 3, 4],
}
CLIENTS = {
    "client": [1, 2],
    "timezone": ["Europe/Paris", None],
    "history_since": [datetime.datetime(2015, 1, 1)] * 2,
    "occasion_birthday": ["05-17", None],
}
COLUMNS = {"customer": "client", "at": "sent_on"}


@pytest.mark.parametrize("library", ["pyarrow", "polars", "pandas", "duckdb"])
def test_tables_find_the_same_as_rows(engine, library):
    pa, pandas = pytest.importorskip("pyarrow"), pytest.importorskip("pandas")
    frame = {
        "pyarrow": lambda table: table,
        "polars": lambda table: pytest.importorskip("polars").DataFrame(table),
        "pandas": lambda table: table.to_pandas(types_mapper={pa.int64(): pandas.Int64Dtype()}.get),
        "duckdb": lambda table: pytest.importorskip("duckdb").from_arrow(table),
    }[library]
    pytest.importorskip(library)
    customers, facts = frame(pa.table(CLIENTS)), frame(pa.table(ROWS))
    audit = engine.audit(customers, facts, columns=COLUMNS, naive="Europe/Paris")
    assert findings(audit) == ["right", "over_cap"]
    assert [row["name"] for row in audit.totals["by_owner"]] == [None, "ann"]
    assert [(error["path"], error["code"]) for error in audit.errors] == [("facts[3].customer", "unknown_customer")]
    plain = [tf.Customer("1", timezone="Europe/Paris", history_since="2015-01-01T00:00:00Z"), {"id": "2"}]
    assert engine.audit(plain, facts, columns=COLUMNS, naive="Europe/Paris").totals == audit.totals
    rows = [dict(zip(ROWS, row)) | {"client": str(row[0])} for row in zip(*ROWS.values())][:2]
    rows = [{name: value for name, value in row.items() if name != "revenue"} for row in rows]
    mapped = engine.audit(plain[:1], rows, columns=COLUMNS, naive="Europe/Paris")
    assert mapped.totals == audit.totals


def test_columns_of_tables_are_checked(engine):
    pa = pytest.importorskip("pyarrow")
    customers, facts = pa.table(CLIENTS), pa.table(ROWS)
    with pytest.raises(tf.InvalidInputError, match="did you mean `sent_on`"):
        engine.audit(customers, facts, columns={**COLUMNS, "at": "sent_no"}, naive="UTC")
    with pytest.raises(tf.InvalidInputError, match="zone"):
        engine.audit(customers, facts, columns=COLUMNS)
    with pytest.raises(tf.InvalidInputError, match="no such column"):
        engine.audit(customers, facts, naive="UTC")


def test_pictures(engine):
    audit = engine.audit([CUSTOMER], [sent("2026-06-10T10:00:00Z"), sent("2026-07-11T10:00:00Z")])
    spec = audit.chart().to_dict()
    assert [row["month"] for row in spec["data"]["values"]] == ["2026-06", "2026-07"]
    assert spec["encoding"]["color"]["scale"]["domain"] == ["right"] and spec["title"].startswith("Contacts")
    apart = engine.audit([CUSTOMER], [sent("2025-11-10T10:00:00Z"), sent("2026-02-11T10:00:00Z")]).chart().to_dict()
    assert apart["encoding"]["x"]["scale"]["domain"] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert audit._repr_html_() == audit.html() and "contacts that were sent: 2" in audit.html()
    assert str(audit) == "       2  right"
    for shown in (audit.chart("zh").to_json(), audit.html("zh")):
        assert "\u8054\u7cfb\u6070\u5f53" in shown and "right" not in shown.replace("text-align:right", "")
    for method in (audit.chart, audit.html):
        with pytest.raises(tf.InvalidInputError, match="language"):
            method("fr")
    assert pickle.loads(pickle.dumps(audit)) == audit
