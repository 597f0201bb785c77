"""Days, months, quarters and clock times of a Chinese text, as English writes them."""

from __future__ import annotations

import re
from collections.abc import Callable

from babel.dates import get_month_names

_MONTHS = get_month_names("abbreviated", locale="en")
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_Y, _M, _D = r"(\d{4})\s?年", r"(\d{1,2})\s?月", r"(\d{1,2})\s?日(?!内)"
_TO = r"\s?(?:–|-|—|～|~|至|到)\s?"


def _month(number: str) -> str:
    return _MONTHS.get(int(number), number)


def _day(number: str) -> str:
    return number.lstrip("0") or number


#: What a text says, longest first, and how English says it.
_FORMS: tuple[tuple[str, Callable[..., str]], ...] = (
    (_Y + _M + _D + _TO + _M + _D, lambda y, m, d, n, e: f"{_day(d)} {_month(m)} – {_day(e)} {_month(n)} {y}"),
    (_Y + _M + _D + _TO + _D, lambda y, m, d, e: f"{_day(d)}–{_day(e)} {_month(m)} {y}"),
    (_M + _D + _TO + _M + _D, lambda m, d, n, e: f"{_day(d)} {_month(m)} – {_day(e)} {_month(n)}"),
    (_M + _D + _TO + _D, lambda m, d, e: f"{_day(d)}–{_day(e)} {_month(m)}"),
    (_Y + _M + _D, lambda y, m, d: f"{_day(d)} {_month(m)} {y}"),
    (_Y + r"(\d{1,2})" + _TO + _M, lambda y, m, n: f"{_month(m)}–{_month(n)} {y}"),
    (_Y + _M, lambda y, m: f"{_month(m)} {y}"),
    (_Y + r"第?([一二三四1-4])季度?", lambda y, q: f"Q{_QUARTERS.get(q, q)} {y}"),
    (_Y + r"上半年", lambda y: f"H1 {y}"),
    (_Y + r"下半年", lambda y: f"H2 {y}"),
    (_Y + r"第\s?(\d{1,2})\s?周", lambda y, w: f"week {w} of {y}"),
    (r"(\d{4})" + _TO + _Y + r"(?!代)", lambda a, b: f"{a}–{b}"),
    (_Y + r"全年", lambda y: f"full year {y}"),
    (_Y + r"(?!代)", lambda y: y),
    (_M + _D, lambda m, d: f"{_day(d)} {_month(m)}"),
    (r"(\d{1,2})" + _TO + _M, lambda m, n: f"{_month(m)}–{_month(n)}"),
    (r"(?<!\d)(\d{1,2})月", lambda m: _month(m)),
)  # fmt: skip
_COMPILED = tuple((re.compile(form), say) for form, say in _FORMS)

#: Any of them, without groups, to be found in a text.
MOMENT = "|".join(re.sub(r"\((?!\?)", "(?:", form) for form, _ in _FORMS)


def in_english(text: str) -> str:
    """A text that MOMENT matches, in English: 2026年1–10月 → Jan–Oct 2026.

    Raises:
        ValueError: it is no such text.
    """
    for form, say in _COMPILED:
        match = form.fullmatch(text)
        if match:
            return say(*match.groups())
    raise ValueError(text)
