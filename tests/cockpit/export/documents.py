"""A small document with every kind of cell."""

from datetime import datetime

import pandas as pd

from cockpit.export.document import Column, Cover, Document, frame_sheet
from tests.builders import indicator

COLUMNS = (
    Column("企业"), Column("统一社会信用代码", width=20), Column("数值", "number", 2), Column("上报", "time"), Column("日", "day"),
)  # fmt: skip
FRAME = pd.DataFrame(
    {
        "企业": ["定海船厂", "=1+1", "＝SUM(A1)", None],
        "统一社会信用代码": ["913309000000000012", "913309000000000013", "@x", "-5.3"],
        "数值": [-5.3, 1234567.891, None, 0.0],
        "上报": [datetime(2026, 11, 25, 8, 30), None, datetime(2026, 1, 1), datetime(2025, 12, 31, 23, 59)],
        "日": [datetime(2026, 11, 25), datetime(2026, 11, 24), None, datetime(2026, 1, 1)],
    }
)
FACTS = (
    ("数据期", "2026年10月"),
    ("区域", "舟山市"),
    ("单位", "万元"),
    ("数据截至", "2026-11-01"),
    ("筛选", "（未筛选）"),
)


def cover(**facts):
    told = {
        "subject": "试验指标", "span": "2026年10月", "facts": FACTS, "indicators": (indicator(),), "snapshot": 7,
        "demo": True, "watermark": "ZS20261125-ABCDEF0123", "made_at": datetime(2026, 11, 25, 9, 5),
    }  # fmt: skip
    return Cover(**(told | facts))


def document(frame=FRAME, **facts):
    return Document(cover(**facts), (frame_sheet("企业 数据", COLUMNS, frame),))
