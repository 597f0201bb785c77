"""How a dataset stands to its release calendar, in words."""

from __future__ import annotations

import pandas as pd


def late_words(late: float, cycle: str) -> str:
    """Days since the missing delivery was due (negative: not yet; missing: nothing came) as people say it."""
    if cycle == "N":
        return "不更新"
    if pd.isna(late):
        return "—"
    if late <= 0:
        return "按期"
    return f"超期 {late:.0f} 天" if late >= 1 else "超期不到 1 天"
