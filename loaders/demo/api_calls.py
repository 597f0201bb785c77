"""Calls of the platform's interfaces: an HTTP 200 may carry a business failure, and some answers are very slow."""

from __future__ import annotations

import numpy as np

from loaders.demo.platform import Rows
from loaders.demo.seed import generator
from loaders.demo.text import Array, numbered

DAYS, PER_DAY = 420, 60
#: Business codes of the share gateway (domain/source_tables.md B2), and how often each comes.
CODES, SHARES = ("00", "96", "97", "98", "99"), (0.978, 0.009, 0.004, 0.002, 0.007)


def call_rows(now: np.datetime64) -> Rows:
    """api_call_log of the last 420 days."""
    rng = generator("api_calls")
    count = DAYS * PER_DAY
    called = now.astype("M8[s]") - np.sort(rng.integers(0, DAYS * 86_400, count))[::-1].astype("m8[s]")
    http = rng.choice(np.array(["200", "401", "503"]), count, p=[0.994, 0.003, 0.003])
    code = np.where(http == "200", rng.choice(np.array(CODES), count, p=SHARES), "")
    good = code == "00"
    api = rng.integers(1, 41, count)
    slowness = rng.lognormal(np.log(140), 0.7, count) * np.where(rng.random(count) < 0.04, 9, 1)
    columns: dict[str, Array] = {
        "call_id": numbered("DEMOCALL", np.arange(1, count + 1), 8),
        "api_id": numbered("DEMOAPI", api, 3),
        "app_code": numbered("DEMOAPP", api % 9 + 1, 2),
        "org_code": rng.choice(np.array(["ORG-DH", "ORG-PT", "ORG-DS", "ORG-SS"]), count),
        "call_time": called,
        "http_status": http,
        "biz_code": code,
        "has_data": good & (rng.random(count) < 0.86),
        "latency_ms": slowness.astype(int),
        "ret_count": np.where(good, rng.integers(0, 200, count), 0),
    }
    return Rows(columns, called)
