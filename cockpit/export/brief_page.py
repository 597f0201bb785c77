"""The monthly brief as a page to print: the words of the Word file, nothing fetched from anywhere."""

from __future__ import annotations

from html import escape

from cockpit.export.brief import Brief, BriefSection, BriefTable, closing, verify

#: Fonts of GB/T 9704 by name, then what a machine has instead.
_STYLE = """
body { font: 16pt/28pt FangSong_GB2312, "仿宋_GB2312", FangSong, "仿宋", "Noto Serif CJK SC", serif; margin: 0 12mm; color: #000; font-variant-ligatures: none; }
h1 { font: 22pt/32pt FZXiaoBiaoSong-B05S, "方正小标宋简体", SimSun, "Noto Serif CJK SC", serif; text-align: center; margin: 0; }
.sub { font-family: KaiTi_GB2312, "楷体_GB2312", KaiTi, "Noto Serif CJK SC", serif; text-align: center; margin: 0 0 12pt; }
h2, caption, th { font-family: SimHei, "黑体", "Noto Sans CJK SC", sans-serif; font-weight: normal; }
h2 { font-size: 16pt; text-indent: 2em; margin: 10pt 0 0; break-after: avoid; }
p { text-indent: 2em; margin: 0; text-align: justify; } .sub, .note { text-indent: 0; } .note { font-size: 10.5pt; line-height: 16pt; }
table { border-collapse: collapse; width: 100%; font-size: 10.5pt; line-height: 15pt; margin: 6pt 0 12pt; table-layout: fixed; }
caption { text-align: center; } th, td { border: .75pt solid #000; padding: 1pt 3pt; } td { text-align: left; overflow-wrap: anywhere; }
caption { break-after: avoid; } tr { break-inside: avoid; } tbody tr:first-child, tbody tr:last-child { break-before: avoid; } thead { display: table-header-group; }
"""


def brief_page(brief: Brief) -> str:
    """The brief as one HTML document.

    Raises:
        ExportError: other rows stand in it than are stated.
    """
    parts = [f"<h1>{escape(brief.title)}</h1>", f'<p class="sub">{escape(brief.subtitle)}</p>']
    parts += [_section(section) for section in brief.sections]
    parts += [f'<p class="note">{escape(line)}</p>' for line in closing(brief)]
    body = "".join(parts)
    verify(brief, body.count("<tr>") - len(brief.tables))
    head = f'<meta charset="UTF-8"><title>{escape(brief.title)}</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html><html lang="zh-CN"><head>{head}</head><body>{body}</body></html>'


def _section(section: BriefSection) -> str:
    words = "".join(f"<p>{escape(sentence)}</p>" for sentence in section.sentences)
    return f"<h2>{escape(section.heading)}</h2>{words}{_table(section.table) if section.table else ''}"


def _table(table: BriefTable) -> str:
    widths = "".join(f'<col style="width:{share:.0%}">' for share in table.shares)
    head = "".join(f"<th>{escape(name)}</th>" for name in table.columns)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption><colgroup>{widths}</colgroup>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
