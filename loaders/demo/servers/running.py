"""The demonstration's servers while they are needed: those that already run, or our own for as long as the block runs."""

from __future__ import annotations

import json
import os
import secrets as chance
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx

from cockpit.clock import BEIJING
from cockpit.errors import SourceUnreachable

ROOT = Path(__file__).resolve().parents[3]
#: Seconds that the servers may take to start.
PATIENCE = 60


@contextmanager
def demonstration(var: Path, platform_url: str, clock: Callable[[], datetime]) -> Iterator[dict[str, str]]:
    """The variables that the demonstration's connections name (COCKPIT_DEMO_…), while its servers run.

    Raises:
        SourceUnreachable: they do not start.
    """
    state = var / "demo"
    state.mkdir(parents=True, exist_ok=True)
    there = _running(state / "servers.json")
    if there is not None:
        yield there
        return
    account = {"COCKPIT_DEMO_APP": "cockpit-demo", "COCKPIT_DEMO_SECRET": chance.token_hex(16)}
    process, ready = _started(state, platform_url, account, clock().replace(tzinfo=BEIJING))
    try:
        _written(state / "servers.json", variables := _variables(process, ready, state) | account)
        yield variables
    finally:
        process.terminate()
        process.wait(20)
        (state / "servers.json").unlink(missing_ok=True)


def _running(file: Path) -> dict[str, str] | None:
    """The variables of servers that answer; None when none do."""
    try:
        variables: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        told = httpx.get(f"{variables['COCKPIT_DEMO_URL']}/healthz", timeout=2, trust_env=False)
    except (OSError, ValueError, KeyError, httpx.HTTPError):
        return None
    return variables if told.status_code == 200 else None


def _started(
    state: Path, platform_url: str, account: dict[str, str], now: datetime
) -> tuple[subprocess.Popen[bytes], Path]:
    ready = state / f"ready-{os.getpid()}.json"
    ready.unlink(missing_ok=True)
    command = [
        sys.executable, "-m", "loaders.demo.servers", "--port", "0", "--mqtt-port", "0", "--state", str(state),
        "--ready", str(ready), "--now", now.isoformat(),
    ]  # fmt: skip
    # The address may hold a password, so it goes through the environment, where `ps` does not show it.
    environment = os.environ | account | {"COCKPIT_PLATFORM_URL": platform_url}
    with (state / "servers.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log), ready


def _variables(process: subprocess.Popen[bytes], ready: Path, state: Path) -> dict[str, str]:
    end = time.monotonic() + PATIENCE
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > end:
            log = (state / "servers.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
            words = f"演示接口没有启动:{log[-1] if log else '没有说明'}"
            raise SourceUnreachable(str(state / "servers.log"), words, "看该日志")
        time.sleep(0.05)
    told = json.loads(ready.read_text(encoding="utf-8"))
    ready.unlink()
    http = f"http://127.0.0.1:{told['http']}"
    return {
        "COCKPIT_DEMO_URL": http, "COCKPIT_DEMO_CKAN": f"{http}/ckan", "COCKPIT_DEMO_SDMX": f"{http}/sdmx",
        "COCKPIT_DEMO_MQTT": f"mqtt://127.0.0.1:{told['mqtt']}",
    }  # fmt: skip


def _written(file: Path, variables: dict[str, str]) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        json.dump(variables, opened)
