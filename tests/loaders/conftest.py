"""Fixtures of the protocols' tests."""

from tests.loaders.served import demonstration_servers, served

__all__ = ["demonstration_servers", "served"]
