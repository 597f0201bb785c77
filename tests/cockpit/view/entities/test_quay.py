"""The stays of a berth on one line: cut to what is drawn, open ones reach to now, nothing is drawn that was not read."""

import pandas as pd

from cockpit.view.entities.calls import SHOWN
from cockpit.view.entities.quay import quay, stays
from cockpit.view.markup import markup
from tests.drawn import BeautifulSoup

NOW = pd.Timestamp("2026-11-29 08:00")


def calls(*rows):
    frame = pd.DataFrame(rows, columns=["berth_time", "unberth_time", "purpose"])
    return frame.assign(
        berth_time=pd.to_datetime(frame["berth_time"], format="ISO8601"),
        unberth_time=pd.to_datetime(frame["unberth_time"], format="ISO8601"),
    )


def test_a_stay_is_cut_to_the_span_and_an_open_one_reaches_to_now():
    since, told = stays(calls(("2026-11-28 08:00", None, "load"), ("2026-10-01", "2026-11-01", "unload")), NOW)
    assert since == pd.Timestamp("2026-10-30 08:00")
    assert told.values.tolist() == [
        [pd.Timestamp("2026-11-28 08:00"), NOW, "load"],
        [since, pd.Timestamp("2026-11-01"), "unload"],
    ]


def test_where_earlier_calls_were_not_read_the_line_begins_with_the_first_that_was():
    rows = [(f"2026-11-2{n % 9} 0{n // 9}:00", f"2026-11-2{n % 9} 0{n // 9}:30", "load") for n in range(SHOWN)]
    assert stays(calls(*rows), NOW)[0] == pd.Timestamp("2026-11-20 00:00")


def test_every_stay_is_a_block_in_the_colour_of_its_purpose():
    frame = calls(("2026-11-28", "2026-11-29", "load"), ("2026-11-20", "2026-11-21", "bunker"), (None, None, "load"))
    drawn = BeautifulSoup(markup(quay(frame, NOW)), "html.parser")
    assert [block["class"] for block in drawn.select("rect")] == [["quay-load"], ["quay-other"]]
    assert "有 2 次在泊" in drawn.figcaption.get_text()


def test_without_a_stay_there_is_no_picture():
    assert quay(calls((None, None, "load")), NOW) is None
