"""Passwords: argon2id, and two profiles of what is accepted (peers.md §3c).

`dengbao` (GB/T 22239-2019 8.1.4.1): at least 10 characters of 3 of 4 classes, changed every 90 days, none of the last 5.
`asvs` (OWASP ASVS 5.0, 6.2): at least 15 characters, no classes, no expiry. Both refuse what everybody guesses first.
"""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from cockpit.security.access import Profile

MOST = 256
_HASHER = PasswordHasher()  # argon2id with the parameters of RFC 9106's second recommendation
_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
_LOCAL = ("zhoushan", "cockpit", "舟山", "驾驶舱")


@dataclass(frozen=True)
class PasswordRules:
    """What a profile asks: least length, classes out of four, days until a change, how many old ones are refused."""

    least: int
    classes: int
    days: int | None
    remembered: int


RULES: dict[Profile, PasswordRules] = {"dengbao": PasswordRules(10, 3, 90, 5), "asvs": PasswordRules(15, 1, None, 0)}
#: A password given by an officer holds so long and only until its first use.
INITIAL = timedelta(hours=72)


@lru_cache(maxsize=1)
def guessed_first() -> frozenset[str]:
    """Passwords that stand in every list (the frequency list of zxcvbn)."""
    return frozenset(FREQUENCY_LISTS["passwords"])


def fault(password: str, name: str, profile: Profile) -> str:
    """Why a password is not accepted for an account, or ""."""
    rules, lower = RULES[profile], password.lower()
    if len(password) < rules.least:
        return f"口令至少 {rules.least} 个字符"
    if len(password) > MOST:
        return f"口令最多 {MOST} 个字符"
    held = sum(any(letter in kind for letter in password) for kind in _CLASSES)
    held += any(not letter.isascii() or not letter.isalnum() for letter in password)
    if held < rules.classes:
        return f"口令须含大写、小写、数字、符号四类中的 {rules.classes} 类"
    if lower in guessed_first() or lower.rstrip(string.digits + string.punctuation) in guessed_first() | set(_LOCAL):
        return "口令太常见，容易被猜中"
    if name and name.lower() in lower:
        return "口令不能含账号名"
    return ""


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    return _HASHER.hash(password)


def matches(kept: str, password: str) -> bool:
    """Whether a password belongs to a hash; an unknown account is compared with a hash of nothing, in the same time."""
    try:
        return _HASHER.verify(kept or _nothing(), password[:MOST]) and bool(kept)
    except (VerifyMismatchError, InvalidHashError):
        return False


def initial() -> str:
    """A password for the first sign-in: readable over the telephone, 78 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "Zs-" + "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


@lru_cache(maxsize=1)
def _nothing() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))
