"""The only reader of the environment: every setting, its default, its check."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cockpit.errors import SettingsError
from cockpit.security.access import Access, read_access

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What the installation decides.

    Args:
        var: folder of everything the cockpit makes.
        host, port: address it serves on.
        workers: web worker processes.
        store_url: warehouse; `duckdb:///` + folder for the embedded store.
        state_url: what people do with the cockpit, an SQLAlchemy URL.
        cache_url: `file:///` + folder, or redis://….
        platform_url: exchange database of the public data platform, an SQLAlchemy URL.
        scale: size of the demonstration platform (1 = 200,000 grid events).
        log_json: one JSON object per log line. metrics_token: who may read /metrics from elsewhere than this machine.
        stale_refuses: whether /readyz answers 503 while a source is late.
        demo: whether the platform is the demonstration platform (演示数据 marked on every screen).
        sources: folder of the installation's own sources (connections/, mappings/), or None: the supplied ones.
        chromium: the browser that prints pages; empty: looked for. brief_template: the installation's own Word template.
        access: how people get in.
    """

    var: Path
    host: str
    port: int
    workers: int
    store_url: str
    state_url: str
    cache_url: str
    platform_url: str
    scale: float
    demo: bool
    sources: Path | None = None
    log_json: bool = False
    metrics_token: str = ""
    stale_refuses: bool = False
    chromium: str = ""
    brief_template: Path | None = None
    access: Access = field(default_factory=Access)


def _number(environment: Mapping[str, str], name: str, default: str, low: float, high: float) -> float:
    text = environment.get(name, default)
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise _refused(name, f"值 {text!r} 不是 {low:g} 到 {high:g} 之间的数", f"改为数字，例如 {default}")
    return value


def _whole(environment: Mapping[str, str], name: str, default: str, low: int, high: int) -> int:
    value = _number(environment, name, default, low, high)
    if not value.is_integer():
        raise _refused(name, f"值 {environment[name]!r} 不是整数", f"改为整数，例如 {default}")
    return int(value)


def _refused(name: str, problem: str, remedy: str) -> SettingsError:
    return SettingsError(f"环境变量 {name}", problem, remedy)


def _folder(environment: Mapping[str, str]) -> Path:
    folder = Path(environment.get("COCKPIT_VAR", str(ROOT / "var"))).resolve()
    if folder.exists() and not folder.is_dir():
        raise _refused("COCKPIT_VAR", f"值 {str(folder)!r} 不是文件夹", "改为文件夹的路径")
    return folder


def _host(environment: Mapping[str, str]) -> str:
    host = environment.get("COCKPIT_HOST", "127.0.0.1")
    if re.search(r"[\s/]|^[^:]*:[^:]*$", host):  # one colon is a port; IPv6 has more
        raise _refused("COCKPIT_HOST", f"值 {host!r} 不是主机名或 IP", "改为例如 0.0.0.0；端口写在 COCKPIT_PORT")
    return host


def _url(environment: Mapping[str, str], name: str, default: str) -> str:
    """An address; what is behind its scheme may be a password and is never repeated."""
    url = environment.get(name, default)
    if not re.match(r"[a-z][a-z0-9+.]*://", url):
        raise _refused(name, "值不是地址（没有以小写的 协议:// 开头）", f"改为例如 {default}")
    return url


def _switch(environment: Mapping[str, str], name: str, remedy: str) -> bool:
    told = environment.get(name, "0")
    if told not in ("0", "1"):
        raise _refused(name, f"值 {told!r} 不是 0 或 1", remedy)
    return told == "1"


def _demo(environment: Mapping[str, str]) -> bool:
    told = _switch(environment, "COCKPIT_DEMO", "改为 1（标演示数据）或 0")
    return told or not {"COCKPIT_PLATFORM_URL", "COCKPIT_SOURCES"} & environment.keys()


def read_secrets() -> dict[str, str]:
    """The environment, for connections that name their variables in it; never printed, never stored."""
    return dict(os.environ)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (or the mapping given); an empty variable counts as not set.

    Raises:
        SettingsError: a value cannot be used.
    """
    told = os.environ if environment is None else environment
    env = {name: value.strip() for name, value in told.items() if value.strip()}
    var = _folder(env)
    return Settings(
        var=var,
        host=_host(env),
        port=_whole(env, "COCKPIT_PORT", "8050", 1, 65535),
        workers=_whole(env, "COCKPIT_WORKERS", "2", 1, 64),
        store_url=_url(env, "COCKPIT_STORE_URL", f"duckdb:///{var / 'store'}"),
        state_url=_url(env, "COCKPIT_STATE_URL", f"sqlite:///{var / 'state.db'}"),
        cache_url=_url(env, "COCKPIT_CACHE_URL", f"file://{var / 'cache'}"),
        platform_url=_url(env, "COCKPIT_PLATFORM_URL", f"sqlite:///{var / 'platform.db'}"),
        scale=_number(env, "SCALE", "1", 0.001, 1000),
        demo=_demo(env),
        sources=Path(env["COCKPIT_SOURCES"]).resolve() if "COCKPIT_SOURCES" in env else None,
        log_json=_switch(env, "COCKPIT_LOG_JSON", "改为 1（每行一个 JSON）或 0"),
        metrics_token=env.get("COCKPIT_METRICS_TOKEN", ""),
        stale_refuses=_switch(env, "COCKPIT_READY_STRICT", "改为 1（有来源逾期时 /readyz 回 503）或 0"),
        chromium=env.get("COCKPIT_CHROMIUM", ""),
        brief_template=Path(env["COCKPIT_BRIEF_TEMPLATE"]).resolve() if "COCKPIT_BRIEF_TEMPLATE" in env else None,
        access=read_access(env),
    )
