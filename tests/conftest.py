"""Fixtures that more than one folder of tests uses."""

from tests.installation import address, installation, own_installation, server

__all__ = ["address", "installation", "own_installation", "server"]
