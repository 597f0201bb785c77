"""Passwords of tests cost little: a thousand are hashed and compared, each of which takes half a second by intent.

The hasher of the cockpit itself stays here under its own name and is tested (tests/cockpit/security/test_passwords.py).
"""

from argon2 import PasswordHasher

from cockpit.security import passwords

EARNEST = passwords._HASHER
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
