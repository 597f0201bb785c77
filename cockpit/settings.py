"""The only reader of the environment: every setting, its default, its check."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cockpit.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What the installation decides.

    Args:
        var: folder of everything the cockpit makes.
        host, port: address it serves on.
        workers: web worker processes.
        store_url: warehouse; `duckdb:///` + folder for the embedded store.
        cache_url: `file:///` + folder, or redis://….
        platform_url: exchange database of the public data platform, an SQLAlchemy URL.
        scale: size of the demonstration platform (1 = 200,000 grid events).
        demo: whether the platform is the demonstration platform (演示数据 marked on every screen).
    """

    var: Path
    host: str
    port: int
    workers: int
    store_url: str
    cache_url: str
    platform_url: str
    scale: float
    demo: bool


def _number(environment: Mapping[str, str], name: str, default: str, low: float, high: float) -> float:
    text = environment.get(name, default)
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise SettingsError(
            f"环境变量 {name}", f"值 {text!r} 不是 {low:g} 到 {high:g} 之间的数", f"改为数字,例如 {default}"
        )
    return value


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (or the mapping given).

    Raises:
        SettingsError: a value cannot be used.
    """
    env = os.environ if environment is None else environment
    var = Path(env.get("COCKPIT_VAR", str(ROOT / "var"))).resolve()
    platform_url = env.get("COCKPIT_PLATFORM_URL", f"sqlite:///{var / 'platform.db'}")
    return Settings(
        var=var,
        host=env.get("COCKPIT_HOST", "127.0.0.1"),
        port=int(_number(env, "COCKPIT_PORT", "8050", 1, 65535)),
        workers=int(_number(env, "COCKPIT_WORKERS", "2", 1, 64)),
        store_url=env.get("COCKPIT_STORE_URL", f"duckdb:///{var / 'store'}"),
        cache_url=env.get("COCKPIT_CACHE_URL", f"file://{var / 'cache'}"),
        platform_url=platform_url,
        scale=_number(env, "SCALE", "1", 0.001, 1000),
        demo="COCKPIT_PLATFORM_URL" not in env or env.get("COCKPIT_DEMO") == "1",
    )
