"""What may be asked of each address: parameters as pydantic models, from which requests are checked and documented."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Format = Literal["json", "csv", "parquet"]
LIMIT = 10_000


def _text(value: str) -> str:
    """No control characters: no code, region or cursor has them, and some databases refuse them."""
    if any(ord(sign) < 32 for sign in value):
        raise ValueError("控制字符")
    return value


Text = Annotated[str, AfterValidator(_text), Field(max_length=2000)]
Key = Annotated[str, AfterValidator(_text), Field(max_length=40)]


class Question(BaseModel):
    """What every address takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    snapshot: int | None = Field(None, ge=1, le=10**12, description="快照号；不给即当前快照")
    format: Format | None = Field(None, description="json、csv 或 parquet；也可用后缀或 Accept")


class Paged(Question):
    """An address that answers in pages."""

    limit: int = Field(1000, ge=1, le=LIMIT, description="一页最多几行")
    cursor: Text = Field("", description="上一页的 next_cursor")


class IndicatorQuestion(Paged):
    """Which indicators."""

    domain: Key = Field("", description="领域代码，如 port")


class ObservationQuestion(Paged):
    """Which observations."""

    indicator: Text = Field(min_length=1, description="指标代码，多个用逗号分开")
    region: Text = Field("", description="区域代码，多个用逗号分开；不给即全部")
    grain: Literal["", "D", "W", "M", "Q", "A", "S"] = Field("", description="粒度")
    basis: Literal["", "current", "ytd", "yoy", "ytd_yoy"] = Field("", description="计法")
    start: Key = Field("", alias="from", description="起始数据期，如 2026-01")
    end: Key = Field("", alias="to", description="截止数据期（含），如 2026-10")
    dimension: Key = Field("", description="分组维度；空为合计，* 为全部")
    as_of: Key = Field("", description="只用这一天（含）以前知道的数，如 2026-06-30")


class RecordQuestion(Paged):
    """Which rows of a record."""

    region: Key = Field("", description="区域代码，含其下级")
    period: Key = Field("", description="数据期，如 2026-10")
