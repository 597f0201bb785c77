"""Every text on every page is what a clerk would write: Chinese, full-width punctuation, no codes, no ISO dates."""

import re

import pytest

from tools.page_list import STOPS

#: The first test waits for the visit of all pages.
pytestmark = pytest.mark.timeout(900)

CHINESE = "\u3400-\u9fff"
#: Half-width punctuation that touches a Chinese character or follows a figure into Chinese.
HALF = re.compile(rf"[{CHINESE}）》”][,;:?!()]|[,;:?!()][{CHINESE}（《“]|\d[%{CHINESE}]?[,;](?=[{CHINESE}])")
ISO = re.compile(r"(?<![\d/])\d{4}-\d{2}(?:-\d{2})?(?!\d)")
#: Standards are cited with their year (GB/T 22239-2019), and so is the policy of access.
STANDARD = re.compile(r"\b(?:GB|DB\d*|HJ|JT|JTS|GA|SL|DZ)(?:/T)?[  ]?\d+(?:\.\d+)?[-—]\d{4}|策略(?:版本)? [\d-]+")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./\-]*[A-Za-z0-9]|[A-Za-z]")
#: Abbreviations and units that stand in Chinese official texts as they are.
KNOWN = frozenset((
    "GDP", "GEP", "AIS", "LNG", "CPU", "GPU", "IRS", "VOCs", "CO", "TB", "PB", "GB", "MB", "AQI", "UDI", "GIS", "HJ",
    "GB/T", "vCPU", "Excel", "Word", "CSV", "Parquet", "JSON", "XML", "API", "AIS/", "GEP/GDP", "PM2.5", "PM10", "IPv6",
    "WGS84", "TEU", "ETA", "TOTP", "HTTPS", "SHA-256", "z-score", "DB33/T", "T", "mg/L", "km", "Ctrl", "Shift",
    "UTC", "App", "P50", "P90", "ID", "R", "D", "n", "SD", "EEZ", "VHF", "VTS", "ISO", "RPO", "RTO", "SLA", "ODS",
    "D/E", "G/IPv6", "g/m", "t-1", "t-2", "g_t", "P50/P90", "CJ/T", "IP/MAC/CPU",
    "kWh", "tCO2", "t", "m", "dB", "R&D",
    "English", "Switch", "language",  # the switch speaks to those who read no Chinese
))  # fmt: skip
#: Numbers of things, as they stand on papers: vessels, berths, calls, events, tasks, orders, systems.
NUMBERS = re.compile(r"[A-Z]{1,6}-?\d+[A-Z0-9\-]*|\d{6}-[A-Z]+\d+|[A-Z]{2,5}\d*")
TABLE, CODE = r"[a-z]+(?:_[a-z0-9]+)+", r"[a-z]+\.[a-z0-9_]+"
#: Pages for those who connect and answer for data, where tables, files and codes are the subject.
SPELLED = {
    "batches": r".*", "data-catalog": rf"{TABLE}|{CODE}", "catalog": CODE, "data-quality": TABLE, "style": r"[a-z\-0-9]+",
    "officer-audit": r".*", "officer-selfcheck": r".*", "officer-sessions": r".*",
    "indicator-unconnected": TABLE, "failed": CODE, "vessel": "DEMO",
}  # fmt: skip


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_punctuation_is_full_width_between_chinese(every_page, stop):
    texts = every_page[stop.name].texts
    assert len(texts) > 3
    assert sorted({text[:90] for text in texts if HALF.search(text)}) == []


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_days_are_written_as_days_are_said(every_page, stop):
    texts = [STANDARD.sub("", text) for text in every_page[stop.name].texts]
    assert sorted({text[:90] for text in texts if ISO.search(text)}) == []


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_no_word_is_left_in_english(every_page, stop):
    allowed = re.compile(SPELLED.get(stop.name, "(?!)"))
    words = {word for text in every_page[stop.name].texts for word in WORD.findall(text)}
    foreign = {
        w for w in words if w not in KNOWN and len(w) > 1 and not NUMBERS.fullmatch(w) and not allowed.fullmatch(w)
    }
    assert sorted(foreign) == []
