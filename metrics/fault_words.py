"""Faults that pydantic finds, in the words of who has to mend them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

#: Kind of fault (https://docs.pydantic.dev/latest/errors/validation_errors/) → words; {…} are parts of its context.
_WORDS: Mapping[str, str] = {
    "missing": "必须写",
    "extra_forbidden": "没有这个字段，检查拼写",
    "string_type": "应为文字",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "写法不对，应合“{pattern}”",
    "int_type": "应为整数", "int_parsing": "应为整数", "int_from_float": "应为整数",
    "float_type": "应为数", "float_parsing": "应为数", "finite_number": "应为有限的数",
    "decimal_type": "应为数", "decimal_parsing": "应为数",
    "bool_type": "应为 true 或 false", "bool_parsing": "应为 true 或 false",
    "date_type": "应为日期，如 2026-08-01", "date_parsing": "应为日期，如 2026-08-01",
    "date_from_datetime_parsing": "应为日期，如 2026-08-01",
    "datetime_type": "应为时间，如 2026-08-01T08:00:00", "datetime_parsing": "应为时间，如 2026-08-01T08:00:00",
    "datetime_from_date_parsing": "应为时间，如 2026-08-01T08:00:00",
    "list_type": "应为列表", "tuple_type": "应为列表", "set_type": "应为列表", "frozen_set_type": "应为列表",
    "dict_type": "应为一组“名字: 值”", "model_type": "应为一组“名字: 值”", "model_attributes_type": "应为一组“名字: 值”",
    "too_short": "至少 {min_length} 项，只有 {actual_length} 项", "too_long": "最多 {max_length} 项，有 {actual_length} 项",
    "literal_error": "应为 {expected} 之一", "enum": "应为 {expected} 之一",
    "union_tag_invalid": "没有这一种：{tag}；应为 {expected_tags} 之一", "union_tag_not_found": "没有写是哪一种（{discriminator}）",
    "greater_than": "应大于 {gt}", "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}", "less_than_equal": "应不大于 {le}", "multiple_of": "应为 {multiple_of} 的倍数",
    "json_invalid": "不是合法的 JSON", "json_type": "应为 JSON", "url_parsing": "不是网址", "url_scheme": "网址应以 {expected_schemes} 开头",
    "path_type": "应为路径", "none_required": "应为空",
}  # fmt: skip


def fault_words(fault: ErrorDetails) -> str:
    """One fault in Chinese; a kind without words here keeps pydantic's own, so that nothing is left unsaid."""
    if fault["type"] in ("value_error", "assertion_error"):
        return str(fault["ctx"]["error"])
    words = _WORDS.get(fault["type"])
    context = {name: _listed(value) for name, value in fault.get("ctx", {}).items()}
    return words.format(**context) if words else fault["msg"]


def faults_in_words(faults: Iterable[ErrorDetails], most: int | None = None) -> str:
    """字段：什么不对；字段：什么不对 — at most so many of them."""
    told = [f"{'.'.join(map(str, fault['loc']))}：{fault_words(fault)}" for fault in faults]
    return "；".join(told[:most])


def _listed(value: Any) -> str:
    """Pydantic lists what it expects as 'a', 'b' or 'c'."""
    return str(value).replace("'", "").replace(", ", "、").replace(" or ", "、")
