"""Each misbehaviour × each protocol: what was kept, refused, shown (make fault-run).

A good delivery is applied first, then one in trouble, each in the store's own transaction. The sources are real server
processes: the demonstration's interfaces and broker, and a PostgreSQL.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from cockpit.clock import beijing_now  # noqa: E402
from loaders.demo.servers.faults import FAULTS  # noqa: E402
from loaders.demo.servers.running import demonstration  # noqa: E402
from tools.faults import database, dropped, interfaces, stream  # noqa: E402
from tools.faults.way import ROWS, Outcome, Way, tried  # noqa: E402

DOCUMENT = ROOT / "docs" / "faults.md"
_HEAD = """# Fault run

`make fault-run`, last on {at}: {runs} runs over {ways} ways of reading, {lost} with rows lost, half a batch shown, or rows
that did not come without a word. {rows} rows stand in the store; then every row changes at the source, and it misbehaves.

The sources carry the rules that their mappings have (metrics/quality.py); those that are delivered whole also
`rows_drop` with a share of 0.001, because a file tells no total. *Refused* is said by reading, *stopped* by a rule; either
way readers see the batch before, whole. A dash: the way has no such thing (a file has no signature, one SQL statement sees
one state, positions have no region).

## What became of the batch

{matrix}

## What was said

{table}
"""


def outcomes(names: Collection[str] = (), faults: Collection[str] = FAULTS) -> Iterator[Outcome]:
    """Every misbehaviour of the ways of some names (all when none is named)."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        var = Path(folder)
        for way in _ways(var, running, names):
            if not names or way.name in names:
                yield from (tried(way, fault) for fault in way.faults if fault in faults)


def _ways(var: Path, running: ExitStack, names: Collection[str]) -> Iterator[Way]:
    """All of them; the database is started only when it is asked for."""
    url = interfaces.platform(var)
    secrets = running.enter_context(demonstration(var, url, beijing_now))
    yield from interfaces.ways(var, url, secrets)
    yield from dropped.ways(var)
    yield from stream.ways(var, secrets)
    if not names or any(name.startswith("sql") for name in names):
        yield from running.enter_context(database.ways(var))


def kept(one: Outcome) -> str:
    """What became of the batch, in a word or two."""
    report = one.report
    if report.status in ("failed", "blocked"):
        return "refused" if report.status == "failed" else "stopped"
    if report.rows_rejected:
        return f"{one.renewed} kept, {report.rows_rejected} refused"
    return "kept" if one.renewed == ROWS else f"{one.renewed} kept"


def matrix(found: list[Outcome]) -> str:
    """Ways × misbehaviours as Markdown."""
    ways = list(dict.fromkeys(one.way for one in found))
    told = {(one.way, one.fault): kept(one) for one in found}
    lines = [f"| | {' | '.join(fault.replace('_', ' ') for fault in FAULTS)} |", f"|{'---|' * (len(FAULTS) + 1)}"]
    lines += [f"| {way} | {' | '.join(told.get((way, fault), '—') for fault in FAULTS)} |" for way in ways]
    return "\n".join(lines)


def table(found: list[Outcome]) -> str:
    """Every cell with its words as Markdown."""
    lines = ["| way | misbehaviour | batch | shown | what was said |", "|---|---|---|---|---|"]
    for one in found:
        shown = f"{one.shown} rows, {'as before' if one.same else 'other values'}"
        said = one.words.split("：", 1)[-1].replace("|", "/").replace("\n", " ")[:110]
        lines.append(f"| {one.way} | {one.fault} | {kept(one)} | {shown} | {said} |")
    return "\n".join(lines)


def main() -> int:
    """Runs, writes docs/faults.md; 1 when a fault lost rows or showed half a batch."""
    found = list(outcomes())
    lost = [one for one in found if one.lost]
    text = _HEAD.format(
        at=f"{beijing_now():%Y-%m-%d %H:%M}", runs=len(found), ways=len({one.way for one in found}), lost=len(lost),
        rows=ROWS, matrix=matrix(found), table=table(found),
    )  # fmt: skip
    DOCUMENT.write_text(text, encoding="utf-8")
    print(text)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
