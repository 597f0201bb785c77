"""How passwords are kept: argon2id, as dear to try as RFC 9106 says."""

from argon2 import extract_parameters
from argon2.low_level import Type

from cockpit.security import passwords
from cockpit.security.passwords import hashed, matches
from tests.light_passwords import EARNEST


def test_a_password_is_as_dear_to_try_as_rfc_9106_recommends_where_memory_is_scarce(monkeypatch):
    monkeypatch.setattr(passwords, "_HASHER", EARNEST)
    kept = hashed("Right-Horse-77")
    told = extract_parameters(kept)
    assert (told.type, told.memory_cost, told.time_cost, told.parallelism) == (Type.ID, 65536, 3, 4)
    assert (told.salt_len, told.hash_len) == (16, 32)
    assert (matches(kept, "Right-Horse-77"), matches(kept, "Right-Horse-78"), matches("", "Right-Horse-77")) == (
        True,
        False,
        False,
    )
