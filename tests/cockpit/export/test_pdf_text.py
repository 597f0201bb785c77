"""Text of a PDF is what was written: radicals' codes become the characters, everything else stays."""

import re

import pytest

from cockpit.export.pdf_text import mended


def pairs(table):
    return {int(code, 16): chr(int(told, 16)) for code, told in re.findall(rb"<([0-9A-F]+)> <([0-9A-F]+)>", table)}


@pytest.mark.parametrize(
    ("told", "written"), [("2F1D", "口"), ("2F70", "示"), ("2ED3", "长"), ("2EDA", "页"), ("53E3", "口")]
)
def test_a_radical_becomes_its_character(told, written):
    assert pairs(mended(f"1 beginbfchar\n<0A1B> <{told}>\nendbfchar".encode())) == {0x0A1B: written}


def test_a_range_over_radicals_is_told_one_by_one_and_others_stay():
    kept = b"1 beginbfrange\n<0001> <0003> <4E00>\nendbfrange"
    assert mended(kept) == kept
    told = mended(b"2 beginbfrange\n<0001> <0003> <4E00>\n<0010> <0011> <2F1C>\nendbfrange")
    assert pairs(told) == {1: "一", 2: "丁", 3: "丂", 0x10: "又", 0x11: "口"}
    assert told.startswith(b"5 beginbfchar")


def test_a_block_has_no_more_entries_than_readers_take():
    told = mended(b"1 beginbfrange\n<0001> <0096> <2F00>\nendbfrange")
    assert re.findall(rb"(\d+) beginbfchar", told) == [b"100", b"50"]
    assert len(pairs(told)) == 150
