"""Are the installed packages in order (`pip check`), and is anything known against them (`pip-audit`)?

A known vulnerability fails. Where no advisory service can be reached, as on a machine with nothing but a package
mirror, this says so and does not pretend: nothing was audited. COCKPIT_OSV_URL names an OSV service of one's own
network, e.g. https://osv.inside.example/v1/query.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

_PYPI = "https://pypi.org/pypi/pip-audit/2.10.1/json"
#: Seconds that an answer of the advisory service may take.
PATIENCE = 6.0


@dataclass(frozen=True)
class Verdict:
    """What came out: whether it may go on, and the sentence that says why."""

    passed: bool
    words: str


def reached(osv: str) -> bool:
    """Whether an advisory service answers: PyPI with its list of vulnerabilities, or the OSV service of an address."""
    try:
        if osv:
            package = {"name": "pip-audit", "ecosystem": "PyPI"}
            answer = httpx.post(osv, json={"package": package, "version": "2.10.1"}, timeout=PATIENCE)
            return answer.status_code == 200
        answer = httpx.get(_PYPI, timeout=PATIENCE, follow_redirects=True)
        return answer.status_code == 200 and "vulnerabilities" in answer.json()
    except (httpx.HTTPError, ValueError):
        return False


def audit(osv: str = "", choice: Sequence[str] = ("--local",)) -> Verdict:
    """The verdict on the packages of this environment (or those that `choice` names to pip-audit)."""
    if not reached(osv):
        return Verdict(True, "NOT AUDITED: no advisory service was reached; nothing is known about vulnerabilities")
    service = ["-s", "osv", "--osv-url", osv] if osv else ["-s", "pypi"]
    with tempfile.TemporaryDirectory() as cache:
        told = subprocess.run(
            [sys.executable, "-m", "pip_audit", *choice, *service, "--format", "json", "--progress-spinner", "off",
             "--timeout", str(int(PATIENCE)), "--cache-dir", cache],
            capture_output=True, text=True,
        )  # fmt: skip
    try:
        return verdict(json.loads(told.stdout)["dependencies"])
    except (ValueError, KeyError):
        last = (told.stderr.strip().splitlines() or ["no answer"])[-1]
        return Verdict(True, f"NOT AUDITED: the advisory service failed half way: {last[:200]}")


def verdict(dependencies: list[dict[str, Any]]) -> Verdict:
    """The verdict on what pip-audit found: any known vulnerability fails; packages it could not look up are counted."""
    looked_up = [package for package in dependencies if "skip_reason" not in package]
    if not looked_up:
        return Verdict(True, "NOT AUDITED: the advisory service knows none of the packages")
    found = [
        f"{package['name']} {package['version']}: {fault['id']}, mended in {'、'.join(fault['fix_versions']) or 'no version yet'}"
        for package in looked_up for fault in package["vulns"]
    ]  # fmt: skip
    skipped = len(dependencies) - len(looked_up)
    told = f"{len(looked_up)} packages audited" + (f", {skipped} unknown to the service" if skipped else "")
    return Verdict(not found, "\n".join([f"{told}: {len(found)} known vulnerabilities", *found]))


def main() -> int:
    """1 when packages do not fit together, or when something is known against one."""
    fits = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    print("pip check:", fits.stdout.strip() or fits.stderr.strip())
    told = audit(os.environ.get("COCKPIT_OSV_URL", ""))
    print("pip-audit:", told.words)
    return 0 if fits.returncode == 0 and told.passed else 1


if __name__ == "__main__":
    sys.exit(main())
