"""A berth is called as people call it: the county's code before its number is left out, also where it lies on a chart."""

import re
from types import SimpleNamespace

import pandas as pd

from cockpit.view.berth_name import berth_name
from cockpit.view.entities import calls
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


def test_a_berth_that_the_list_of_berths_lacks_keeps_its_code(monkeypatch):
    monkeypatch.setattr(calls, "berth_names", lambda _: {"330902-CZ05": "册子 CZ05"})
    times = dict.fromkeys(("arrive_anchor_time", "berth_time", "unberth_time"), pd.NaT)
    facts = {"mmsi": "1", "purpose": "", "status": "", "cargo_code": "", "cargo_ton": 1.0}
    frame = pd.DataFrame(
        [{"berth_ids": ids} | facts | times for ids in ("330902-CZ05,330902-CZ06", "330903-NEW", None)]
    )
    frame = frame.astype(dict.fromkeys(times, "datetime64[us]"))
    part = calls.call_part(SimpleNamespace(href=str), frame, vessels=False)
    assert part.rows["泊位"].tolist() == ["册子 CZ05", "330903-NEW", "—"]
    assert part.links["泊位"] == ["/berth/330902-CZ05", "/berth/330903-NEW", ""]
