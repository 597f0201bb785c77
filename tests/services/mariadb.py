"""A real MariaDB on a free port, started once, with a fresh database per test."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.services.process import Service, command, free_port, unprivileged, until_it_answers


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[str]:
    """URL of the server, without a database."""
    folder = Path(tempfile.mkdtemp(prefix="maria-"))
    port, user = free_port(), unprivileged("mysql")
    if user:
        shutil.chown(folder, user)
    run = {"user": user, "cwd": folder} if user else {"cwd": folder}
    data = [f"--datadir={folder / 'data'}", "--no-defaults"][::-1]
    install = [command("mariadb-install-db", "mysql_install_db"), *data, "--auth-root-authentication-method=normal",
               "--skip-test-db"]  # fmt: skip
    subprocess.run(install, check=True, capture_output=True, **run)
    server = [command("mariadbd", "mysqld"), *data, f"--port={port}", "--bind-address=127.0.0.1",
              f"--socket={folder / 's'}", f"--pid-file={folder / 'pid'}", "--skip-grant-tables", "--skip-networking=0",
              "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4"]  # fmt: skip
    url = f"mysql+pymysql://root@127.0.0.1:{port}"
    with Service(server, **run):
        until_it_answers(lambda: _ask(url))
        yield url
    shutil.rmtree(folder, ignore_errors=True)


def _ask(url: str, statement: str = "SELECT 1") -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture
def mariadb(mariadb_server: str) -> str:
    """URL of an empty database."""
    name = f"t{uuid.uuid4().hex[:12]}"
    _ask(mariadb_server, f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    return f"{mariadb_server}/{name}?charset=utf8mb4"
