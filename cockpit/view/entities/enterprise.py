"""One enterprise: registration and the assessments per mu, term by term; its representative is never selected."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from dash import html

from cockpit.view.context import PageContext, page_context
from cockpit.view.entities.sheet import Part, Sheet, amount, found, sheet_page, text
from cockpit.view.page import page
from cockpit.view.places import place_crumbs
from metrics import mu
from metrics.codebook import named
from metrics.light import Light, light

_BASE = ("uniscid", "entname", "industryco", "regcap", "estdate", "canceldate", "regstate", "dom_region", "opscope",
         "is_above_scale", "abn_flag")  # fmt: skip
_LIGHTS = {"A": "green", "B": "green", "C": "yellow", "D": "red"}


@page("enterprise")
def enterprise_page(identity: str = "", **query: str) -> html.Div:
    """The layout of `/enterprise/<id>`."""
    context = page_context(query)
    return sheet_page(context, enterprise_sheet(context, identity))


def enterprise_sheet(context: PageContext, identity: str) -> Sheet:
    """What is told of an enterprise.

    Raises:
        QueryError: there is none. Forbidden: enterprises are not shown one by one to who asks.
    """
    base = context.reader.tables.listed("ent_base")
    chosen = sa.select(*[base.c[name] for name in _BASE]).where(base.c.uniscid == identity)
    row = found(context, chosen, "企业", identity)
    years = _years(context, identity)
    name = text(row["entname"])
    parts = [_assessments(years), _values(years)] if len(years) else []
    crumbs = [("/", "总览"), ("/economy", "经济治理"), *place_crumbs(str(row["dom_region"])), ("", name)]
    return Sheet(
        f"/enterprise/{identity}", crumbs, name, f"统一社会信用代码 {identity}", _judged(years), _facts(row), parts,
        "ent_base", "经营主体基础信息、企业亩均评价",
    )  # fmt: skip


def _years(context: PageContext, identity: str) -> pd.DataFrame:
    record = context.reader.tables.listed("ent_mu_annual")
    return context.reader.select(
        sa.select(record).where(record.c.uniscid == identity).order_by(record.c.year.desc(), record.c.scope)
    )


def _judged(years: pd.DataFrame) -> Light | None:
    if years.empty or years["class"].iloc[0] not in _LIGHTS:
        return None
    newest = years.iloc[0]
    return light(_LIGHTS[newest["class"]], f"{newest['year']}年度亩均评价 {newest['class']} 类")


def _facts(row: pd.Series) -> list[tuple[str, Any]]:
    return [
        ("登记状态", named("regstate", text(row["regstate"]))), ("规模", text(row["is_above_scale"])),
        ("行业代码", text(row["industryco"])), ("注册资本", amount(row["regcap"], "万元")), ("成立", text(row["estdate"])),
        ("注销或吊销", text(row["canceldate"])), ("经营异常", "是" if row["abn_flag"] == 1 else "否"),
        ("经营范围", text(row["opscope"])),
    ]  # fmt: skip


def _assessments(years: pd.DataFrame) -> Part:
    shown = pd.DataFrame(
        {
            "年度": years["year"], "范围": [named("scope", text(v)) for v in years["scope"]], "档": years["class"],
            "上年档": years["prev_class"], "得分（分）": years["score"].round(2), "加分（分）": years["bonus"],
            "扣分（分）": years["penalty"], "园区": years["park_name"], "公示": years["publicity_status"],
        }
    )  # fmt: skip
    return Part("亩均评价", shown)


def _values(years: pd.DataFrame) -> Part:
    """The items the score is made of, per year, each with its unit; a share stands in per cent."""
    values = mu.values(years)
    shown = pd.DataFrame({"年度": years["year"]})
    for name, (title, unit) in mu.ITEMS.items():
        share = unit == "比例"
        shown[f"{title}（{'%' if share else unit}）"] = (values[name] * 100 if share else values[name]).round(3)
    return Part("各项数值", shown, class_name="explained")
