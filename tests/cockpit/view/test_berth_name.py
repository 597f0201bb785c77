"""A berth is called as people call it: the county's code before its number is left out, also where it lies on a chart."""

import re

from cockpit.view.berth_name import berth_name
from tests.drawn import drawn


def test_a_berth_is_called_by_its_port_area_and_number():
    assert [berth_name("330902-CZ05", "册子"), berth_name("7", "衢山"), berth_name("LH06", "")] == [
        "册子 CZ05", "衢山 7", "LH06"]  # fmt: skip


def test_no_code_of_a_county_stands_before_a_berth_on_the_ports_page(server):
    page = drawn(server, "/port")
    assert re.findall(r"3309\d\d-[A-Z]+\d+", page.get_text()) == []
    links = [(link["href"], link.get_text()) for link in page.select("a[href^='/berth/']")]
    assert links != []
    assert [name.split(" ")[1] for _, name in links] == [address.split("-")[-1].split("?")[0] for address, _ in links]
