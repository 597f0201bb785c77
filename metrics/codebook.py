"""What coded values are called on screen: cargo (JT/T 19), trade, direction and the platform's own code lists."""

from __future__ import annotations

_BOOKS: dict[str, dict[str, str]] = {
    "cargo_code": {
        "01": "煤炭及制品", "02": "石油天然气", "03": "金属矿石", "04": "钢铁", "05": "矿建材料", "06": "水泥", "07": "木材",
        "08": "非金属矿石", "09": "化肥农药", "10": "盐", "11": "粮食", "12": "机械电器", "13": "化工原料", "14": "有色金属",
        "15": "轻工医药", "16": "农林牧渔", "17": "其他",
    },
    "trade": {"D": "内贸", "F": "外贸"},
    "direction": {"I": "进港", "O": "出港", "sea2river": "海进江", "river2sea": "江出海"},
    "mode": {"direct": "江海直达", "transfer": "换装"},
    "source": {
        "grid": "网格", "12345": "12345", "public": "群众", "iot": "感知", "dept": "部门", "superior": "上级交办",
    },
    "level": {"1": "一般", "2": "较大", "3": "重大", "4": "紧急"},
    "channel": {"phone": "电话", "web": "网站", "app": "应用", "wechat": "微信", "letter": "信件"},
    "category": {
        "consult": "咨询", "help": "求助", "service": "服务", "complaint": "投诉", "report": "举报", "advice": "建议",
    },
    "agency": {"customs": "海关", "border": "边检", "msa": "海事", "quarantine": "检疫", "port": "港航"},
    "purpose": {"load": "装货", "unload": "卸货", "bunker": "加油", "repair": "修理", "crew": "换员", "shelter": "避风"},
    "status": {"expected": "预报", "anchored": "锚泊", "berthed": "靠泊", "departed": "离港", "cancelled": "取消"},
    "grid_type": {"village": "村社网格", "special": "专属网格", "sea": "海上网格"},
    "role": {"leader": "网格长", "full": "专职网格员", "part": "兼职网格员", "micro": "微网格长"},
    "org_group": {"county": "县区", "zone": "功能区", "party": "党群部门", "gov": "政府部门"},
    "trigger": {"alert": "预警", "instruction": "批示", "meeting": "会议", "manual": "人工"},
    "fuel_type": {"LSFO": "低硫油", "MGO": "船用柴油", "HSFO": "高硫油", "LNG": "液化天然气", "B24": "生物混兑油"},
}  # fmt: skip


def named(dimension: str, code: str) -> str:
    """The name of a code of a dimension; codes without a name stay as they are."""
    return _BOOKS.get(dimension, {}).get(code, code)
