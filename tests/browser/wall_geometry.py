"""What a wall screen looks like to a ruler: every visible run of text with its box, size, contrast and what cuts it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

_MEASURE = """() => {
  const screen = document.querySelector('.wall-screen[data-shown="1"]'), side = Math.min(innerWidth, innerHeight);
  const luminance = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
                           return .2126 * r + .7152 * g + .0722 * b };
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
                        if (c.length < 4 || c[3] > .5) return c.slice(0, 3) } return [6, 18, 30] };
  const runs = [], walker = document.createTreeWalker(document.querySelector('.wall'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, e = node.parentElement;
    if (!node.textContent.trim() || e.closest('.visually-hidden')) continue;
    if (!screen.contains(e) && !e.closest('.wall-corner')) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    const line = range.getBoundingClientRect(), style = getComputedStyle(e), fifth = line.height / 5;
    const box = { width: line.width, left: line.left, right: line.right, top: line.top + fifth, bottom: line.bottom - fifth }; /* the ink */
    if (!box.width || style.visibility === 'hidden') continue;
    let cut = '';
    for (let p = e; p && p !== screen; p = p.parentElement) {
      if (getComputedStyle(p).overflow === 'visible') continue;
      const d = p.getBoundingClientRect();
      if (box.right > d.right + 1.5 || box.left < d.left - 1.5 || box.bottom > d.bottom + 1.5 || box.top < d.top - 1.5) cut = p.className;
    }
    const fore = luminance(rgb(style.color).slice(0, 3)), back = luminance(ground(e));
    runs.push({ text: node.textContent.trim(), kind: e.className.toString(), left: box.left, right: box.right, top: box.top,
      bottom: box.bottom, size: parseFloat(style.fontSize) / side * 100, cut,
      contrast: (Math.max(fore, back) + .05) / (Math.min(fore, back) + .05), quiet: !!e.closest('.wall-water, .wall-abroad') });
  }
  return runs }"""


@dataclass(frozen=True)
class Run:
    """A run of text: box of its ink in pixels, size in per cent of the shorter side, contrast with its ground, what cuts it."""

    text: str
    kind: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    contrast: float
    cut: str
    quiet: bool

    def meets(self, other: Run) -> bool:
        """The two overlap by more than a hair."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > 2 and high > 2


def runs(page: Page) -> list[Run]:
    """Every visible run of text of the screen that is shown."""
    return [Run(**found) for found in page.evaluate(_MEASURE)]


def overlaps(found: list[Run]) -> list[tuple[str, str]]:
    """Pairs of runs that stand on each other."""
    return [
        (one.text, other.text)
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if one.meets(other) and not (one.quiet or other.quiet)
    ]
