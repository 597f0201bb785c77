"""A small brief: two tables, one sentence, demonstration data."""

from cockpit.export.brief import ATTENTION_COLUMNS, READING_COLUMNS, Brief, BriefSection, BriefTable
from tests.cockpit.export.documents import cover

READINGS = (
    ("港口货物吞吐量（累计）", "2026年1–10月", "6.01", "亿吨", "同比增长3.3%", "7.22亿吨", "正常"),
    ("船舶平均候泊时间", "2026年10月", "—", "小时", "—", "—", "不判灯"),
)
GRAVE = (("严重", "超期未办公文数", "2026年10月", "11件", "11件，高于5件", "市委办"),)


def brief(**facts):
    port = BriefTable("港航口岸主要指标", READING_COLUMNS, READINGS, (0.28, 0.14, 0.12, 0.09, 0.15, 0.12, 0.10))
    grave = BriefTable("需要关注的指标", ATTENTION_COLUMNS, GRAVE, (0.08, 0.24, 0.14, 0.13, 0.23, 0.18))
    sections = (
        BriefSection("一、需要关注", ("判为严重的指标共1项。",), grave),
        BriefSection("二、港航口岸", ("吞吐量为6.01亿吨 <&>。", "另一句。"), port),
        BriefSection("三、其他", ("没有表。",)),
    )
    return Brief(
        cover(subject="月度专报", **facts), "舟山市数字驾驶舱月度专报", "2026年10月（2026年11月25日编）", sections
    )
