"""The record tables a reader may leaf through: which columns, what they are called, in which unit, where they lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cockpit.errors import QueryError

Kind = Literal["text", "number", "time"]


@dataclass(frozen=True)
class RowColumn:
    """One column.

    Args:
        name: of the record. title: on screen, unit included when there is one.
        book: dimension of metrics.codebook, or `region` or `org`, by which its codes are told.
        link: kind of page a cell leads to.
        width: in pixels.
    """

    name: str
    title: str
    kind: Kind = "text"
    book: str = ""
    link: str = ""
    width: int = 120


@dataclass(frozen=True)
class RowTable:
    """A record as a table: only these columns are ever selected, sorted or filtered by.

    Args:
        key: columns that together are unique; they break ties of every order.
        region, time: the columns by which the page's region and period narrow it.
    """

    record: str
    title: str
    key: tuple[str, ...]
    columns: tuple[RowColumn, ...]
    region: str = ""
    time: str = ""

    def column(self, name: str) -> RowColumn:
        """The column of a name.

        Raises:
            QueryError: it is none of the table's.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise QueryError("数据行", f"没有列 {name[:40]!r}", "从表头排序或筛选")


def _time(name: str, title: str) -> RowColumn:
    return RowColumn(name, title, "time", width=148)


_EVENT = RowTable(
    "grid_event", "基层治理事件", ("event_id",),
    (
        RowColumn("event_id", "事件编号", link="event", width=160), RowColumn("title", "内容", width=200),
        RowColumn("event_type_l1", "类别", width=110), RowColumn("event_type_l2", "小类", width=110),
        RowColumn("source", "来源", book="source", width=96), RowColumn("level", "等级", book="level", width=84),
        RowColumn("region_code", "所在", book="region", link="region", width=120), RowColumn("handler_org", "承办单位", book="org", width=130),
        _time("report_time", "上报"), _time("due", "办结时限"), _time("finish_time", "办结"),
        RowColumn("callback_result", "回访结果", book="callback_result"), RowColumn("status", "状态", book="event_status", width=96),
        RowColumn("return_count", "退单（次）", "number", width=104), RowColumn("extend_count", "延期（次）", "number", width=104),
    ),
    "region_code", "report_time",
)  # fmt: skip
_HOTLINE = RowTable(
    "hotline_ticket", "12345工单", ("ticket_id",),
    (
        RowColumn("ticket_id", "工单编号", width=170), RowColumn("channel", "渠道", book="channel", width=90),
        RowColumn("category", "类型", book="category", width=90), RowColumn("topic_l1", "主题"), RowColumn("topic_l2", "子主题"),
        RowColumn("region_code", "所在", book="region", link="region"), RowColumn("main_org", "主办单位", book="org", width=130),
        _time("accept_time", "受理"), _time("due", "时限"), _time("reply_time", "答复"), _time("close_time", "办结"),
        RowColumn("resolved", "是否解决", book="resolved", width=100), RowColumn("satisfaction", "满意度（分）", "text", width=110),
    ),
    "region_code", "accept_time",
)  # fmt: skip
_CALL = RowTable(
    "vessel_call", "船舶航次", ("call_id",),
    (
        RowColumn("call_id", "航次编号", width=150), RowColumn("mmsi", "船舶", link="vessel", width=110),
        RowColumn("berth_ids", "泊位", link="berth", width=120), RowColumn("trade", "内外贸", book="trade", width=90),
        RowColumn("purpose", "目的", book="purpose", width=80), RowColumn("cargo_code", "货类", book="cargo_code", width=110),
        RowColumn("cargo_ton", "货量（吨）", "number", width=110), RowColumn("from_port", "来自", book="port", width=142),
        RowColumn("to_port", "去往", book="port", width=142), _time("arrive_anchor_time", "抵锚"), _time("berth_time", "靠泊"),
        _time("unberth_time", "离泊"), _time("depart_time", "离港"), RowColumn("status", "状态", book="status", width=80),
        RowColumn("region_code", "县区", book="region", link="region", width=100),
    ),
    "region_code", "berth_time",
)  # fmt: skip
_BUNKER = RowTable(
    "bunker_supply", "保税燃油加注", ("order_id",),
    (
        RowColumn("order_id", "单号", width=150), RowColumn("anchorage_id", "锚地", width=130), RowColumn("supplier", "供应商", width=150),
        RowColumn("fuel_type", "油品", book="fuel_type", width=110), _time("apply_time", "申请"), _time("start_time", "开始"),
        _time("end_time", "结束"), RowColumn("supplied_t", "加注（吨）", "number", width=110),
        RowColumn("settled_t", "结算（吨）", "number", width=110), RowColumn("barge", "供油船", width=130),
    ),
    "", "start_time",
)  # fmt: skip
_ENTERPRISE = RowTable(
    "ent_mu_annual", "企业亩均评价", ("uniscid", "year", "scope"),
    (
        RowColumn("uniscid", "企业", link="enterprise", width=190), RowColumn("year", "年度", width=80),
        RowColumn("scope", "范围", book="scope", width=110), RowColumn("region_code", "县区", book="region", link="region", width=100),
        RowColumn("park_name", "园区", width=140), RowColumn("class", "档", width=70), RowColumn("prev_class", "上年档", width=84),
        RowColumn("score", "得分（分）", "number", width=106), RowColumn("land_mu", "用地（亩）", "number", width=106),
        RowColumn("tax_eval", "评价税收（万元）", "number", width=144), RowColumn("va", "增加值（万元）", "number", width=130),
        RowColumn("energy_tce", "能耗（吨标煤）", "number", width=130), RowColumn("revenue", "营业收入（万元）", "number", width=144),
        RowColumn("rd_exp", "研发经费（万元）", "number", width=144), RowColumn("emp_avg", "职工（人）", "number", width=106),
    ),
    "region_code", "",
)  # fmt: skip
_ORDER = RowTable(
    "supervise_order", "督办单", ("order_id",),
    (
        RowColumn("order_id", "督办单号", width=120), RowColumn("trigger", "触发来源", book="trigger", width=100),
        RowColumn("to_org", "承办单位", book="org", width=130), RowColumn("level", "级别", width=80), _time("issue_time", "下发"),
        _time("sign_time", "签收"), _time("deadline", "时限"), _time("reply_time", "答复"), _time("close_time", "销号"),
        RowColumn("verify_result", "核验", book="verify_result", width=110), RowColumn("reopen_count", "重复督办（次）", "number", width=130),
    ),
    "", "issue_time",
)  # fmt: skip

ROW_TABLES = {table.record: table for table in (_EVENT, _HOTLINE, _CALL, _BUNKER, _ENTERPRISE, _ORDER)}


def row_table(record: str) -> RowTable:
    """The table of a record.

    Raises:
        QueryError: that record is not shown row by row.
    """
    if record not in ROW_TABLES:
        raise QueryError("数据行", f"没有数据表 {record[:40]!r}", "从指标表格页选择")
    return ROW_TABLES[record]
