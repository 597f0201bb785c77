"""Refused rows: each with its number, column, value, reason, and the whole row as it was delivered."""

from __future__ import annotations

import json

import pandas as pd

from cockpit.delivery import REJECT


def rejects(raw: pd.DataFrame, wrong: pd.Series, column: str, values: pd.Series, reason: str) -> pd.DataFrame:
    """The rows of `raw` marked in `wrong`, as REJECT columns; `raw` holds `_row` and the delivered columns."""
    chosen = raw[wrong]
    return pd.DataFrame(
        {
            "row": chosen["_row"].astype("int64"),
            "column_name": column,
            "value": values[wrong].astype("str"),
            "reason": reason,
            "raw": [json.dumps(row, ensure_ascii=False, default=str) for row in chosen.to_dict("records")],
        },
        columns=list(REJECT),
    )


def no_rejects() -> pd.DataFrame:
    """An empty frame of REJECT columns."""
    return pd.DataFrame({name: pd.Series(dtype="int64" if name == "row" else "str") for name in REJECT})
