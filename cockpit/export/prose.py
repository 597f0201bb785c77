"""Sentences of the screen as an official document writes them: words for arrows, full-width punctuation."""

from __future__ import annotations

import re

from metrics.narrative import spoken

_WIDE = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）"})
#: Inside a number or a time (1,775.20 and 08:30) the sign belongs to the numeral.
_MARK = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[;()]")
_SPACE = re.compile(r"(?<=[\u4e00-\u9fff，。；：）]) +(?=[\d\-—>约])|(?<=[\d%]) +(?=[\u4e00-\u9fff])")


def prose(text: str) -> str:
    """The sentence in the wording of an official document; every numeral stays as it is."""
    return _SPACE.sub("", _MARK.sub(lambda found: found.group().translate(_WIDE), spoken(text)))
