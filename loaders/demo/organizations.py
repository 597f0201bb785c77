"""Departments, counties, zones and towns that handle, supply and are appraised."""

from __future__ import annotations

from loaders.demo.places import Places

#: Code → name, group, county.
APPRAISED: dict[str, tuple[str, str, str]] = {
    "ORG-DH": ("定海区", "county", "330902"),
    "ORG-PT": ("普陀区", "county", "330903"),
    "ORG-DS": ("岱山县", "county", "330921"),
    "ORG-SS": ("嵊泗县", "county", "330922"),
    "ORG-XC": ("新城管委会", "zone", "330902"),
    "ORG-JT": ("金塘管委会", "zone", "330902"),
    "ORG-LH": ("六横管委会", "zone", "330903"),
    "ORG-PZ": ("普陀山—朱家尖管委会", "zone", "330903"),
    "ORG-JKQ": ("经济开发区（高新区）管委会", "zone", "330902"),
    "ORG-SWB": ("市委办", "party", "330900"),
    "ORG-ZFW": ("市委政法委", "party", "330900"),
    "ORG-WXB": ("市委网信办", "party", "330900"),
    "ORG-GGB": ("市委改革办", "party", "330900"),
    "ORG-BB": ("市委编办", "party", "330900"),
    "ORG-RCB": ("市委人才办", "party", "330900"),
    "ORG-JRB": ("市委金融办", "party", "330900"),
    "ORG-DAJ": ("市档案局", "party", "330900"),
    "ORG-SFB": ("市府办", "gov", "330900"),
    "ORG-FGW": ("市发改委", "gov", "330900"),
    "ORG-JXJ": ("市经信局", "gov", "330900"),
    "ORG-JYJ": ("市教育局", "gov", "330900"),
    "ORG-KJJ": ("市科技局", "gov", "330900"),
    "ORG-GAJ": ("市公安局", "gov", "330900"),
    "ORG-MZJ": ("市民政局", "gov", "330900"),
    "ORG-SFJ": ("市司法局", "gov", "330900"),
    "ORG-CZJ": ("市财政局", "gov", "330900"),
    "ORG-RSJ": ("市人社局", "gov", "330900"),
    "ORG-ZGJ": ("市资源规划局", "gov", "330900"),
    "ORG-SHJ": ("市生态环境局", "gov", "330900"),
    "ORG-ZJJ": ("市住建局", "gov", "330900"),
    "ORG-JTJ": ("市交通局", "gov", "330900"),
    "ORG-SLJ": ("市水利局", "gov", "330900"),
    "ORG-NYJ": ("市农业农村局", "gov", "330900"),
    "ORG-HYJ": ("市海洋与渔业局", "gov", "330900"),
    "ORG-SWJ": ("市商务局", "gov", "330900"),
    "ORG-WGJ": ("市文广旅体局", "gov", "330900"),
    "ORG-WJW": ("市卫健委", "gov", "330900"),
    "ORG-YJJ": ("市应急局", "gov", "330900"),
    "ORG-SJJ": ("市市场监管局", "gov", "330900"),
    "ORG-TJJ": ("市统计局", "gov", "330900"),
    "ORG-DSJ": ("市大数据局", "gov", "330900"),
    "ORG-FWB": ("市政务服务办", "gov", "330900"),
    "ORG-GHJ": ("市港航和口岸局", "gov", "330900"),
    "ORG-CGJ": ("市城管局", "gov", "330900"),
}

GROUPS = {"county": "县区", "zone": "功能区", "party": "党群部门", "gov": "政府部门"}


def town_org(town: str) -> str:
    """Organization code of a town (9 digits)."""
    return f"ORG-{town}"


def organization_list(places: Places) -> list[dict[str, str]]:
    """Objects of organization.json: 44 appraised organizations and 36 towns (group `town`)."""
    appraised = [
        {"org_code": code, "org_name": name, "org_group": group, "region_code": region}
        for code, (name, group, region) in APPRAISED.items()
    ]
    towns = [
        {"org_code": town_org(code), "org_name": name, "org_group": "town", "region_code": county}
        for code, name, county, *_ in places.towns.itertuples(index=False)
    ]
    return appraised + towns
