"""Secrets of connections: named in a mapping, held in the environment, never in a file or a message."""

from __future__ import annotations

from collections.abc import Mapping

from cockpit.errors import SettingsError


def secret(secrets: Mapping[str, str], name: str) -> str:
    """The secret of a variable.

    Raises:
        SettingsError: it is not set.
    """
    value = secrets.get(name, "").strip()
    if not value:
        raise SettingsError(f"环境变量 {name}", "没有设置", "向大数据局申请后，写进启动服务的环境变量")
    return value
