"""A real Redis on a free port."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis as client

from tests.services.process import Service, command, free_port, until_it_answers


@pytest.fixture(scope="session")
def redis() -> Iterator[str]:
    """URL of database 0."""
    with running(free_port()) as url:
        yield url


@contextmanager
def running(port: int) -> Iterator[str]:
    """A Redis of one's own on a port, to be stopped and started; its URL."""
    folder = tempfile.mkdtemp(prefix="redis-")
    started = [command("redis-server"), "--port", port, "--save", "", "--dir", folder, "--bind", "127.0.0.1"]
    with Service(started):
        until_it_answers(lambda: client.Redis(port=port).ping())
        yield f"redis://127.0.0.1:{port}/0"
    shutil.rmtree(folder, ignore_errors=True)
