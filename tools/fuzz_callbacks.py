"""`make fuzz`: ten thousand tampered requests as a clerk of one department; no 5xx, no byte of another's rows.

A canary stands in the detail rows and in the observations of another department. First it is shown that its own people
see it; then nobody else may, in no answer, in no file, in no header. What is found is printed with its seed.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import pyarrow.parquet as pq
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import Client, TestResponse

from app import create_app, declarations
from cockpit.application import EXTENSION, Cockpit
from cockpit.clock import beijing_now
from cockpit.security.gate import VISITOR_COOKIE, visitor_signer
from cockpit.security.grant import grant
from cockpit.security.identity import Identity
from cockpit.security.policy import installed_policy
from cockpit.settings import ROOT, Settings, read_settings
from cockpit.store.pointer import current_file
from loaders.demo.generate import generate
from metrics.region import COUNTIES
from tools.tampering import Asked, Foreign, tampered


@dataclass(frozen=True)
class Canary:
    """A word planted into what only one department may see, and where: names in a record, notes of observations."""

    word: str
    owner: tuple[str, str, str]
    record: str
    key: str
    name: str


GRID = Canary("金丝雀CANARY7f3a91c4", ("clerk", "市委政法委", ""), "grid_event", "event_id", "title")
PORT = Canary("金丝雀CANARYb82d06e5", ("clerk", "市港航和口岸局", ""), "vessel_base", "mmsi", "name_zh")


@dataclass
class Found:
    """What a run found: how often which status, and every request that was answered wrongly, with why."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def plant(settings: Settings, canary: Canary, others: tuple[str, str, str]) -> tuple[str, ...]:
    """Writes a canary into the published file; returns keys of rows that hold it.

    Args:
        others: role, department and region of those who may not see it.
    """
    records, catalog = declarations()
    own, other = (
        grant(Identity("x", "x", *who), installed_policy(), catalog, records) for who in (canary.owner, others)
    )  # fmt: skip
    hidden = sorted(own.indicators - other.indicators)
    file = current_file(Path(settings.store_url.removeprefix("duckdb:///")))
    with duckdb.connect(str(file)) as store:
        chosen = f"SELECT {canary.key} FROM {canary.record}__rows ORDER BY {canary.key} LIMIT 200"
        keys = [str(key) for (key,) in store.execute(chosen).fetchall()]
        store.execute(
            f"UPDATE {canary.record}__rows SET {canary.name} = ? WHERE {canary.key} IN ({chosen})", [canary.word]
        )
        for table in ("observation", "current_observation", "measured"):
            store.execute(f"UPDATE {table} SET note = ? WHERE list_contains(?, indicator)", [canary.word, hidden])
    return tuple(keys)


def seat(server: Flask, who: tuple[str, str, str]) -> Client:
    """A browser in a seat of the demonstration."""
    client = server.test_client()
    client.set_cookie(VISITOR_COOKIE, str(visitor_signer(server.extensions[EXTENSION]).dumps(who)))
    return client


def foreign(cockpit: Cockpit, keys: tuple[str, ...]) -> Foreign:
    """What is not the attacker's."""
    hidden = tuple(code for code in cockpit.catalog.indicators if code.startswith("grid."))
    records = (
        "grid_event",
        "grid_event_node",
        "grid_member",
        "ent_base",
        "ent_mu_annual",
        "hotline_ticket",
        "observation",
        "x",
    )
    pages = (
        *(f"/event/{key}" for key in keys[:5]), *(f"/records/{name}" for name in records), *(f"/rows/{name}" for name in records),
        *(f"/indicator/{code}" for code in hidden[:8]), "/society", "/people", "/enterprise/x", "/officers/audit", "/exports",
        "/data/quality", "/wall/society", "/region/330902", "//evil", "/..%2f..%2fetc", "/" + "a/" * 500,
    )  # fmt: skip
    return Foreign((*COUNTIES, "330900", "330902001", "x"), pages, records, hidden, (*keys[:3], GRID.word))


def sent(client: Client, asked: Asked) -> TestResponse:
    """The answer to a request; a body that no JSON can say is sent as it is."""
    query = {str(name)[:9000]: str(value)[:9000] for name, value in asked.query.items()}
    address = asked.path + ("?" + urlencode(query, errors="replace") if query else "")
    headers = {"Origin": "http://localhost", "Accept-Encoding": "identity"}
    if asked.raw is not None:
        return client.open(
            address, method=asked.method, data=asked.raw, content_type="application/json", headers=headers
        )
    if asked.body is not None:
        return client.open(address, method=asked.method, json=asked.body, headers=headers)
    form = {str(name): str(value).encode("utf-8", "replace").decode() for name, value in asked.form.items()}
    return client.open(address, method=asked.method, data=form or None, headers=headers)


def tells(answer: TestResponse, word: str) -> bool:
    """Whether an answer holds a word: in its headers, its text, or unpacked from a workbook or Parquet."""
    content = answer.get_data()
    texts = [content, str(answer.headers).encode()]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            texts += [book.read(name) for name in book.namelist()]
    if content.startswith(b"PAR1"):
        texts.append(str(pq.read_table(io.BytesIO(content)).to_pydict()).encode())
    signs = (word.encode(), word.encode("unicode_escape"), word.encode("unicode_escape").upper())
    return any(sign in text for text in texts for sign in signs)


def seen_by_its_owner(server: Flask, canary: Canary) -> bool:
    """Whether those whose rows they are see the canary; else a run would prove nothing."""
    client = seat(server, canary.owner)
    return any(
        tells(client.get(f"/api/rows/{canary.record}?start={start}&end={start + 500}"), canary.word)
        for start in range(0, 5000, 500)
    )  # fmt: skip


def fuzz(server: Flask, keys: tuple[str, ...], seed: int, count: int) -> Found:
    """Asks so many tampered requests as the attacker."""
    client, found = seat(server, PORT.owner), Found()
    cockpit: Cockpit = server.extensions[EXTENSION]
    for number, asked in enumerate(tampered(seed, count, foreign(cockpit, keys))):
        answer = sent(client, asked)
        found.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            found.wrong.append(f"{answer.status_code} seed {seed} number {number}: {asked.told()}")
        if tells(answer, GRID.word):
            found.wrong.append(f"canary, seed {seed} number {number}: {asked.told()}")
    return found


def installed(folder: Path) -> Settings:
    """A small installation of its own."""
    settings = read_settings({"COCKPIT_VAR": str(folder), "SCALE": "0.02"})
    engine, today = sa.create_engine(settings.platform_url), beijing_now().date()
    generate(engine, settings.var / "drop", settings.scale, today, lambda _: None)
    # In a process of its own: whoever has read a DuckDB file cannot write it any more.
    environment = os.environ | {"COCKPIT_VAR": str(folder), "SCALE": "0.02"}
    subprocess.run([sys.executable, "app.py", "ingest"], cwd=ROOT, env=environment, check=True, capture_output=True)
    return settings


def main() -> int:
    """1 when anything was found."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("--count", type=int, default=10_000)
    line.add_argument("--seed", type=int, default=20261125)
    told = line.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = installed(Path(folder))
        keys = plant(settings, GRID, PORT.owner)
        server = create_app(settings)
        if not seen_by_its_owner(server, GRID):
            raise RuntimeError("the canary is not seen by those whose rows it stands in: this run would prove nothing")
        began = time.perf_counter()
        found = fuzz(server, keys, told.seed, told.count)
    print(
        f"{told.count} tampered requests in {time.perf_counter() - began:.0f} s:", dict(sorted(found.statuses.items()))
    )
    print("\n".join(found.wrong) or "no 5xx, no byte of another department's rows")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
