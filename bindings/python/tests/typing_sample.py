"""A user's program, for type checkers."""

from __future__ import annotations

import datetime

import tactful as tf


def plan(
    engine: tf.Engine, facts: list[tf.Fact], now: datetime.datetime
) -> list[tuple[datetime.datetime, str]]:
    customer = tf.Customer("c-17", timezone="Europe/Paris", facts=facts)
    decision: tf.Decision = engine.decide(customer, "check-in", channel="email", now=now)
    if decision.verdict is tf.Verdict.WAIT and decision.allowed_from is not None:
        print(decision.allowed_from.isoformat(), decision.explain("zh"))
    elif decision.verdict == "hold":
        rules: list[str] = [block.rule for block in decision.blocks if block.clears_at is None]
        print(rules, decision.binding.code if decision.binding else "")
    every = engine.decide_all(customer, now, planned=[tf.planned(now, reason="useful-tip", channel="email")])
    verdicts: tuple[tf.Verdict, ...] = every.verdicts
    first: tf.Decision = every[0]
    some: tuple[tf.Decision, ...] = every[1:3]
    print(len(verdicts), first, some, [d.reason for d in every])
    agenda = engine.agenda(customer, now, days=60, standing=engine.fold(customer, now))
    agenda.chart("en").to_dict()["layer"]
    return [(item.at, item.reason) for item in agenda]


def office() -> datetime.datetime:
    calendar = tf.Calendar(
        "Europe/Paris", weekly={"mon": ["09:00-17:00"]}, holidays=[datetime.date(2026, 12, 25)]
    )
    open_time: datetime.timedelta = calendar.elapsed("2026-11-20T10:00:00Z", "2026-11-27T10:00:00Z")
    return calendar.add("2026-11-20T10:00:00Z", open_time)


def complaint(engine: tf.Engine, now: datetime.datetime) -> tuple[tf.Fact, ...]:
    case: tf.Case = tf.Case.open("k-1", at=now, by="web", role="system", customer="c-17")
    try:
        version: int = case.act(engine, "grant", at=now, by="anna", role="direct", amount=(1200, "EUR"))
        print(version)
    except tf.Refused as refused:
        rule: str | None = refused.rule
        print(rule, ", ".join(refused.missing), refused.approvers)
    due: list[str] = [act.kind for act in case.next_acts(engine) if act.due]
    apologise = tf.Move("apologise", "direct")
    state: tf.CaseState = case.state(engine).after(apologise)
    late = [one.clock for one in engine.clocks(case, now).readings if one.due_at and one.due_at < now]
    words = [found.word for found in engine.signposts("always")]
    print(due, state.status, late, words, engine.frames("it broke", known=["time"]).next)
    tf.gantt([case], engine, now, by="team").to_dict()
    return case.facts()


def relationship(engine: tf.Engine, customer: tf.Customer, now: datetime.datetime) -> list[datetime.datetime]:
    owed = tf.relationship.obligations(engine, customer, now)["owed"]
    late: list[datetime.datetime] = [one["due_by"] for one in owed if one["state"] == "overdue" and one["due_by"]]
    signs: list[str] = [one["cause"] for one in tf.relationship.churn(engine, customer, now, supplied=["market"])]
    plan: tf.campaign.Plan = tf.campaign.plan([{"id": "ada"}], "2027-01-25", "2027-02-06", capacity=2)
    day: datetime.date | None = plan.latest_begin
    print(signs, day, tf.touchpoint.attention(engine, need="asking"), [gift.id for gift in plan.gifts])
    return late


def facts() -> list[tf.Fact]:
    return [
        tf.delivered("2026-11-19 10:00", order="o-17", naive="Europe/Paris"),
        tf.contact(
            datetime.datetime.now(datetime.timezone.utc), channel="email", purpose=["marketing", "survey"]
        ),
        tf.fact("webinar", "2026-11-19T10:00:00Z"),
    ]


def main() -> None:
    try:
        engine = tf.Engine.from_file("policy.toml")
    except tf.InvalidInputError as error:
        print(error.code, error.path, error.line, error.column)
        raise
    report: tf.Report = engine.check()
    print(report.ok, [finding.message for finding in report.findings])
    print(plan(engine, facts(), datetime.datetime.now(datetime.timezone.utc)), office())
