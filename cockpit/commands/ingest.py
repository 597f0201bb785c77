"""`python -m cockpit ingest`: loads the sources once."""

from __future__ import annotations

import argparse

import app
from cockpit.settings import Settings


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `ingest`."""
    commands.add_parser("ingest", help="入库一次").set_defaults(run=run)


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    """1 when a source failed, else 0."""
    return app.ingest(settings)
