"""The brief as a page to print holds the words of the Word file and fetches nothing."""

from bs4 import BeautifulSoup

from cockpit.export.brief_page import brief_page
from tests.cockpit.export.briefs import GRAVE, READINGS, brief


def test_the_page_has_the_same_words_and_rows_and_no_address():
    text = brief_page(brief())
    page = BeautifulSoup(text, "html.parser")
    assert [found.get_text() for found in page.find_all(["h1", "h2"])] == [
        "舟山市数字驾驶舱月度专报", "一、需要关注", "二、港航口岸", "三、其他",
    ]  # fmt: skip
    assert "吞吐量为6.01亿吨 <&>。" in [p.get_text() for p in page.find_all("p")]
    rows = [tuple(td.get_text() for td in tr.find_all("td")) for tr in page.select("tbody tr")]
    assert rows == [*GRAVE, *READINGS]
    assert not page.find_all(["script", "link", "img"]) and "url(" not in text and "//" not in text
