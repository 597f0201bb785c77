"""What a declaration says about who may see it: how sensitive it is, whose it is, and whom its rows point at.

Sources: GB/T 43697-2024 (levels of data), 《政务数据共享条例》 (国令809号) and 《浙江省公共数据条例》: purpose, necessity, trace.
Who may see which level is the policy's business (cockpit/security/policy.yaml), not the declaration's.
"""

from __future__ import annotations

import re
from typing import Literal

from metrics.declaration import Declaration

#: Least to most sensitive: 公开 (published anyway), 内部 (inside government), 敏感 (security, one enterprise, one place).
Sensitivity = Literal["public", "internal", "sensitive"]
SENSITIVITIES: tuple[Sensitivity, ...] = ("public", "internal", "sensitive")
SENSITIVITY_NAMES = {"public": "公开", "internal": "内部", "sensitive": "敏感"}

#: What a row of a record is about, where it is about somebody or something in particular.
Detail = Literal["event", "enterprise", "vessel", "person"]
DETAILS: tuple[Detail, ...] = ("event", "enterprise", "vessel", "person")
DETAIL_NAMES = {"event": "事件", "enterprise": "企业", "vessel": "船舶", "person": "个人"}

_SEPARATORS = re.compile(r"[、/]")
_BRACKETS = re.compile(r"[(\uff08].*?[)\uff09]")


class RecordAccess(Declaration):
    """Who answers for a record, how sensitive it is, and what of it needs a right to detail.

    Args:
        department: as indicators name it.
        detail: what one row points at; None for reference tables and sums.
        keys: columns that identify; without the right they are pseudonyms, so that joins and counts stay true.
        names: columns that tell too much; without the right they are empty.
    """

    department: str
    sensitivity: Sensitivity
    detail: Detail | None = None
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def departments(text: str) -> frozenset[str]:
    """The single departments of a text like 市委政法委、市委改革办 or 市发改委(营商办)."""
    return frozenset(name.strip() for name in _SEPARATORS.split(_BRACKETS.sub("", text)) if name.strip())


def at_most(sensitivity: Sensitivity | None, limit: Sensitivity) -> bool:
    """Whether something is no more sensitive than a limit; what declares nothing is never shown."""
    return sensitivity is not None and SENSITIVITIES.index(sensitivity) <= SENSITIVITIES.index(limit)
