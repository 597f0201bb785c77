"""The mark of time travel: which day's knowledge a page shows, and where that knowledge ends."""

from __future__ import annotations

from dash import html

from cockpit.moment import day
from cockpit.view.attributes import attributes
from cockpit.view.context import PageContext

#: Why a panel that is drawn from rows of records cannot be shown as of an earlier day.
LATEST_ONLY = "本页由记录逐行汇总；记录类数据只保留最新状态，当日快照已不再保留，无法还原当时情况。"


def asof_words(context: PageContext) -> str:
    """What stands on a page and in files that show an earlier day's knowledge; empty for now."""
    if context.asof is None:
        return ""
    words = f"按 {day(context.asof)} 所知显示"
    if context.reader.records_stand:
        return f"{words}（快照 {context.reader.snapshot.id}）"
    return f"{words}。公布类指标取当日已发布的版本；记录类指标只保留最新状态：入舱以前的日期用最早的计量值，且只列当日已结束的数据期。"


def asof_banner(context: PageContext) -> html.Div | None:
    """The banner of an earlier day, with the way back; nothing for now."""
    if context.asof is None:
        return None
    return html.Div(
        [
            html.B(f"按 {day(context.asof)} 所知显示"),
            html.Span(asof_words(context).removeprefix(f"按 {day(context.asof)} 所知显示").lstrip("。")),
            html.A("回到现在", href="?" + "&".join(f"{k}={v}" for k, v in context.query.items() if k != "asof")),
        ],
        className="notice asof-banner",
        role="status",
        **attributes({"data-asof-day": context.asof.isoformat()}),
    )
