"""A real OpenID Connect provider in a process of its own (oidc-provider-mock), with two people it knows."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.services.process import Service, free_port, until_it_answers

#: Subject → what the provider says of such a person.
PEOPLE = {
    "3309-0417": {"name": "王海", "preferred_username": "Wang.Hai"},
    "3309-0555": {"name": "王海", "preferred_username": "wang.hai"},
}


@pytest.fixture(scope="session")
def oidc_provider() -> Iterator[str]:
    """The provider's issuer address; it insists on a nonce."""
    port = free_port()
    people = [
        part for sub, told in PEOPLE.items() for part in ("--user-claims", json.dumps({"sub": sub, **told}))
    ]  # fmt: skip
    address = f"http://localhost:{port}"
    with Service([sys.executable, "-m", "oidc_provider_mock", "--port", port, "--require-nonce", *people]):
        until_it_answers(lambda: httpx.get(f"{address}/.well-known/openid-configuration").raise_for_status())
        yield address
