"""Makes the template of the monthly brief: page and fonts of GB/T 9704-2012, with fall-backs where a font is missing.

Run `.venv/bin/python tools/brief_template.py` after a change here; the result is kept in git, because an installation
may edit it in Word and name its own in COCKPIT_BRIEF_TEMPLATE.
"""

from __future__ import annotations

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from cockpit.export.brief_word import TEMPLATE

TITLE, BODY, HEAD, KAI, NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
#: Font, the font that takes its place where it is not installed (w:altName), and its family for all others.
FALL_BACKS = ((TITLE, "宋体", "roman"), (BODY, "仿宋", "modern"), (KAI, "楷体", "modern"), (HEAD, "SimHei", "modern"))
#: Style, font, size in points (3号 = 16, 2号 = 22), and paragraph: alignment, line in points (0 = single), indent.
CENTER, BOTH, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
LOOKS = (
    ("Normal", BODY, 16, BOTH, 28, True), ("Title", TITLE, 22, CENTER, 32, False), ("Subtitle", KAI, 16, CENTER, 28, False),
    ("Heading 1", HEAD, 16, LEFT, 28, True), ("Caption", HEAD, 10.5, CENTER, 20, False), ("表头", HEAD, 10.5, CENTER, 0, False),
    ("表文", BODY, 10.5, LEFT, 0, False), ("附注", BODY, 10.5, LEFT, 16, False), ("Header", NUMBER, 9, LEFT, 0, False),
    ("Footer", NUMBER, 14, LEFT, 0, False),
)  # fmt: skip


def make() -> Document:
    """An empty document with the page and the styles of an official brief."""
    word = docx.Document()
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    page.header_distance, page.footer_distance = Mm(20), Mm(25)
    for name, *look in LOOKS:
        _style(word, name, *look)
    word.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((page.footer, WD_ALIGN_PARAGRAPH.RIGHT), (page.even_page_footer, LEFT)):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], side)
    page.even_page_header.is_linked_to_previous = False
    page.even_page_header.paragraphs[0].style = word.styles["Header"]
    _fall_backs(word)
    return word


def _style(word: Document, name: str, font: str, size: float, side: int, line: float, indent: bool) -> None:
    known = name in {style.name for style in word.styles}
    style: ParagraphStyle = word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name != "Normal":
        style.base_style = None
    style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    for border in style.element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)
    shape = style.paragraph_format
    shape.alignment, shape.space_before, shape.space_after = side, Pt(0), Pt(0)
    shape.first_line_indent = Pt(2 * size) if indent else Pt(0)
    if line:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    else:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _page_number(paragraph: Paragraph, side: int) -> None:
    """— 1 — in 4号, outer side of the page."""
    paragraph.alignment = side
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _fall_backs(word: Document) -> None:
    """Names, for every font, the one a machine without it should take."""
    part: Part = word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, other, family in FALL_BACKS
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    part._blob = xml.encode()


if __name__ == "__main__":
    make().save(str(TEMPLATE))
