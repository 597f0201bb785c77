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
    "event_status": {
        "reported": "已上报", "accepted": "已受理", "dispatched": "已分派", "processing": "办理中", "returned": "退单",
        "extended": "延期办理", "suspended": "挂起", "closed": "已办结", "callback": "已回访", "archived": "已归档",
    },
    "event_node": {
        "report": "上报", "accept": "受理", "dispatch": "分派", "return": "退单", "handle": "办理", "finish": "办结",
        "callback": "回访", "archive": "归档",
    },
    "callback_result": {"1": "满意", "2": "基本满意", "3": "不满意", "9": "未接通或拒评"},
    "regstate": {"1": "存续", "2": "吊销", "3": "注销", "4": "迁出"},
    "use_type": {"public": "公用", "owner": "货主专用", "ro-ro": "滚装", "passenger": "客运"},
    "verify_result": {"pass": "核验通过", "redo": "退回重办"},
    "nav_status": {"0": "在航", "1": "锚泊", "2": "失控", "5": "系泊", "7": "捕捞", "15": "未定义"},
    "vessel_type": {"30": "渔船", "52": "拖船", "60": "客船", "70": "货船", "80": "油船"},
    "task_status": {"open": "在办", "suspended": "暂停", "closed": "办结", "cancelled": "取消"},
    "resolved": {"Y": "已解决", "N": "未解决", "U": "合理未解决"},
    "scope": {"above": "规上工业", "below": "规下工业", "lease": "租赁企业", "svc": "规上服务业"},
    # Flag states by ISO 3166-1, ports by UN/LOCODE; a port keeps its code beside the name, as delivered.
    "flag": {
        "CN": "中国", "HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾", "PA": "巴拿马", "LR": "利比里亚", "MH": "马绍尔群岛",
        "SG": "新加坡", "MT": "马耳他", "BS": "巴哈马", "CY": "塞浦路斯", "GR": "希腊", "JP": "日本", "KR": "韩国",
        "VN": "越南", "PH": "菲律宾", "ID": "印度尼西亚", "MY": "马来西亚", "TH": "泰国", "IN": "印度", "RU": "俄罗斯",
        "GB": "英国", "NO": "挪威", "DK": "丹麦", "NL": "荷兰", "DE": "德国", "FR": "法国", "IT": "意大利",
        "PT": "葡萄牙", "US": "美国", "BM": "百慕大", "BZ": "伯利兹", "KM": "科摩罗", "TV": "图瓦卢", "SL": "塞拉利昂",
        "AG": "安提瓜和巴布达",
    },
    "port": {
        "CNZOS": "CNZOS 舟山", "CNSHA": "CNSHA 上海", "CNNGB": "CNNGB 宁波", "CNTAO": "CNTAO 青岛", "CNNTG": "CNNTG 南通",
        "CNZJG": "CNZJG 张家港", "CNWHI": "CNWHI 芜湖", "CNWUH": "CNWUH 武汉", "CNCAN": "CNCAN 广州", "CNTXG": "CNTXG 天津新港",
        "CNDLC": "CNDLC 大连", "AUPHE": "AUPHE 黑德兰港", "AUDAM": "AUDAM 丹皮尔", "BRPMA": "BRPMA 马德拉角港", "SGSIN": "SGSIN 新加坡",
        "KRPUS": "KRPUS 釜山", "JPTYO": "JPTYO 东京", "IDSRI": "IDSRI 三马林达", "USHOU": "USHOU 休斯敦", "SARTA": "SARTA 拉斯坦努拉",
        "AEFJR": "AEFJR 富查伊拉",
    },
}  # fmt: skip


def named(dimension: str, code: str) -> str:
    """The name of a code of a dimension; codes without a name stay as they are."""
    return _BOOKS.get(dimension, {}).get(code, code)


def book(dimension: str) -> dict[str, str]:
    """All names of a dimension by code; empty for one that has no list."""
    return dict(_BOOKS.get(dimension, {}))
