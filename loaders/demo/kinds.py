"""Kinds of grid events and hotline topics, and how they vary over time and place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Kind:
    """A kind of grid event.

    Args:
        l1: class (first level); l2: kind (second level); version: 2017 四平台 or 2022 “141”.
        weight: share among its version's kinds.
        days: working days from acceptance to the deadline.
        org: department that handles it when the town does not.
        storm: how much more of it on storm days.
        sea: share reported at sea.
        titles: what reports say.
    """

    l1: str
    l2: str
    version: str
    weight: float
    days: int
    org: str
    storm: float
    sea: float
    titles: tuple[str, ...]


KINDS: tuple[Kind, ...] = (
    Kind("综治工作", "矛盾纠纷", "2017", 14, 7, "ORG-SFJ", 1.0, 0.03, ("邻里纠纷调解", "渔船雇佣纠纷调解")),
    Kind("综治工作", "消防隐患", "2017", 13, 5, "ORG-YJJ", 1.0, 0.0, ("楼道堆物", "消防通道占用")),
    Kind("综治工作", "流动人口", "2017", 9, 5, "ORG-GAJ", 1.0, 0.0, ("出租房未登记", "人员信息变更")),
    Kind("综治工作", "涉渔涉海", "2017", 6, 5, "ORG-HYJ", 2.2, 0.75, ("渔船证照核查", "海上作业隐患")),
    Kind("市场监管", "食品安全", "2017", 8, 5, "ORG-SJJ", 1.0, 0.0, ("餐饮店卫生问题", "无证经营线索")),
    Kind("市场监管", "特种设备", "2017", 5, 3, "ORG-SJJ", 1.0, 0.0, ("电梯故障", "叉车无牌作业")),
    Kind("综合执法", "市容环境", "2017", 18, 3, "ORG-CGJ", 1.3, 0.0, ("占道经营", "乱堆放", "垃圾未清运")),
    Kind("综合执法", "违法建设", "2017", 6, 7, "ORG-ZGJ", 1.0, 0.0, ("疑似违法搭建",)),
    Kind("便民服务", "设施维修", "2017", 15, 5, "ORG-ZJJ", 2.6, 0.0, ("路灯不亮", "井盖松动", "道路破损")),
    Kind("便民服务", "帮扶代办", "2017", 6, 3, "ORG-MZJ", 1.0, 0.0, ("独居老人代办", "海岛居民代购")),
    Kind("党建统领", "基层组织", "2022", 5, 5, "ORG-SWB", 1.0, 0.0, ("党群服务需求", "村务公开问题")),
    Kind("党建统领", "志愿服务", "2022", 4, 3, "ORG-MZJ", 1.0, 0.0, ("志愿服务需求",)),
    Kind("经济生态", "环境污染", "2022", 9, 5, "ORG-SHJ", 1.2, 0.06, ("疑似污水直排", "油烟扰民", "海漂垃圾")),
    Kind("经济生态", "市场秩序", "2022", 8, 5, "ORG-SJJ", 1.0, 0.0, ("无证经营线索", "价格问题")),
    Kind("经济生态", "涉渔涉海", "2022", 7, 5, "ORG-HYJ", 2.2, 0.75, ("渔船证照核查", "禁渔期可疑作业")),
    Kind("平安法治", "矛盾纠纷", "2022", 13, 7, "ORG-SFJ", 1.0, 0.03, ("邻里纠纷调解", "劳资纠纷调解", "物业纠纷")),
    Kind("平安法治", "消防隐患", "2022", 11, 5, "ORG-YJJ", 1.0, 0.0, ("楼道堆物", "消防通道占用")),
    Kind("平安法治", "电动自行车违规充电", "2022", 4, 3, "ORG-YJJ", 1.0, 0.0, ("飞线充电", "电动车进楼入户")),
    Kind("平安法治", "防台防汛", "2022", 3, 2, "ORG-YJJ", 9.0, 0.05, ("低洼积水", "危房转移", "广告牌松动")),
    Kind("平安法治", "流动人口", "2022", 7, 5, "ORG-GAJ", 1.0, 0.0, ("出租房未登记", "人员信息变更")),
    Kind("公共服务", "设施维修", "2022", 14, 5, "ORG-ZJJ", 2.6, 0.0, ("路灯不亮", "井盖松动", "道路破损")),
    Kind("公共服务", "市容环境", "2022", 12, 3, "ORG-CGJ", 1.3, 0.0, ("占道经营", "垃圾未清运", "乱堆放")),
    Kind("公共服务", "帮扶代办", "2022", 5, 3, "ORG-MZJ", 1.0, 0.0, ("独居老人代办", "海岛居民代购")),
)

VERSION_CHANGE = np.datetime64("2022-01-01")

#: Since this day one kind surges (the story of the demonstration).
SURGE = ("电动自行车违规充电", np.datetime64("2026-08-01"), 3.2)

#: Town → from when, share of late closings added (the two slow towns of the demonstration).
SLOW_TOWNS = {
    "330903100": (np.datetime64("2026-05-01"), 0.21),
    "330921106": (np.datetime64("2026-07-01"), 0.17),
}

#: County → share of events beside its population, shift of the late share.
COUNTY_PACE = {"330902": (1.05, -0.008), "330903": (1.0, 0.004), "330921": (0.92, 0.002), "330922": (0.95, -0.012)}

#: Topic → detail, department, category weights (consult help service complaint report advice).
TOPICS: dict[str, tuple[tuple[str, ...], str, tuple[float, ...]]] = {
    "交通出行": (("岛际航班", "公交线路", "停车管理", "交通信号"), "ORG-JTJ", (3, 2, 2, 3, 1, 2)),
    "住房物业": (("物业服务", "房屋质量", "公积金"), "ORG-ZJJ", (2, 2, 1, 5, 1, 1)),
    "市政设施": (("供水", "路灯", "道路破损", "排水"), "ORG-CGJ", (1, 5, 2, 2, 1, 1)),
    "劳动社保": (("欠薪", "社保缴纳", "就业补贴"), "ORG-RSJ", (5, 2, 1, 4, 1, 0.5)),
    "市场监管": (("消费投诉", "食品安全", "价格"), "ORG-SJJ", (1, 1, 1, 8, 3, 0.3)),
    "生态环境": (("噪声", "油烟", "海漂垃圾", "废气"), "ORG-SHJ", (1, 1, 1, 5, 4, 1)),
    "医疗卫生": (("医保报销", "医院服务", "海岛就医"), "ORG-WJW", (5, 2, 1, 2, 0.5, 1)),
    "教育": (("入学咨询", "校外培训"), "ORG-JYJ", (6, 1, 1, 2, 0.5, 1)),
    "渔农业": (("渔船管理", "伏休政策", "渔业补贴"), "ORG-HYJ", (5, 2, 1, 2, 1, 1)),
    "文旅": (("景区服务", "民宿投诉"), "ORG-WGJ", (2, 1, 1, 4, 0.5, 1)),
    "公安交管": (("户籍", "车驾管", "治安"), "ORG-GAJ", (5, 2, 1, 2, 2, 0.5)),
}
TOPIC_WEIGHTS = (14, 13, 14, 11, 12, 8, 8, 5, 5, 4, 6)

#: Working days by category in Zhoushan: consultation 3, help and service 5, complaint and report 7 (F22).
CATEGORIES = {"consult": 3, "help": 5, "service": 5, "complaint": 7, "report": 7, "advice": 5}
