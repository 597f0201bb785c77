"""Load on loopback: wrk for rates, 128 readers of our own for the time each of them waits."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tools.bench.serving import ADDRESS, DOMAINS, PORT, page_body

REGIONS = ("", "330902", "330903", "330921", "330922")
READERS, SECONDS = 128, 10


def wrk(path: str, body: bytes | None = None) -> float:
    """Requests per second over 8 connections for 5 seconds."""
    if shutil.which("wrk") is None:
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=True, capture_output=True)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write('wrk.headers["Accept-Encoding"] = "br"\n')
        if body is not None:
            script.write(f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                         f'wrk.headers["Origin"] = "{ADDRESS}"\nwrk.body = [==[{body.decode()}]==]\n')  # fmt: skip
        script.flush()
        command = ["wrk", "-t1", "-c8", "-d5s", "-s", script.name, ADDRESS + path]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told:
        raise RuntimeError(told)
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found is not None
    return float(found[1])


def static_file(size: int) -> Path:
    """A file of a size under assets/, which the server sends as it sends any file."""
    path = Path(__file__).resolve().parents[2] / "assets" / "vendor" / "bench.bin"
    path.write_bytes(random.Random(1).randbytes(size))
    return path


def choices() -> list[tuple[str, str]]:
    """What 128 readers choose from: four domain pages, five regions, the last six months; path and query of each."""
    months = ("", "2026-09", "2026-08", "2026-07", "2026-06", "2026-05")
    told = []
    for path, region, month in itertools.product(DOMAINS, REGIONS, months):
        pairs = [f"{k}={v}" for k, v in (("region", region), ("period", month)) if v]
        told.append((path, "?" + "&".join(pairs) if pairs else ""))
    return told


def readers() -> tuple[float, float, int, int]:
    """128 readers who change a filter as soon as the last change is there: p50, p95 (seconds), answers, errors."""
    waits, errors = asyncio.run(_crowd())
    ordered = sorted(waits)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)], len(ordered), errors


async def _crowd() -> tuple[list[float], int]:
    wanted, until = [page_body(*choice) for choice in choices()], time.perf_counter() + SECONDS
    told = await asyncio.gather(*(_reader(random.Random(n), wanted, until) for n in range(READERS)))
    return [wait for waits, _ in told for wait in waits], sum(errors for _, errors in told)


async def _reader(chance: random.Random, wanted: list[bytes], until: float) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    waits, errors = [], 0
    while time.perf_counter() < until:
        body = chance.choice(wanted)
        began = time.perf_counter()
        writer.write(
            b"POST /_dash-update-component HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
            b"Origin: %s\r\nAccept-Encoding: br\r\nContent-Length: %d\r\n\r\n%s"
            % (PORT, ADDRESS.encode(), len(body), body)
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])  # type: ignore[index]
        await reader.readexactly(length)
        waits.append(time.perf_counter() - began)
        errors += not head.startswith(b"HTTP/1.1 200")
    writer.close()
    return waits, errors
