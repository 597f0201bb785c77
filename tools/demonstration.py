"""Fills the demonstration platform of the settings (make run does this once)."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cockpit.clock import beijing_now  # noqa: E402
from cockpit.errors import CockpitError  # noqa: E402
from cockpit.settings import read_settings  # noqa: E402
from loaders.demo.generate import generate, newest_day  # noqa: E402


def main() -> int:
    """Generates the platform that the settings name; a real platform is left alone."""
    try:
        settings = read_settings()
    except CockpitError as error:
        print(error, file=sys.stderr)
        return 2
    if not settings.demo:
        print("已配置真实平台（COCKPIT_PLATFORM_URL），不生成演示数据")
        return 0
    settings.var.mkdir(parents=True, exist_ok=True)
    begun = perf_counter()
    generate(
        sa.create_engine(settings.platform_url),
        settings.var / "drop",
        settings.scale,
        newest_day(beijing_now()),
        lambda line: print(f"{perf_counter() - begun:6.1f} 秒  {line}", flush=True),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
