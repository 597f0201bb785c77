"""Where a batch came from, in words a clerk can use; addresses and folders of the machine stay in the log."""

from __future__ import annotations

from urllib.parse import urlsplit

#: Databases that a table can be read from.
_DATABASES = ("sqlite", "postgresql", "mysql", "mariadb", "oracle", "dm", "mssql", "duckdb")


def origin_words(origin: str) -> str:
    """`sqlite:////…/platform.db#grid_event` is the table grid_event of the exchange database, a path is its file.

    Of an interface the path and the call stay (they name what was asked), host and query go.
    """
    address, _, name = origin.partition("#")
    scheme = address.split("://", 1)[0].split("+", 1)[0] if "://" in address else ""
    if scheme in ("http", "https"):
        told = f"接口 {urlsplit(address).path or '/'}"
        return f"{told} {name}".strip()
    if scheme in ("mqtt", "mqtts"):
        return f"消息流 {name}".strip()
    if scheme in _DATABASES:
        return f"交换库 {name}" if name else "交换库"
    return f"文件 {address.rsplit('/', 1)[-1]}"
