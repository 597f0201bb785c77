"""How people get in, as the operator decides it: key, proxy, time limits, passwords, single sign-on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from cockpit.errors import SettingsError

Profile = Literal["dengbao", "asvs"]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Access:
    """Settings of security.

    Args:
        secret_key: signs and encrypts; "" is allowed only in demonstration mode on loopback.
        proxies: reverse proxies in front whose X-Forwarded-For is believed.
        tls: whether browsers reach the cockpit over HTTPS (cookies Secure, HSTS).
        passwords: profile of passwords (cockpit.security.passwords).
        idle_minutes, session_hours: a session ends when nothing was asked for so long, and at the latest after so long.
        oidc_issuer, oidc_client, oidc_secret: single sign-on by OpenID Connect; "" is without.
    """

    secret_key: str = field(default="", repr=False)
    proxies: int = 0
    tls: bool = False
    passwords: Profile = "dengbao"
    idle_minutes: int = 30
    session_hours: int = 8
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: str = field(default="", repr=False)


def read_access(env: Mapping[str, str]) -> Access:
    """The settings of security in an environment.

    Raises:
        SettingsError: a value cannot be used.
    """
    profile = _one_of(env, "COCKPIT_PASSWORDS", "dengbao", ("dengbao", "asvs"))
    access = Access(
        secret_key=env.get("COCKPIT_SECRET_KEY", ""),
        proxies=_count(env, "COCKPIT_PROXIES", 0, 0, 5),
        tls=_one_of(env, "COCKPIT_TLS", "0", ("0", "1")) == "1",
        passwords=cast(Profile, profile),
        idle_minutes=_count(env, "COCKPIT_IDLE_MINUTES", 30, 1, 24 * 60),
        session_hours=_count(env, "COCKPIT_SESSION_HOURS", 8, 1, 24 * 7),
        oidc_issuer=env.get("COCKPIT_OIDC_ISSUER", "").rstrip("/"),
        oidc_client=env.get("COCKPIT_OIDC_CLIENT", ""),
        oidc_secret=env.get("COCKPIT_OIDC_SECRET", ""),
    )
    if access.oidc_issuer and not (access.oidc_client and access.oidc_secret):
        raise SettingsError(
            "环境变量 COCKPIT_OIDC_ISSUER", "单点登录没有写全", "同时设 COCKPIT_OIDC_CLIENT 和 COCKPIT_OIDC_SECRET"
        )
    return access


def _one_of(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    told = env.get(name, default)
    if told not in choices:
        raise SettingsError(f"环境变量 {name}", f"值 {told!r} 不能用", f"改为 {' 或 '.join(choices)}")
    return told


def _count(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    told = env.get(name, str(default))
    if not told.isascii() or not told.isdecimal() or not low <= int(told) <= high:
        raise SettingsError(f"环境变量 {name}", f"值 {told!r} 不是 {low} 到 {high} 之间的整数", f"改为例如 {default}")
    return int(told)
