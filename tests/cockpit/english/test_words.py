"""What walls say in fewer words is checked before anybody looks at one."""

import re

import pytest

import app
from cockpit.english import words
from cockpit.english.sentence import Translator
from cockpit.errors import CatalogError
from metrics.catalog import load_catalog


def test_a_wrong_message_of_the_walls_is_refused_at_start(tmp_path, monkeypatch):
    (tmp_path / "wall.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "超期 {} 件"\nmsgstr "overdue"\n'
    )
    monkeypatch.setattr(words, "BRIEF", tmp_path)
    with pytest.raises(CatalogError, match="占位与原文不符"):
        app.declarations()


@pytest.mark.parametrize(
    ("fault", "english"),
    [
        ("链在这里断开：被改、被删或被插入", "the chain breaks here; an entry was changed, removed or inserted"),
        ("末尾缺少条目，应到第 9 条", "entries are missing at the end; the last should be entry 9"),
    ],
)
def test_a_broken_audit_is_told_in_english(fault, english):
    told = Translator(words.words(load_catalog()))
    cell = told.pieces(f"审计第 3 条：{fault}")
    line = told.pieces(f"链条校验：不通过，审计第 3 条：{fault}。保留不少于 180 天。")
    assert "".join(piece.text for piece in cell) == f"audit entry 3: {english}"
    assert not any(re.search(r"[\u3400-\u9fff]", piece.text) for piece in line)


def test_a_position_keeps_its_north_before_its_time():
    told = Translator(words.words(load_catalog()))
    assert told.text("东经 122.466°，北纬 29.710°（2026年11月29日 11:31）") == "122.466° E, 29.710° N (29 Nov 2026 11:31)"
