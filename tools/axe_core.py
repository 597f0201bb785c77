"""axe-core from npm, for tests only: installed once into var/axe, never into the assets."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tools.bundle import npm

ROOT = Path(__file__).resolve().parents[1]
SOURCE, WORK = ROOT / "tools" / "axe" / "package.json", ROOT / "var" / "axe"


def axe_script() -> str:
    """The script that gives a page `window.axe`; a newer version in package.json is installed."""
    script, wanted = WORK / "node_modules" / "axe-core" / "axe.min.js", WORK / "package.json"
    if not script.is_file() or wanted.read_text() != SOURCE.read_text():
        WORK.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SOURCE, wanted)
        subprocess.run([*npm(), "install", "--silent", "--no-audit", "--no-fund"], cwd=WORK, check=True, timeout=300)
    return script.read_text(encoding="utf-8")
