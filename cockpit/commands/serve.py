"""`python -m cockpit serve`: what `python app.py` does."""

from __future__ import annotations

import argparse

import app
from cockpit.settings import Settings


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `serve`."""
    commands.add_parser("serve", help="启动驾驶舱").set_defaults(run=run)


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Serves until stopped."""
    app.serve(settings)
    return 0
