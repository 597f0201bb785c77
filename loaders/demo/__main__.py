"""`python -m loaders.demo --url sqlite:////path/platform.db --drop /path/drop --scale 1 --today 2026-11-23`"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa

from cockpit.clock import beijing_now
from loaders.demo.generate import generate, newest_day


def main() -> None:
    """Read the arguments, fill, print progress."""
    parser = argparse.ArgumentParser(description="生成演示平台（交换库与投递目录）")
    parser.add_argument("--url", required=True, help="SQLAlchemy 地址，例如 sqlite:////data/platform.db")
    parser.add_argument("--drop", required=True, type=Path, help="投递目录")
    parser.add_argument("--scale", type=float, default=1.0, help="规模，1 为 20 万件事件")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=newest_day(beijing_now()), help="数据截至日，例如 2026-11-23"
    )
    arguments = parser.parse_args()
    begun = perf_counter()

    def tell(line: str) -> None:
        print(f"{perf_counter() - begun:6.1f} 秒  {line}", flush=True)

    result = generate(sa.create_engine(arguments.url), arguments.drop, arguments.scale, arguments.today, tell)
    tell(f"演示平台完成：{len(result.counts)} 张表，{sum(result.counts.values()):,} 行")


if __name__ == "__main__":
    main()
