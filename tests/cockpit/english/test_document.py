"""A page in English is the same page: same elements, same attributes, other words."""

import pytest

from cockpit.english import document
from cockpit.english.document import Given, Page
from cockpit.english.messages import Words
from cockpit.english.sentence import Translator

TRANSLATOR = Translator(
    Words(
        {
            "总览": "overview",
            "名称": "Name",
            "事项": "Matter",
            "{} 项": "{0:item|items}",
            "中/EN": "中/EN",
        },
        {},
    )
)


@pytest.fixture(autouse=True)
def where(monkeypatch):
    told = Given(
        headings={"事项"}, terms={"姓名"}, classes={"as-given"}, attributes={"data-cited"}, titled={"headline"}
    )
    monkeypatch.setattr(document, "given", lambda: told)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ('<a href="/" title="总览">总览</a>', '<a href="/" title="Overview">Overview</a>'),
        ("<p>共<b>3 项</b></p>", '<p><span lang="zh-CN" data-untranslated="">共</span><b> 3 items</b></p>'),
        ('<span class="unit">万吨</span>', '<span class="unit"> × 10,000 t</span>'),
        ("<th>万吨</th>", "<th>10,000 t</th>"),
        ("<option value='甲'>甲</option>", "<option value='甲' lang=\"zh-CN\" data-untranslated=\"\">甲</option>"),
        ('<p class="as-given">某人 &amp; 某事</p>', '<p class="as-given"><span lang="zh-CN">某人 &amp; 某事</span></p>'),
        ("<td data-cited='1'>总览</td>", "<td data-cited='1'>Overview</td>"),
        ('<svg viewBox="0 0 1 1"><clipPath id="a"></clipPath></svg>', '<svg viewBox="0 0 1 1"><clipPath id="a"></clipPath></svg>'),
        ("<script>var a = '总览';</script>", "<script>var a = '总览';</script>"),
        ('<html lang="zh-CN">', '<html lang="en">'),
        ("<button>中/EN</button>", '<button><span lang="zh-CN">中/EN</span></button>'),
        ("<br><hr>", "<br><hr>"),
        ('<header class="headline"><h1>某船</h1></header>', '<header class="headline"><h1><span lang="zh-CN">某船</span></h1></header>'),
    ],
)  # fmt: skip
def test_markup_is_said_in_english(chinese, english):
    assert Page(TRANSLATOR).english(chinese) == english


def test_cells_under_a_heading_of_data_are_data_and_no_others():
    table = "<table><thead><tr><th>名称</th><th>事项</th></tr></thead><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>"
    told = Page(TRANSLATOR).english(table)
    assert '<td><span lang="zh-CN" data-untranslated="">甲</span></td>' in told
    assert '<td><span lang="zh-CN">乙</span></td>' in told


def test_a_fact_under_a_term_of_data_is_data():
    told = Page(TRANSLATOR).english("<dl><div><dt>姓名</dt><dd>甲</dd></div><div><dt>名称</dt><dd>乙</dd></div></dl>")
    assert '<dd><span lang="zh-CN">甲</span></dd>' in told
    assert '<dd><span lang="zh-CN" data-untranslated="">乙</span></dd>' in told


def test_a_wall_says_it_in_fewer_words_and_nothing_else_does():
    wall = Translator(Words({"不利": "worse"}, {"市委办": "Party Committee Office"}, brief=True))
    own = Translator(Words({"不利": "unfavourable"}, {"市委办": "Party Committee General Office"}), wall)
    inside = "<b>市委办</b><i>不利</i><span>2.6 个百分点</span>"
    assert Page(own).english(f"<p>{inside}</p>") == (
        "<p><b>Party Committee General Office</b><i> unfavourable</i><span> 2.6 percentage points</span></p>"
    )
    assert Page(own).english(f'<p class="wall-line">{inside}</p>') == (
        '<p class="wall-line"><b>Party Committee Office</b><i> worse</i><span> 2.6 pp</span></p>'
    )
