"""The demonstration's servers while they are needed: those that already run, or our own for as long as the block runs."""

from __future__ import annotations

import json
import os
import secrets as chance
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import httpx

from cockpit.clock import BEIJING
from cockpit.errors import SourceUnreachable
from loaders.connections import Connection

ROOT = Path(__file__).resolve().parents[3]
#: Seconds that the servers may take to start, and positions a second while the cockpit is served.
PATIENCE, RATE = 60, 0.5
#: How the variables begin that they answer with.
PREFIX = "COCKPIT_DEMO_"


def serves(connection: Connection) -> bool:
    """Whether a connection leads to the demonstration's servers: it names one of their variables."""
    return any(isinstance(value, str) and value.startswith(PREFIX) for _, value in connection.parameters)


@contextmanager
def demonstration(var: Path, platform_url: str, clock: Callable[[], datetime]) -> Iterator[dict[str, str]]:
    """The variables that the demonstration's connections name (COCKPIT_DEMO_…), while its servers run.

    Raises:
        SourceUnreachable: they do not start.
    """
    there = _answering(var / "demo" / "servers.json")
    if there is not None:
        yield there
        return
    with alongside(var, platform_url, clock, 0) as process:
        yield _awaited(process, var / "demo")


@contextmanager
def alongside(
    var: Path, platform_url: str, clock: Callable[[], datetime], rate: float = RATE
) -> Iterator[subprocess.Popen[bytes]]:
    """The servers, started but not waited for; they end with the block, or with our process.

    Args:
        rate: positions a second; the whole fleet reports once when the demonstration is new.
    """
    state = var / "demo"
    state.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable, "-m", "loaders.demo.servers", "--port", "0", "--mqtt-port", "0", "--state", str(state),
        "--ready", str(state / "servers.json"), "--rate", str(rate), "--now", clock().replace(tzinfo=BEIJING).isoformat(),
        "--parent", str(os.getpid()),
    ]  # fmt: skip
    # Secrets go through the environment, where `ps` does not show them; the address may hold a password too.
    account = {"COCKPIT_DEMO_APP": "cockpit-demo", "COCKPIT_DEMO_SECRET": chance.token_hex(16)}
    environment = os.environ | account | {"COCKPIT_PLATFORM_URL": platform_url}
    with (state / "servers.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _told(file: Path) -> dict[str, str]:
    """What the servers wrote when they were ready; empty when they are not."""
    with suppress(OSError, ValueError):
        variables: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        return variables
    return {}


def _answering(file: Path) -> dict[str, str] | None:
    """The variables of servers that answer; None when none do."""
    variables = _told(file)
    try:
        told = httpx.get(
            f"{variables.get('COCKPIT_DEMO_URL', 'http://127.0.0.1:1')}/healthz", timeout=2, trust_env=False
        )
    except httpx.HTTPError:
        return None
    return variables if told.status_code == 200 and str(told.json().get("pid")) == variables.get("pid") else None


def _awaited(process: subprocess.Popen[bytes], state: Path) -> dict[str, str]:
    end = time.monotonic() + PATIENCE
    while (variables := _told(state / "servers.json")).get("pid") != str(process.pid):
        if process.poll() is not None or time.monotonic() > end:
            log = (state / "servers.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
            words = f"演示接口没有启动：{log[-1] if log else '没有说明'}"
            raise SourceUnreachable(str(state / "servers.log"), words, "看该日志")
        time.sleep(0.05)
    return variables
