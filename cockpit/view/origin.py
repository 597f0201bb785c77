"""Where a batch came from, in words a clerk can use; addresses and folders of the machine stay in the log."""

from __future__ import annotations


def origin_words(origin: str) -> str:
    """`sqlite:////…/platform.db#grid_event` is the table grid_event of the exchange database, a path is its file."""
    address, _, table = origin.partition("#")
    if "://" in address:
        return f"交换库 {table}" if table else "交换库"
    return f"文件 {address.rsplit('/', 1)[-1]}"
