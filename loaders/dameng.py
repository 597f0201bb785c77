"""达梦 DM8 by the vendor's own dialect, whose asynchronous half does not import beside SQLAlchemy 2.1.

dmSQLAlchemy 2.0.17 imports `await_fallback` for its asynchronous dialect, which SQLAlchemy 2.1 no longer has, and so
fails as a whole; its synchronous dialect needs nothing that is gone. Where the package does not import by itself, an
empty module stands for the asynchronous half, which nothing here uses.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

_ASYNCHRONOUS = "dmSQLAlchemy.dmasync"


def load_dialect() -> None:
    """Makes `dm+dmPython://` an address that SQLAlchemy can open.

    Raises:
        ImportError: dmPython or dmSQLAlchemy are not installed, or do not import for another reason.
    """
    try:
        import_module("dmSQLAlchemy")
    except ImportError as error:
        if "await_fallback" not in str(error):
            raise
        empty = ModuleType(_ASYNCHRONOUS)
        empty.dialect_async = None  # type: ignore[attr-defined]
        sys.modules[_ASYNCHRONOUS] = empty
        import_module("dmSQLAlchemy")
