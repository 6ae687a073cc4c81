"""Many customers, where a day has room for so many contacts."""

import copy
import datetime
import pickle

import pytest

import tactful as tf

POLICY = """
name = "workload"
version = "1"
channels = ["email", "phone"]
[reasons.check-in]
value = "help at the start"
purpose = "service"
intent = "give"
anchor = { fact = "delivered", per = "order" }
opens = "1d"
closes = "4d"
once = "per order"
channels = ["phone", "email"]
"""
NOW = "2026-06-01T09:00:00Z"
DELIVERED = tf.delivered("2026-05-31T08:00:00Z", order="o-1", id="f-1")


def person(id, facts=(DELIVERED,)):
    return tf.Customer(id, timezone="UTC", history_since="2020-01-01T00:00:00Z", facts=facts)


@pytest.fixture(scope="module")
def engine():
    return tf.Engine(POLICY)


def plan(engine, people, limits=({"per_day": 1},), **more):
    given = {"now": NOW, "days": 2, "timezone": "UTC", "small_share": 0, **more}
    return engine.agenda_many(people, given.pop("now"), given.pop("days"), limits=limits, **given)


def test_each_way_to_tell_a_candidate_plans_the_same(engine):
    bare = person("a", facts=())
    standing = engine.fold(person("a"), NOW)
    ways = [
        [person("a")],
        [{"customer": person("a")}],
        [{"customer": bare, "facts": [DELIVERED]}],
        [{"customer": bare, "facts": [DELIVERED.to_dict()]}],
        [{"customer": bare.to_dict(), "facts": [DELIVERED], "team": None, "value": float("nan")}],
        [{"customer": bare, "standing": standing}],
    ]
    for way in ways:
        assert plan(engine, way) == plan(engine, ways[0])
    workload = plan(engine, ways[0])
    assert len(workload) == 1 and list(workload) == list(workload.contacts) and workload[-1] == workload[0]
    (contact,) = workload
    assert contact == tf.Booked(
        customer="a",
        team=None,
        day=datetime.date(2026, 6, 1),
        at=datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.timezone.utc),
        reason="check-in",
        channel="phone",
        allowed_until=datetime.datetime(2026, 6, 4, 8, tzinfo=datetime.timezone.utc),
        floor=False,
        conditional=False,
        warnings=(),
    )


def test_instants_are_on_the_clock_of_the_days(engine):
    workload = plan(engine, [person("a"), person("b")], timezone="America/New_York", now="2026-06-01T08:00:00Z")
    assert [one.day.isoformat() for one in workload] == ["2026-06-01", "2026-06-02"]
    assert [one.at.isoformat() for one in workload] == ["2026-06-01T04:00:00-04:00", "2026-06-02T00:00:00-04:00"]
    zone = datetime.timezone.utc
    now = datetime.datetime(2026, 6, 1, 9, tzinfo=zone)
    assert plan(engine, [person("a")], now=now) == plan(engine, [person("a")])
    assert plan(engine, [person("a")], now="2026-06-01 11:00", naive="Europe/Paris") == plan(engine, [person("a")])


def test_who_waits_is_told_why(engine):
    workload = plan(engine, [person(name) for name in "cab"])
    (waiting,) = workload.waiting
    assert (waiting.customer, waiting.code, waiting.limit) == ("c", "capacity", 0)
    assert waiting.day == datetime.date(2026, 6, 1) and waiting.fits_on == datetime.date(2026, 6, 3)
    assert waiting.fits_at == datetime.datetime(2026, 6, 3, tzinfo=datetime.timezone.utc)
    assert waiting.explanation.endswith("There would be room from Wed 2026-06-03 00:00 (UTC).")
    assert "\u540d\u989d" in plan(engine, [person(name) for name in "cab"], language="zh").waiting[0].explanation
    assert workload.summary == {"candidates": 3, "contacts": 2, "waiting": 1, "errors": 0}


def test_small_customers_keep_their_share_and_loads_are_a_table(engine):
    people = [{"customer": person(name), "value": 100, "team": "north"} for name in "xy"]
    people.append({"customer": person("s"), "value": 1, "volume": "scattered", "team": "north"})
    limits = [{"per_day": 2}, {"per_day": 2, "team": "north", "channel": "phone"}]
    workload = plan(engine, people, limits, small_share=5_000)
    assert [(one.customer, one.floor) for one in workload] == [("s", True), ("x", False), ("y", False)]
    assert workload.loads[0] == (datetime.date(2026, 6, 1), None, None, 2, 2, 1, 1)
    assert workload.loads[1]._asdict() == {
        "date": datetime.date(2026, 6, 1), "team": "north", "channel": "phone",
        "room": 2, "used": 2, "small": 1, "floor": 1,
    }  # fmt: skip
    by_value = plan(engine, [{**one, "volume": None} for one in people], limits, small_share=5_000, small_below=2)
    assert by_value.contacts == workload.contacts
    for language in ("en", "zh"):
        spec = workload.chart(language).to_dict()
        rows = spec["data"]["values"]
        assert sum(row["contacts"] for row in rows) == sum(load.used for load in workload.loads)
        assert spec["facet"]["row"]["sort"] == [rows[0]["limit"], "north \u00b7 phone"]
    assert "small customers" in workload.chart().to_json()


def test_it_is_shown_kept_and_compared(engine):
    workload = plan(engine, [{"customer": person("<b>"), "team": "t&t"}], [{"per_day": 1, "team": "t&t"}])
    assert pickle.loads(pickle.dumps(workload)) == workload == copy.deepcopy(workload)
    assert hash(pickle.loads(pickle.dumps(workload))) == hash(workload)
    assert workload != plan(engine, [person("a")]) and workload != 1
    assert "&lt;b&gt;" in workload._repr_html_() and "t&amp;t" in workload._repr_html_()
    assert str(workload) == "Mon 2026-06-01 09:00  <b>  t&t  check-in  phone"
    assert str(plan(engine, [])) == "no contact is due"
    assert repr(workload) == "<tactful.Workload: 1 contacts in 2 days, 0 waiting>"
    assert set(workload._repr_mimebundle_()) == {"application/vnd.vegalite.v5+json", "text/html", "text/plain"}
    workload.to_dict()["contacts"].clear()
    assert len(workload.to_dict()["contacts"]) == 1
    assert workload.timezone == "UTC"


def test_one_bad_candidate_fails_nobody_else(engine):
    people = [person("a"), person("b"), person("b"), {"customer": person("c"), "value": -1}]
    workload = plan(engine, [*people, {"customer": person("d"), "team": "north"}], [{"per_day": 9}])
    assert [one.customer for one in workload] == ["a"]
    assert [(error["path"], error["code"]) for error in workload.errors] == [
        ("candidates[1].customer.id", "duplicate_id"),
        ("candidates[2].customer.id", "duplicate_id"),
        ("candidates[3].value", "invalid_value"),
        ("candidates[4].team", "unknown_team"),
    ]


@pytest.mark.parametrize(
    ("code", "path", "change"),
    [
        ("zero_cap", "capacity.limits[0].per_day", {"limits": [{"per_day": 0}]}),
        ("missing_field", "capacity.limits[0]", {"limits": [{}]}),
        ("unknown_field", "capacity.limits[0].chanel", {"limits": [{"per_day": 1, "chanel": "phone"}]}),
        ("unknown_channel", "capacity.limits[0].channel", {"limits": [{"per_day": 1, "channel": "fax"}]}),
        ("invalid_value", "capacity.small_share", {"small_share": 10_001}),
        ("invalid_value", "days", {"days": 0}),
        ("unknown_tz", "capacity.timezone", {"timezone": "Europe/Pari"}),
        ("wrong_type", "timezone", {"timezone": 1}),
        ("naive_time", "now", {"now": "2026-06-01 09:00"}),
    ],
)
def test_what_cannot_be_is_refused(engine, code, path, change):
    with pytest.raises(tf.InvalidInputError) as refused:
        plan(engine, [person("a")], **change)
    assert (refused.value.code, refused.value.path) == (code, path)


def test_what_is_no_candidate_is_refused(engine):
    for wrong in ("a", {"team": "north"}, None):
        with pytest.raises(tf.InvalidInputError) as refused:
            plan(engine, [wrong])
        assert (refused.value.code, refused.value.path) == ("wrong_type", "candidates[0]")
    with pytest.raises(tf.InvalidInputError):
        plan(engine, []).chart("fr")
