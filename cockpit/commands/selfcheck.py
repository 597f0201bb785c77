"""`python -m cockpit selfcheck`: the checks of GB/T 22239 that an application can answer for."""

from __future__ import annotations

import argparse
from typing import cast

import app
from cockpit.application import EXTENSION, Cockpit
from cockpit.security.selfcheck import run_checks
from cockpit.settings import Settings

_WORDS = {"pass": "通过", "fail": "不通过", "n/a": "不适用"}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `selfcheck`."""
    commands.add_parser("selfcheck", help="按 GB/T 22239 第三级自查").set_defaults(run=run)


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    """1 when a check does not pass, else 0."""
    server = app.create_app(settings)
    with server.app_context():
        checks = run_checks(cast(Cockpit, server.extensions[EXTENSION]))
    for check in checks:
        print(f"{_WORDS[check.result]:　<3} {check.clause:<12} {check.demand} —— {check.evidence}")
    applies = [check for check in checks if check.result != "n/a"]
    passed = sum(check.result == "pass" for check in applies)
    print(f"适用 {len(applies)} 项，通过 {passed} 项")
    return 0 if passed == len(applies) else 1
