"""What the details of an entry are called on the audit officer's page; words nobody declared stay as they were written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

#: What a detail is about.
NAMES = {
    "at": "发布时间", "rows": "行数", "sha256": "校验值", "watermark": "水印编号", "filters": "条件", "snapshot": "快照",
    "why": "原因", "act": "操作", "step": "步骤", "number": "编号", "name": "名称", "title": "标题", "old": "原为",
    "new": "改为", "last": "末条", "digest": "摘要", "status": "状态码", "query": "查询", "factor": "方式", "stage": "阶段",
    "source": "来路", "provider": "经统一身份平台", "event": "事件", "account": "账号", "result": "结果", "region": "区域", "regions": "区域", "period": "数据期", "i": "指标", "grain": "粒度",
    "from": "自", "to": "至", "find": "只看含有",
    "version": "版本", "policy": "权限策略摘要", "doors": "入口清单摘要",
    "var": "数据文件夹", "host": "监听地址", "port": "端口", "workers": "进程数", "scale": "演示规模", "demo": "演示平台",
    "sources": "来源文件夹", "log_json": "日志为 JSON", "stale_refuses": "来源迟到即停用", "chromium": "打印浏览器",
    "brief_template": "专报模板", "access_digest": "登录设置摘要", "metrics_token_digest": "监测口令摘要",
    "store_url_digest": "数据仓地址摘要", "state_url_digest": "状态库地址摘要", "cache_url_digest": "缓存地址摘要",
    "platform_url_digest": "平台地址摘要",
}  # fmt: skip
#: What is said of it, where it is a word of the program.
VALUES = {
    "True": "是", "False": "否", "None": "无", "": "空", "{}": "无", "add": "新建", "enable": "启用", "disable": "停用",
    "unlock": "解锁", "reset": "重置口令", "revoke": "作废", "write": "提出", "approve": "采用", "reject": "不采用",
    "return": "退回", "send": "退回", "answer": "答复", "oidc": "统一身份", "factor": "待动态口令",
    "password": "待换口令", "enrol": "待绑定动态口令", "full": "完成",
}  # fmt: skip
#: What was before and is now.
_BEFORE, _AFTER = "before", "after"


def subject(about: str) -> str:
    """What an entry is about; settings by the names they have here."""
    return "、".join(NAMES.get(part, part) for part in about.split("、"))


def worded(detail: str) -> list[tuple[str, str]]:
    """The details of an entry as name and value, what changed first as 旧 → 新; what did not change is in `unchanged`.

    Args:
        detail: the JSON object of an AuditEntry.
    """
    told: dict[str, Any] = json.loads(detail)
    now, before = told.pop(_AFTER, {}), told.pop(_BEFORE, {})
    changed = [(NAMES.get(name, name), f"{_value(old)} → {_value(now.get(name, ''))}") for name, old in before.items()]
    return [*changed, *_flat(told)]


def unchanged(detail: str) -> list[tuple[str, str]]:
    """What an entry also tells: the settings beside those that changed."""
    told: dict[str, Any] = json.loads(detail)
    before = told.get(_BEFORE, {})
    return list(_flat({name: value for name, value in told.get(_AFTER, {}).items() if name not in before}))


def _flat(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in told.items():
        if isinstance(value, Mapping) and value:
            yield from ((f"{NAMES.get(name, name)} {NAMES.get(part, part)}", _value(inner)) for part, inner in value.items())
        else:
            yield NAMES.get(name, name), _value(value)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(_value, value)) or "无"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return VALUES.get(text, text)
