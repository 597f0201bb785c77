"""Files of messages are refused when a figure would be lost."""

import pytest

from cockpit.english.messages import messages
from cockpit.errors import CatalogError

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.fixture
def folder(tmp_path):
    def written(*entries):
        (tmp_path / "some.po").write_text(HEAD + "".join(f'\nmsgid "{zh}"\nmsgstr "{en}"\n' for zh, en in entries))
        return tmp_path

    return written


def test_messages_are_read(folder):
    assert messages(folder(("{} 件", "{0:case|cases}"))) == {"{} 件": "{0:case|cases}"}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (("{} 件", "cases"), "占位与原文不符"),
        (("{} 件", "{0} of {1}"), "占位与原文不符"),
        (("{} 件", "{0"), "占位与原文不符"),
        (("总览", ""), "没有译文"),
    ],
)
def test_a_message_that_loses_or_invents_a_figure_is_refused_with_its_line(folder, entry, fault):
    with pytest.raises(CatalogError, match=rf"some\.po:5 .*{fault}"):
        messages(folder(entry))


def test_the_messages_of_the_cockpit_are_sound():
    assert len(messages()) > 1500
