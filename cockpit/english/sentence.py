"""A Chinese text in English: as a whole when its message is known, else clause by clause, never losing a figure.

What is known of no message stays Chinese, as a piece that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

from cockpit.english.messages import Words
from cockpit.english.moment import MOMENT, in_english
from cockpit.english.unit import units

CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Anything English writes otherwise: Chinese characters and full-width forms.
FOREIGN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef“”]")
#: Tokens stand as one private character each while a text is taken apart.
_FIRST = 0xE000
_TOKEN = re.compile("[\ue000-\uf8ff]")
#: An ASCII run with a figure in it: numerals with sign and separators, times, numbers of things, file names.
_FIGURE = r"(?:[+\-−±≥≤<>]\s?)?(?<![A-Za-z])[A-Za-z_]*[\d][\w\-.,:/+]*(?<![,.:\-/])(?:\s?%)?"
_PLAIN = re.compile(f"{MOMENT}|{_FIGURE}", re.ASCII)
#: Where a text is taken apart, the strongest first.
_SEPARATORS = ("。", "！", "？", "；", " · ", "——", "：", "（", "）", "《", "》", "，", "、",
               " ", "/", "|", "→", "·", "　", "~", "～", "\n", "+", "×", "÷")  # fmt: skip
_WRITTEN = {
    "。": ". ", "！": "! ", "？": "? ", "；": "; ", "：": ": ", "，": ", ", "、": ", ", "（": " (", "）": ") ", "《": "“",
    "》": "” ", "——": " — ", "　": " ", "～": "–", "/": " / ", "→": " → ", "+": " + ", "×": " × ", "÷": " ÷ ",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A part of a text in English, or, where `known` is False, in Chinese still."""

    text: str
    known: bool = True


class Figure(str):
    """What fills a hole; the format `one|many` writes it with the noun in its number."""

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        one, _, many = spec.partition("|")
        return f"{self} {one if self.replace(',', '') in ('1', '-1', '+1') else many}"


class Translator:
    """Puts texts into English by the words it is given; `wall` is the one that does it for walls."""

    def __init__(self, words: Words, wall: Translator | None = None) -> None:
        self.wall, self.units = wall or self, units(words.brief)
        # A sentence in the middle of a text has lost its stop when it is looked up.
        halted = {key.removesuffix("。"): told.removesuffix(".") for key, told in words.messages.items()}
        self._messages, self._names = {**halted, **words.messages}, words.names
        longest = sorted((name for name in words.names if len(name) > 1), key=len, reverse=True)
        symbols = "|".join(re.escape(symbol) for symbol in sorted(self.units, key=len, reverse=True))
        names = "|".join(map(re.escape, longest)) or "(?!)"
        amount = rf"(?P<amount>[+\-−±]?\d[\d,]*(?:\.\d+)?)\s?(?P<unit>{symbols})(?![\u3400-\u9fff\w²])"
        self._rich = re.compile(
            rf"(?P<name>{names})|“(?P<quoted>[^“”]*)”|{amount}|(?P<plain>{_PLAIN.pattern})", re.ASCII
        )
        self._open = list(_open_templates(self._messages))
        self.pieces = lru_cache(maxsize=100_000)(self._pieces)

    def labelled(self, tag: str, chinese: str) -> tuple[Piece, ...]:
        """The text of an element: a message of its own kind (msgctxt is the tag), else what the text is anywhere."""
        own = self._messages.get(f"{tag}\x04{chinese.strip()}")
        return (Piece(own),) if own else self.pieces(chinese)

    def text(self, chinese: str) -> str:
        """The text in English as one string; what is unknown stays Chinese."""
        return "".join(piece.text for piece in self.pieces(chinese))

    def _pieces(self, chinese: str) -> tuple[Piece, ...]:
        """The text in English, part by part."""
        if not FOREIGN.search(chinese):
            return (Piece(chinese),)
        inner = chinese.strip()
        before, after = chinese[: len(chinese) - len(chinese.lstrip())], chinese[len(chinese.rstrip()) :]
        told = list(_merged(_tidy(list(self._told(inner)))))
        return tuple(Piece(before + p.text if not n else p.text, p.known) for n, p in enumerate(told)) + (
            (Piece(after),) if after else ()
        )

    def _told(self, text: str) -> Iterator[Piece]:
        form, tokens = self._tokens(text)
        yield from self._clauses(form, tokens, _SEPARATORS)

    def _known(self, text: str) -> str | None:
        """A text whose message, unit or name is known as a whole."""
        if not FOREIGN.search(text):
            return text
        found = self._messages.get(text) or self._names.get(text)
        if found:
            return found
        if text in self.units:
            return self.units[text].name
        plain: list[str] = []
        key = _PLAIN.sub(lambda match: _kept(plain, _said(match[0])), text)
        if plain and key in self._messages:
            return self._filled(key, plain)
        if key == "{}":
            return plain[0]
        form, tokens = self._tokens(text)
        key = _TOKEN.sub("{}", form)
        if key in self._messages and tokens:
            return self._filled(key, [told for _, told in tokens])
        if _TOKEN.search(form) and not FOREIGN.search(_TOKEN.sub("", form)):
            return _TOKEN.sub(lambda match: tokens[ord(match[0]) - _FIRST][1], form)
        return None

    def _filled(self, key: str, told: list[str]) -> str:
        return self._messages[key].format(*map(Figure, told))

    def _matched(self, text: str) -> list[Piece] | None:
        """A text that is a message with any words in its holes; each is put into English by itself."""
        for literal, pattern, key in self._open:
            match = pattern.fullmatch(text) if literal in text else None
            if match is None:
                continue
            told = [self.pieces(group.strip()) for group in match.groups()]
            if all(piece.known for pieces in told for piece in pieces):
                return [Piece(self._filled(key, ["".join(p.text for p in pieces) for pieces in told]))]
            return list(_poured(self._messages[key], told))
        return None

    def _tokens(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """The text with every date, name, quantity and quotation as one character; and those, Chinese and English."""
        tokens: list[tuple[str, str]] = []

        def kept(match: re.Match[str]) -> str:
            tokens.append((match[0], self._token(match)))
            return chr(_FIRST + len(tokens) - 1)

        return self._rich.sub(kept, text), tokens

    def _token(self, match: re.Match[str]) -> str:
        if match["quoted"] is not None:
            return f"“{self.text(match['quoted'])}”"
        if match["name"]:
            return self._names[match["name"]]
        if match["amount"]:
            return self.units[match["unit"]].behind(match["amount"])
        return _said(match[0])

    def _clauses(self, form: str, tokens: list[tuple[str, str]], separators: tuple[str, ...]) -> Iterator[Piece]:
        raw = _TOKEN.sub(lambda match: tokens[ord(match[0]) - _FIRST][0], form)
        if not raw:
            return
        known = self._known(raw)
        if known is not None:
            yield Piece(known)
            return
        matched = self._matched(raw)
        if matched is not None:
            yield from matched
            return
        for place, separator in enumerate(separators):
            parts = _split(form, separator)
            if len(parts) < 2:
                continue
            # What stands in parentheses is a text of its own.
            deeper = {"（": ("）", *_SEPARATORS), "）": _SEPARATORS}.get(separator, separators[place + 1 :])
            for number, part in enumerate(parts):
                if number:
                    yield Piece(_WRITTEN.get(separator, separator))
                yield from self._clauses(part, tokens, deeper)
            return
        yield Piece(raw, known=False)


def _open_templates(messages: Mapping[str, str]) -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Messages that may be found with any words in their holes: those with two Chinese characters of their own.

    Each with its longest own part, by which most are passed over.
    """
    for key in sorted(messages, key=lambda key: -len(CHINESE.findall(key))):
        if "{}" in key and "{}{}" not in key and len(CHINESE.findall(key)) > 1:
            hole = "([^。；！？]+?)" if "，" in key else "([^。；！？，]+?)"
            own = key.split("{}")
            form = hole.join(map(re.escape, own))
            if key.count("{}") == 1 and key.startswith("{}（"):
                form = "(.+)" + form.removeprefix(hole)  # what is remarked upon may be whole sentences
            elif key.endswith("：{}"):
                form = form.removesuffix(hole) + "(.+)"
            yield max(own, key=len), re.compile(form, re.DOTALL), key


def _poured(message: str, told: list[tuple[Piece, ...]]) -> Iterator[Piece]:
    """A message whose holes are filled with what is in part unknown."""
    for literal, name, _, _ in Formatter().parse(message):
        if literal:
            yield Piece(literal)
        if name is not None:
            yield from told[int(name)]


def _split(form: str, separator: str) -> list[str]:
    """The parts between separators, but not inside of parentheses, which hold together; these one pair at a time."""
    if separator in "（）":
        return form.split(separator, 1)
    parts: list[str] = []
    for part in form.split(separator):
        if parts and parts[-1].count("（") > parts[-1].count("）"):
            parts[-1] += separator + part
        else:
            parts.append(part)
    return parts


def _kept(held: list[str], told: str) -> str:
    held.append(told)
    return "{}"


def _said(text: str) -> str:
    return in_english(text) if CHINESE.search(text) else text


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None and held.known == piece.known:
            held = Piece(held.text + piece.text, held.known)
        else:
            if held is not None:
                yield held
            held = piece
    if held is not None:
        yield held


def capital(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The same, beginning with a capital letter."""
    first = pieces[0]
    if not first.known or not first.text[:1].islower():
        return pieces
    return (Piece(first.text[:1].upper() + first.text[1:]), *pieces[1:])


def _tidy(pieces: list[Piece]) -> list[Piece]:
    """One space between words, none before a stop; a sentence begins with a capital."""
    if len(pieces) < 2:
        return pieces
    tidied: list[Piece] = []
    for number, piece in enumerate(pieces):
        text, ahead = piece.text, tidied[-1].text if tidied else ""
        if ahead.endswith((" ", "(", "“")) or not ahead:
            text = text.lstrip(" ")
        if ahead.endswith(" ") and text[:1] in tuple(",.;:!?)"):
            tidied[-1] = Piece(ahead.rstrip(" "), tidied[-1].known)
        starts = number == 0 or ahead.rstrip().endswith((".", "!", "?"))
        if piece.known and starts and text[:1].islower() and len(pieces) > 2:
            text = text[:1].upper() + text[1:]
        tidied.append(Piece(text, piece.known))
    if tidied[-1].text in (". ", ") ", "! ", "? ", "” "):
        tidied[-1] = Piece(tidied[-1].text.strip(), tidied[-1].known)
    return tidied
