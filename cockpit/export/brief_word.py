"""The monthly brief as a Word file: the template owns page, fonts and page numbers (GB/T 9704), this writes the words."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu
from docx.table import Table, _Row
from lxml.etree import LxmlError

from cockpit.errors import ExportError
from cockpit.export.brief import Brief, BriefTable, closing, running_head, verify

#: Made by tools/brief_template.py; an installation names its own in COCKPIT_BRIEF_TEMPLATE.
TEMPLATE = Path(__file__).parent / "templates" / "monthly_brief.docx"
#: Styles that a template has to have, by their names in Word.
STYLES = ("Title", "Subtitle", "Heading 1", "Normal", "Caption", "表头", "表文", "附注")


def write_brief(brief: Brief, target: Path, template: Path | None = None) -> None:
    """Writes the brief into a copy of the template.

    Raises:
        ExportError: the template cannot be read or lacks a style, or other rows were written than are stated.
    """
    word = _opened(template or TEMPLATE)
    word.core_properties.title = brief.title
    word.core_properties.author, word.core_properties.comments = "", f"水印编号 {brief.cover.watermark}"
    word.add_paragraph(brief.title, "Title")
    word.add_paragraph(brief.subtitle, "Subtitle")
    for section in brief.sections:
        word.add_paragraph(section.heading, "Heading 1")
        for sentence in section.sentences:
            word.add_paragraph(sentence, "Normal")
        if section.table is not None:
            _table(word, section.table)
    for line in closing(brief):
        word.add_paragraph(line, "附注")
    for part in word.sections:
        for header in (part.header, part.even_page_header):
            header.paragraphs[0].text = running_head(brief)
    verify(brief, sum(len(table.rows) - 1 for table in word.tables))
    word.save(str(target))


def _opened(template: Path) -> WordDocument:
    remedy = "检查 COCKPIT_BRIEF_TEMPLATE，或去掉它使用自带模板"
    try:
        word = docx.Document(str(template))
    except (OSError, ValueError, KeyError, OpcError, LxmlError) as error:
        raise ExportError(f"专报模板 {template}", "打不开，或不是 Word 文件", remedy) from error
    missing = [name for name in STYLES if name not in {style.name for style in word.styles}]
    if missing:
        raise ExportError(f"专报模板 {template}", f"缺样式：{'、'.join(missing)}", remedy)
    return word


def _table(word: WordDocument, content: BriefTable) -> None:
    word.add_paragraph(content.caption, "Caption").paragraph_format.keep_with_next = True
    page = word.sections[0]
    width = int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)
    table = word.add_table(1, len(content.columns), "Table Grid")
    table.autofit = False
    for column, share in zip(table.columns, content.shares, strict=True):
        column.width = Emu(int(width * share))
    _fill(table, table.rows[0], content.columns, "表头")
    for cell in table.rows[0].cells:  # neither caption nor head stands alone at the foot of a page
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cells in content.rows:
        _fill(table, table.add_row(), cells, "表文")


def _fill(table: Table, row: _Row, cells: tuple[str, ...], style: str) -> None:
    """One row that no page break cuts; widths on every cell, because WPS reads only those."""
    keep = OxmlElement("w:cantSplit")
    keep.set(qn("w:val"), "1")
    row._tr.get_or_add_trPr().append(keep)
    for cell, text, column in zip(row.cells, cells, table.columns, strict=True):
        cell.width = column.width
        cell.paragraphs[0].text, cell.paragraphs[0].style = text, style
