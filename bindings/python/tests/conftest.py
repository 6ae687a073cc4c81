"""What several tests use."""

from __future__ import annotations

import datetime as dt
import json
import pathlib
import zoneinfo

import pytest
import tactful as tf

ROOT = pathlib.Path(__file__).resolve().parents[3]
VECTORS = ROOT / "tests" / "vectors"
GARDEN_TOOLS = ROOT / "tests" / "policies" / "garden-tools.toml"
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
UTC = dt.timezone.utc
NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=PARIS)


def vectors(*ops):
    """The vectors of these operations, from every file."""
    files = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(VECTORS.glob("*.json"))]
    found = [vector for file in files for vector in file["vectors"] if vector["op"] in ops]
    return [pytest.param(vector, id=vector["id"]) for vector in found]


@pytest.fixture(scope="session")
def engine():
    return tf.Engine()


@pytest.fixture(scope="session")
def customer():
    return tf.Customer(
        "c-17",
        timezone="Europe/Paris",
        history_since="2020-01-01T00:00:00Z",
        facts=[
            tf.purchase("2026-10-28T10:00:00+01:00", order="o-17", id="f-1"),
            tf.delivered("2026-11-19T10:00:00+01:00", order="o-17", id="f-2"),
            tf.consent_given("2026-01-01T00:00:00Z", id="f-3"),
        ],
    )
