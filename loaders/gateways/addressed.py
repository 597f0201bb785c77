"""Connections with an address: written in the file, or in a variable of the environment that the file names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import model_validator

from loaders.gateways.credentials import secret
from metrics.declaration import Declaration


class Addressed(Declaration):
    """Exactly one of both: `url`, or `url_env`, the variable that holds it (addresses with passwords belong there)."""

    url: str = ""
    url_env: str = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.url) == bool(self.url_env):
            raise ValueError("url 与 url_env 应写且只写一个")
        return self

    def opened(self, secrets: Mapping[str, str]) -> Self:
        """The same with its address.

        Raises:
            SettingsError: the variable is not set.
        """
        if not self.url_env:
            return self
        return self.model_copy(update={"url": secret(secrets, self.url_env).rstrip("/"), "url_env": ""})
