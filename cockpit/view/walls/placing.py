"""Names beside their marks on a wall's map: each where nothing else is written yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Box = tuple[float, float, float, float]
#: Room a name takes in drawing units where letters are largest against the map: a standing screen.
LETTER, LINE = 44.0, 46.0
#: From the middle of a mark to its name.
AWAY = 30.0


def placed(
    marks: Iterable[tuple[str, float, float]], taken: Sequence[Box], window: Box
) -> list[tuple[str, float, float]]:
    """Each name with the left end and the height of the middle of its line, in drawing units.

    Right of its mark if that is free, else left, else below or above on either side; where all are taken it stays right.

    Args:
        marks: name, x, y of the mark, the most important first.
        taken: boxes (left, top, right, bottom) in which something is written already. window: the drawing's own box.
    """
    boxes, names = list(taken), []
    for name, x, y in marks:
        width = LETTER * sum(0.55 if letter.isascii() else 1.0 for letter in name)
        right, left = x + AWAY, x - AWAY - width
        ways = [(at, y + step * LINE) for step in (0, 1, -1, 2, -2) for at in (right, left)]
        free = (way for way in ways if _free(_box(*way, width), boxes, window))
        at, middle = next(free, (right, y))
        boxes.append(_box(at, middle, width))
        names.append((name, at, middle))
    return names


def _box(left: float, middle: float, width: float) -> Box:
    return left, middle - LINE / 2, left + width, middle + LINE / 2


def _free(box: Box, boxes: Sequence[Box], window: Box) -> bool:
    left, top, right, bottom = box
    inside = left >= window[0] and top >= window[1] and right <= window[2] and bottom <= window[3]
    return inside and not any(left < r and right > le and top < b and bottom > t for le, t, r, b in boxes)
