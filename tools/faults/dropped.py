"""Files dropped in a folder, as a department would spoil them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from loaders.demo.servers.faults import FAULTS
from loaders.demo.servers.published import written
from loaders.demo.servers.tables import troubled
from tools.faults.table import NAME, mapping, rows, without
from tools.faults.way import AFTER, Way

#: A folder has no signature, no total and no time in which it answers.
_FAULTS = without(FAULTS, "expired_signature", "changing_total", "slow")
_READ: dict[str, dict[str, Any]] = {"csv": {}, "xlsx": {}, "json": {}, "xml": {"rows_path": "row"}}


def ways(var: Path) -> Iterator[Way]:
    """One way per format."""
    (var / "drop").mkdir(exist_ok=True)
    for kind, more in _READ.items():
        file = var / "drop" / f"{NAME}.{kind}"
        read = {"path": file.name, "format": kind} | more
        yield Way(
            f"folder {kind}", _FAULTS, partial(mapping, "folder", {"folder": "drop"}, read), partial(_good, file),
            partial(_trouble, file), lambda _: {}, var,
        )  # fmt: skip


def _good(file: Path) -> None:
    file.write_bytes(written(rows(), file.suffix[1:]))


@contextmanager
def _trouble(file: Path, fault: str) -> Iterator[None]:
    content = written(troubled(rows(AFTER), fault), file.suffix[1:])
    if fault == "down":
        file.unlink()
    else:
        half = content[: len(content) // 2] if fault == "half_answer" else content
        file.write_bytes(b"" if fault == "inner_failure" else half)
    yield
