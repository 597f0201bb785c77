"""The secret key: long and random, or the cockpit does not start; everything else is derived from it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cockpit.errors import SettingsError
from cockpit.security.access import LOOPBACK
from cockpit.settings import Settings

LEAST_BYTES = 32
#: Keys that stand in public code (Superset CVE-2023-27524, DataEase CVE-2026-23958, examples of Flask and Django).
KNOWN = (
    "changeme", "change_me", "secret", "password", "thisisasecret", "thisismysc", "your_own_random", "test_non_dev_secret",
    "django-insecure", "dataease", "superset", "example", "0123456789", "abcdefgh", "zhoushan", "cockpit",
)  # fmt: skip
_LEAST_DIFFERENT = 12


def demonstration(settings: Settings) -> bool:
    """Whether visitors are let in without signing in: demonstration data, and an address only this machine reaches."""
    return settings.demo and settings.host in LOOPBACK


def secret_key(settings: Settings) -> bytes:
    """The installation's key.

    Raises:
        SettingsError: missing or weak, outside demonstration mode; the key itself is never repeated.
    """
    told = settings.access.secret_key
    if not told and demonstration(settings):
        return _kept_key(settings.var / "demonstration.key")
    fault = weakness(told)
    if fault:
        remedy = "运行 python -c 'import secrets;print(secrets.token_urlsafe(48))'，把结果设为 COCKPIT_SECRET_KEY"
        raise SettingsError("环境变量 COCKPIT_SECRET_KEY", fault, remedy)
    return told.encode()


def weakness(key: str) -> str:
    """What is wrong with a key, or ""."""
    if not key:
        return "没有设置密钥"
    if len(key.encode()) < LEAST_BYTES:
        return f"密钥不足 {LEAST_BYTES} 字节"
    if any(word in key.lower().replace(" ", "") for word in KNOWN):
        return "密钥含有公开流传的词"
    if len(set(key)) < _LEAST_DIFFERENT:
        return "密钥里不同的字符太少"
    return ""


def derived(key: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose; knowing it tells nothing of the others."""
    return hmac.new(key, f"cockpit/{purpose}".encode(), hashlib.sha256).digest()


def fernet_key(key: bytes, purpose: str) -> bytes:
    """A derived key in the form that Fernet takes."""
    return base64.urlsafe_b64encode(derived(key, purpose))


def _kept_key(file: Path) -> bytes:
    """A random key in a file of the installation, made once: two workers must have the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass  # another worker was first
    return file.read_bytes()
