"""Where a vessel's time goes: the segments of a call, and the one that holds it up (systems.md 4-2.4)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Segment:
    """A stretch between two moments of a call, who answers for it, and whether it is work rather than waiting."""

    name: str
    start: str
    end: str
    owner: str
    work: bool = False


#: In the order of a call; columns of record vessel_call. Owners are domain knowledge, to be confirmed.
SEGMENTS = (
    Segment("待联检", "arrive_anchor_time", "inspect_done_time", "口岸查验单位"),
    Segment("候引航", "inspect_done_time", "pilot_on_time", "引航站"),
    Segment("引航靠泊", "pilot_on_time", "berth_time", "引航站"),
    Segment("待作业", "berth_time", "work_start", "码头"),
    Segment("装卸作业", "work_start", "work_end", "码头", work=True),
    Segment("待离泊", "work_end", "unberth_time", "代理与引航站"),
    Segment("离港", "unberth_time", "depart_time", "海事调度"),
)


def segments(calls: pd.DataFrame) -> pd.DataFrame:
    """Every call's segments, one row each.

    Args:
        calls: call_id and the moments of SEGMENTS (datetime64, NaT = not yet or not recorded).

    Returns: call_id, segment, owner, work bool, start, end, hours float64, fault str. hours is NaN where a moment is
        missing (fault 缺时间) or the two are reversed (fault 时间倒置): never negative, never 0 instead.
    """
    parts = []
    for order, segment in enumerate(SEGMENTS):
        start, end = calls[segment.start], calls[segment.end]
        hours = (end - start).dt.total_seconds() / 3600
        fault = pd.Series("", index=calls.index).mask(hours.isna(), "缺时间").mask(hours < 0, "时间倒置")
        parts.append(
            pd.DataFrame(
                {
                    "call_id": calls["call_id"], "order": order, "segment": segment.name, "owner": segment.owner,
                    "work": segment.work, "start": start, "end": end, "hours": hours.mask(hours < 0), "fault": fault,
                }
            )
        )  # fmt: skip
    joined = pd.concat(parts, ignore_index=True).sort_values(["call_id", "order"], ignore_index=True)
    return joined.drop(columns="order")


def summary(pieces: pd.DataFrame) -> pd.DataFrame:
    """Segments over all calls, in the order of a call: calls, hours (sum), mean, p50, p90, longest, share of all hours."""
    grouped = pieces.dropna(subset=["hours"]).groupby("segment")["hours"]
    table = grouped.agg(
        calls="count", hours="sum", mean="mean", p50="median", p90=lambda hours: hours.quantile(0.9), longest="max"
    ).reindex([segment.name for segment in SEGMENTS])
    return table.assign(share=table["hours"] / table["hours"].sum())


def bottleneck(pieces: pd.DataFrame, typical: pd.Series) -> pd.DataFrame:
    """The waiting segment that most exceeds the usual, per call.

    Args:
        pieces: of `segments`. typical: hours by segment, e.g. `summary(pieces)["p50"]`.

    Returns: by call_id: segment, owner, hours, excess (hours over the usual); calls without a late segment are absent.
    """
    waits = pieces[~pieces["work"]].dropna(subset=["hours"])
    late = waits.assign(excess=waits["hours"] - waits["segment"].map(typical))
    late = late[late["excess"] > 0].sort_values("excess", ascending=False)
    return late.drop_duplicates("call_id").set_index("call_id")[["segment", "owner", "hours", "excess"]]
