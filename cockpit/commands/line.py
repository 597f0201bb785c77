"""The command line: which commands there are, and how a refusal ends."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Protocol

from cockpit.commands import audit, backup, connect, export, ingest, key, selfcheck, serve, token, user
from cockpit.errors import CockpitError
from cockpit.logs import log_lines
from cockpit.settings import read_settings


class Command(Protocol):
    """A module of this package: `add` declares the command and sets `run` (settings, arguments → exit code)."""

    def add(self, commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        """Declares the command's name, help and arguments."""


COMMANDS: tuple[Command, ...] = (serve, ingest, connect, export, key, user, audit, token, backup, selfcheck)


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    line = argparse.ArgumentParser(prog="python -m cockpit", description="舟山数字驾驶舱")
    commands = line.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add(commands)
    return line


def run(words: Sequence[str]) -> int:
    """Runs one command; a refusal prints its one sentence and ends with 2."""
    arguments = parser().parse_args(words)
    try:
        settings = read_settings()
        log_lines(settings.log_json)
        return int(arguments.run(settings, arguments))
    except CockpitError as error:
        print(error, file=sys.stderr)
        return 2
