"""The brief in Word: its words and rows, its fonts by name, page numbers, mark; a wrong template or count is refused."""

import zipfile
from dataclasses import replace

import docx
import pytest
from docx.shared import Mm

from cockpit.errors import ExportError
from cockpit.export import brief_word
from cockpit.export.brief import Brief, brief_sum
from cockpit.export.brief_word import STYLES, TEMPLATE, write_brief
from tests.cockpit.export.briefs import GRAVE, READINGS, brief


def written(tmp_path, what=None, **facts):
    target = tmp_path / "brief.docx"
    write_brief(what or brief(**facts), target)
    return docx.Document(str(target))


def test_headings_sentences_and_tables_stand_in_their_order(tmp_path):
    word = written(tmp_path)
    told = [(p.style.name, p.text) for p in word.paragraphs]
    assert told[:10] == [
        ("Title", "舟山市数字驾驶舱月度专报"),
        ("Subtitle", "2026年10月（2026年11月25日编）"),
        ("Heading 1", "一、需要关注"),
        ("Normal", "判为严重的指标共1项。"),
        ("Caption", "需要关注的指标"),
        ("Heading 1", "二、港航口岸"),
        ("Normal", "吞吐量为6.01亿吨 <&>。"),
        ("Normal", "另一句。"),
        ("Caption", "港航口岸主要指标"),
        ("Heading 1", "三、其他"),
    ]
    rows = [[tuple(cell.text for cell in row.cells) for row in table.rows[1:]] for table in word.tables]
    assert rows == [list(GRAVE), list(READINGS)]


def test_the_last_lines_state_facts_rows_checksum_and_watermark(tmp_path):
    notes = [p.text for p in written(tmp_path).paragraphs if p.style.name == "附注"]
    assert notes[0] == "数据期：2026年10月。"
    assert notes[-3:] == [
        f"本报各表共 3 行，内容校验（SHA-256）{brief_sum(brief())}。",
        "快照 7，水印编号 ZS20261125-ABCDEF0123。",
        "本报含演示数据：由演示平台生成，不是统计数字，不得引用。",
    ]
    changed = replace(brief(), sections=brief().sections[1:])
    assert brief_sum(changed) != brief_sum(brief())


@pytest.mark.parametrize("demo", [True, False])
def test_every_page_carries_mark_watermark_and_its_number(tmp_path, demo):
    page = written(tmp_path, demo=demo).sections[0]
    for header in (page.header, page.even_page_header):
        assert "水印编号 ZS20261125-ABCDEF0123" in header.paragraphs[0].text
        assert ("演示数据" in header.paragraphs[0].text) is demo
    assert ['w:instr="PAGE"' in footer._element.xml for footer in (page.footer, page.even_page_footer)] == [True, True]


def test_page_and_fonts_are_those_of_the_standard_and_missing_fonts_have_a_stand_in(tmp_path):
    word = written(tmp_path)
    fonts = {name: word.styles[name].element.rPr.rFonts.xml for name in STYLES}
    assert [f'w:eastAsia="{font}"' in fonts[name] for name, font in
            (("Title", "方正小标宋简体"), ("Heading 1", "黑体"), ("Normal", "仿宋_GB2312"), ("表文", "仿宋_GB2312"))] == [True] * 4  # fmt: skip
    page = word.sections[0]
    assert [page.page_width, page.top_margin, page.left_margin] == pytest.approx([Mm(210), Mm(37), Mm(28)], abs=700)
    with zipfile.ZipFile(TEMPLATE) as inside:
        table = inside.read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table


def test_no_caption_and_no_head_of_a_table_stands_alone_at_the_foot_of_a_page(tmp_path):
    word = written(tmp_path)
    kept = [p.paragraph_format.keep_with_next for p in word.paragraphs if p.style.name == "Caption"]
    heads = [
        cell.paragraphs[0].paragraph_format.keep_with_next for table in word.tables for cell in table.rows[0].cells
    ]
    assert (set(kept), set(heads)) == ({True}, {True})


def test_a_template_of_ones_own_is_used_and_a_wrong_one_is_refused(tmp_path):
    own, bare, broken = tmp_path / "own.docx", tmp_path / "bare.docx", tmp_path / "broken.docx"
    word = docx.Document(str(TEMPLATE))
    word.sections[0].left_margin = Mm(40)
    word.save(str(own))
    write_brief(brief(), tmp_path / "x.docx", own)
    assert docx.Document(str(tmp_path / "x.docx")).sections[0].left_margin == pytest.approx(Mm(40), abs=700)
    docx.Document().save(str(bare))
    broken.write_bytes(b"no zip")
    for wrong, words in ((bare, "缺样式：表头、表文、附注"), (broken, "打不开"), (tmp_path / "none.docx", "打不开")):
        with pytest.raises(ExportError, match=words):
            write_brief(brief(), tmp_path / "y.docx", wrong)


def test_other_rows_than_stated_are_no_brief(tmp_path, monkeypatch):
    monkeypatch.setattr(brief_word, "_table", lambda *_: None)
    with pytest.raises(ExportError, match="声明 3 行，写出 0 行"):
        write_brief(brief(), tmp_path / "z.docx")
    assert isinstance(brief(), Brief) and not (tmp_path / "z.docx").exists()
