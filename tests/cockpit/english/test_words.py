"""What walls say in fewer words is checked before anybody looks at one."""

import pytest

import app
from cockpit.english import words
from cockpit.errors import CatalogError


def test_a_wrong_message_of_the_walls_is_refused_at_start(tmp_path, monkeypatch):
    (tmp_path / "wall.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "超期 {} 件"\nmsgstr "overdue"\n'
    )
    monkeypatch.setattr(words, "BRIEF", tmp_path)
    with pytest.raises(CatalogError, match="占位与原文不符"):
        app.declarations()
