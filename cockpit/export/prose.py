"""Sentences of the screen as an official document writes them: words for arrows, full-width punctuation."""

from __future__ import annotations

import re

#: What stands before an arrow decides its word: a rate grows, a difference of two rates rises.
_ARROWS = (
    (re.compile(r"(同比|环比)\s*▲\s*"), r"\1增长"), (re.compile(r"(同比|环比)\s*▼\s*"), r"\1下降"),
    (re.compile(r"\s*▲\s*"), "上升"), (re.compile(r"\s*▼\s*"), "下降"),
)  # fmt: skip
_WIDE = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）"})
#: Inside a number or a time (1,775.20 and 08:30) the sign belongs to the numeral.
_MARK = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[;()]")
_SPACE = re.compile(r"(?<=[\u4e00-\u9fff，。；：）]) +(?=[\d\-—>约])|(?<=[\d%]) +(?=[\u4e00-\u9fff])")


def prose(text: str) -> str:
    """The sentence in the wording of an official document; every numeral stays as it is."""
    for mark, word in _ARROWS:
        text = mark.sub(word, text)
    return _SPACE.sub("", _MARK.sub(lambda found: found.group().translate(_WIDE), text))
