"""A real PostgreSQL on a free port, started once, with a fresh database per test."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.services.process import Service, free_port, unprivileged, until_it_answers

BIN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """URL of the server's own database."""
    with running() as url:
        yield url


@contextmanager
def running() -> Iterator[str]:
    """The same for those who are no tests."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    port, user = free_port(), unprivileged("postgres")
    if user:
        shutil.chown(folder, user)
    run = {"user": user, "cwd": folder} if user else {"cwd": folder}
    made = [BIN[0] / "initdb", "-D", folder / "data", "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(made, check=True, capture_output=True, **run)
    command = [BIN[0] / "postgres", "-D", folder / "data", "-p", str(port), "-k", str(folder), "-c", "fsync=off",
               "-c", "listen_addresses=127.0.0.1"]  # fmt: skip
    url = f"postgresql://tester@127.0.0.1:{port}/postgres"
    with Service(command, **run):
        until_it_answers(lambda: _ask(url))
        yield url
    shutil.rmtree(folder, ignore_errors=True)


def _ask(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
    engine.dispose()


@pytest.fixture
def postgresql(postgresql_server: str) -> Iterator[str]:
    """URL of an empty database."""
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield postgresql_server.rsplit("/", 1)[0] + f"/{name}"
    admin.dispose()
