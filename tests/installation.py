"""A whole small installation, made once: demonstration platform, first ingest, server; the clock stands still."""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from app import create_app, ingest
from cockpit.audit.trail import Trail
from cockpit.export.job import ExportJob
from cockpit.security.keys import derived, secret_key
from cockpit.settings import Settings, read_settings
from cockpit.state.database import open_state
from loaders.demo.generate import generate

NOW = datetime(2026, 11, 23, 12, 0)


def clock() -> datetime:
    """Noon of the day of the demonstration platform."""
    return NOW


@pytest.fixture(scope="session")
def installation(tmp_path_factory) -> Iterator[Settings]:
    """Settings of a published installation at scale 0.02; read only: who publishes takes `own_installation`.

    At the end its audit must hold: a test that writes there under another key breaks the pages of all that follow.
    """
    var = tmp_path_factory.mktemp("installation") / "var"
    if "PYTEST_XDIST_WORKER" in os.environ:
        shutil.copytree(_made_once(tmp_path_factory.getbasetemp().parent), var)
        settings = _settings(var)
    else:
        settings = _made(var)
    yield settings
    Trail(open_state(settings.state_url), derived(secret_key(settings), "audit")).verify()


def _made_once(run: Path) -> Path:
    """The installation that the workers of this run copy: the first who needs it makes it, the others wait."""
    var, done = run / "installation", run / "installation.done"
    with (run / "installation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(var, ignore_errors=True)  # half of one that failed
            _made(var)
            done.touch()
    return var


def _made(var: Path) -> Settings:
    settings = _settings(var)
    generate(sa.create_engine(settings.platform_url), var / "drop", settings.scale, NOW.date(), lambda _: None)
    assert ingest(settings, clock) == 0
    return settings


def _settings(var: Path) -> Settings:
    return read_settings({"COCKPIT_VAR": str(var), "SCALE": "0.02"})


@pytest.fixture
def own_installation(installation: Settings, tmp_path: Path) -> Settings:
    """A copy that a test may publish into; the exports that other tests asked of the first stay there."""
    var = tmp_path / "var"
    shutil.copytree(installation.var, var)
    own = replace(
        installation, var=var, store_url=f"duckdb:///{var / 'store'}", cache_url=f"file://{var / 'cache'}",
        platform_url=f"sqlite:///{var / 'platform.db'}", state_url=f"sqlite:///{var / 'state.db'}",
    )  # fmt: skip
    with open_state(own.state_url).begin() as state:
        state.execute(sa.delete(ExportJob))
    return own


@pytest.fixture(scope="session")
def server(installation: Settings) -> Flask:
    """The application over the installation."""
    return create_app(installation, clock)


@pytest.fixture(scope="session")
def address(server: Flask) -> Iterator[str]:
    """Where the application answers over HTTP."""
    with serving(server) as url:
        yield url


class serving:
    """Serves an application on a free port while the block runs; gives its address."""

    def __init__(self, server: Flask) -> None:
        self._http = make_server("127.0.0.1", 0, server, threaded=True)
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._http.server_port}"

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._thread.join()
