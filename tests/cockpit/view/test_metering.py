"""/metrics and /readyz on a real installation: what operators see, and who may see it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from app import create_app
from metrics.catalog import load_catalog
from metrics.records import load_records
from tests.installation import NOW, clock

AWAY = {"REMOTE_ADDR": "10.1.2.3"}


@pytest.fixture(scope="module")
def strict(installation):
    settings = replace(installation, metrics_token="geheim-7", stale_refuses=True)
    return create_app(settings, lambda: NOW + timedelta(days=400))


def test_metrics_tell_rows_ages_snapshot_and_latency_but_no_indicator(server, installation):
    client = server.test_client()
    client.get("/healthz")
    text = client.get("/metrics").text
    assert re.search(r'cockpit_rows_read_total\{source="grid_event"\} [1-9]', text)
    assert re.search(r'cockpit_rows_refused_total\{source="grid_event"\} \d', text)
    assert re.search(r'cockpit_source_success_age_seconds\{source="grid_event"\} \d', text)
    assert "cockpit_snapshot 1.0" in text
    assert re.search(r'cockpit_request_seconds_count\{kind="page",worker="\d+"\} [1-9]', text)
    catalog = load_catalog(records=load_records())
    assert [code for code in catalog.indicators if code in text] == []
    assert str(installation.platform_url) not in text


def test_metrics_are_for_this_machine_or_the_token(server, strict):
    assert server.test_client().get("/metrics", environ_overrides=AWAY).status_code == 403
    assert server.test_client().get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 403
    asked = [
        strict.test_client().get("/metrics", environ_overrides=AWAY, headers={"Authorization": f"Bearer {token}"})
        for token in ("geheim-7", "geheim-8")
    ]
    assert [answer.status_code for answer in asked] == [200, 403]


def test_ready_says_which_sources_are_late_and_refuses_only_where_that_is_wanted(server, strict, installation):
    patient = create_app(installation, lambda: NOW + timedelta(days=400)).test_client().get("/readyz")
    told = json.loads(patient.text)
    assert (patient.status_code, told["fresh"], "grid_event" in told["sources"]) == (200, False, True)
    assert "sources" not in json.loads(server.test_client().get("/readyz", environ_overrides=AWAY).text)
    assert strict.test_client().get("/readyz").status_code == 503
    now = json.loads(create_app(installation, clock).test_client().get("/readyz").text)
    assert "grid_event" not in now["sources"]
