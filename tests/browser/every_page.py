"""Every page of the cockpit visited once: what axe-core finds in each theme, and every word a reader or listener meets."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser

from tools.axe_core import axe_script
from tools.page_list import STOPS, visit

#: A long table is judged by its first rows. Violations that keep somebody out; `minor` and `moderate` ones are advice.
_JUDGED = """async (only) => { const told = await axe.run({exclude: [['tbody tr:nth-child(n+20)']]}, Object.assign({resultTypes: ['violations']}, only ? {runOnly: only} : {}));
  return told.violations.filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => `${v.id} × ${v.nodes.length}: ${v.nodes[0].target.join(' ')} ${v.nodes[0].html.slice(0, 120)}`) }"""
#: Words on screen and words read out. Left out: what is spelled as its source spells it (code, lineage, citations).
_WORDS = """() => { const found = [], left = 'script, style, code, .lineage, [data-cited]';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) { const e = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (text && !e.closest(left)) found.push(text) }
  document.querySelectorAll('[title], [aria-label], [placeholder]').forEach(e => { if (!e.closest(left))
    ['title', 'aria-label', 'placeholder'].forEach(name => { if (e.getAttribute(name)) found.push(e.getAttribute(name)) }) });
  return found }"""
#: A chart without words and numbers for who does not see it.
_BARE = """() => [...document.querySelectorAll('[data-chart]')].filter(chart => {
  const panel = chart.closest('.panel'), twin = (panel && panel.querySelector('table')) || document.querySelector('.twin.panel table');
  return !(chart.getAttribute('aria-label') || '').trim() || !chart.querySelector('figcaption').textContent.trim() || !twin;
  }).map(chart => chart.dataset.chart)"""


@dataclass(frozen=True)
class Sight:
    """What one visit showed: theme → violations; texts; charts without summary or table."""

    violations: dict[str, list[str]]
    texts: list[str]
    bare: list[str]


def see(browser: Browser, base: str) -> dict[str, Sight]:
    """Page name → its sight, in one browser, one visit each."""
    script, seen = axe_script(), {}
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", bypass_csp=True)
    for stop in STOPS:
        page = context.new_page()
        visit(page, base, stop)
        texts, bare = page.evaluate(_WORDS), page.evaluate(_BARE)
        page.evaluate(script)
        found = {"wall" if stop.wall else "paper": page.evaluate(_JUDGED, None)}
        if not stop.wall:
            page.evaluate("document.documentElement.setAttribute('data-theme', 'dark')")
            found["dark"] = page.evaluate(_JUDGED, ["color-contrast", "link-in-text-block"])
        seen[stop.name] = Sight(found, texts, bare)
        page.close()
    context.close()
    return seen
