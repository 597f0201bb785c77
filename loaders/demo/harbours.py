"""Port areas and terminals of the demonstration, and what each of them handles.

Areas are real; terminals are invented (演示) and so are their amounts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """A port area: county, water point off its quays, short code for berths."""

    name: str
    county: str
    code: str
    lon: float
    lat: float
    included: bool = True


AREAS: dict[str, Area] = {
    area.name: area
    for area in (
        Area("定海", "330902", "DH", 122.087, 30.000),
        Area("老塘山", "330902", "LTS", 121.962, 30.052),
        Area("岙山", "330902", "AS", 122.140, 29.940),
        Area("金塘", "330902", "JT", 121.855, 29.962),
        Area("册子", "330902", "CZ", 121.910, 30.110),
        Area("沈家门", "330903", "SJM", 122.317, 29.934),
        Area("六横", "330903", "LH", 122.105, 29.790),
        Area("虾峙", "330903", "XZ", 122.251, 29.728),
        Area("高亭", "330921", "GT", 122.205, 30.228),
        Area("鱼山", "330921", "YS", 121.925, 30.305),
        Area("衢山", "330921", "QS", 122.420, 30.400),
        Area("马迹山", "330922", "MJS", 122.418, 30.665),
        Area("绿华山", "330922", "LHS", 122.610, 30.820),
        Area("洋山", "330922", "YSG", 122.101, 30.594, included=False),
    )
}

#: Terminal → cargo code of JT/T 19 → weight among all terminals that handle it.
TERMINALS: dict[tuple[str, str], dict[str, float]] = {
    ("定海", "定海演示通用码头"): {"05": 14, "06": 40, "04": 35, "17": 25, "08": 30},
    ("老塘山", "老塘山演示粮食码头"): {"11": 62},
    ("老塘山", "老塘山演示通用码头"): {"05": 12, "01": 14, "13": 12},
    ("岙山", "岙山演示原油码头"): {"02": 26},
    ("金塘", "金塘演示集装箱码头"): {"12": 88, "15": 90},
    ("册子", "册子演示原油码头"): {"02": 14},
    ("沈家门", "沈家门演示通用码头"): {"05": 9, "17": 25, "16": 80},
    ("六横", "六横演示煤炭码头"): {"01": 48},
    ("六横", "六横演示矿石码头"): {"03": 22},
    ("六横", "六横演示集装箱码头"): {"12": 12, "15": 10},
    ("虾峙", "虾峙演示矿建码头"): {"05": 18},
    ("高亭", "高亭演示通用码头"): {"05": 15, "06": 60, "04": 30, "17": 30},
    ("鱼山", "鱼山演示石化码头"): {"02": 38, "13": 74},
    ("鱼山", "鱼山演示煤炭码头"): {"01": 38},
    ("衢山", "衢山演示矿石码头"): {"03": 44},
    ("衢山", "衢山演示油品码头"): {"02": 22, "13": 14},
    ("衢山", "衢山演示矿建码头"): {"05": 27, "08": 70},
    ("马迹山", "马迹山演示矿石码头"): {"03": 31},
    ("绿华山", "绿华山演示减载平台"): {"03": 3, "11": 38},
    ("绿华山", "绿华山演示通用码头"): {"05": 5, "17": 20, "04": 35},
}

#: Outside the Zhoushan port area's own figures.
EXCLUDED = ("洋山", "洋山演示集装箱码头")

#: Cargo → share of foreign trade (before it is fitted to the published total), share of inbound in foreign
#: and in domestic trade.
TRADE: dict[str, tuple[float, float, float]] = {
    "01": (0.34, 0.99, 0.55),
    "02": (0.52, 0.88, 0.34),
    "03": (0.52, 0.98, 0.09),
    "04": (0.12, 0.60, 0.70),
    "05": (0.03, 0.20, 0.12),
    "06": (0.02, 0.50, 0.70),
    "08": (0.10, 0.40, 0.25),
    "11": (0.78, 0.99, 0.12),
    "12": (0.62, 0.47, 0.52),
    "13": (0.38, 0.62, 0.40),
    "15": (0.55, 0.46, 0.52),
    "16": (0.30, 0.80, 0.60),
    "17": (0.10, 0.50, 0.55),
}
