"""The fault run of some ways: nothing is lost silently, nothing half is shown, and each misbehaviour has its outcome."""

import importlib.util

import pytest

from loaders.demo.servers.faults import FAULTS
from tests.test_imports import ROOT

#: What becomes of a batch whose source tells a total; a file's missing rows and odd values are its rules' to stop.
PAGED = {
    "expired_signature": "refused", "inner_failure": "refused", "short_page": "refused", "changing_total": "refused",
    "half_answer": "refused", "slow": "refused", "down": "refused", "duplicate": "kept", "out_of_order": "kept",
    "schema_drift": "refused", "unit_jump": "stopped", "swapped_region": "stopped",
}  # fmt: skip
WAYS = {
    "ckan": PAGED,
    "folder csv": {
        fault: "stopped" if fault == "short_page" else told
        for fault, told in PAGED.items()
        if fault not in ("expired_signature", "changing_total", "slow")
    },
    "sql postgresql": {
        fault: "stopped" if fault == "short_page" else told for fault, told in PAGED.items() if fault != "changing_total"
    },
    "mqtt": {
        "expired_signature": "refused", "half_answer": "0 kept, 77 refused", "down": "refused", "duplicate": "kept",
        "out_of_order": "kept", "schema_drift": "0 kept, 77 refused", "unit_jump": "0 kept, 77 refused",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def fault_run():
    spec = importlib.util.spec_from_file_location("fault_run", ROOT / "tools" / "fault_run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(fault_run):
    return list(fault_run.outcomes(list(WAYS)))


@pytest.mark.parametrize("way", WAYS)
def test_each_misbehaviour_is_refused_stopped_or_kept_as_it_should(fault_run, found, way):
    own = [one for one in found if one.way == way]
    assert {one.fault: fault_run.kept(one) for one in own} == WAYS[way]


def test_no_row_is_lost_and_no_half_batch_is_shown_and_whatever_is_not_kept_has_its_words(fault_run, found):
    assert [(one.way, one.fault) for one in found if one.lost] == []
    assert {one.shown for one in found} == {fault_run.ROWS}
    unsaid = [(one.way, one.fault) for one in found if not one.words and fault_run.kept(one) != "kept"]
    assert unsaid == []


def test_the_matrix_has_a_line_per_way_and_a_dash_where_there_is_no_such_thing(fault_run, found):
    lines = fault_run.matrix(found).splitlines()
    assert len(lines) == 2 + len(WAYS)
    [mqtt] = [line for line in lines if line.startswith("| mqtt |")]
    cells = dict(zip(FAULTS, [cell.strip() for cell in mqtt.strip("|").split("|")][1:], strict=True))
    assert (cells["down"], cells["swapped_region"], cells["changing_total"]) == ("refused", "—", "—")


@pytest.mark.parametrize(
    ("status", "same", "renewed", "rejected", "words", "lost"),
    [
        ("ok", False, 77, 0, "", False),
        ("ok", False, 76, 0, "", True),
        ("ok", False, 76, 1, "", False),
        ("ok", False, 76, 0, "少了一行", False),
        ("failed", True, 0, 0, "为什么", False),
        ("failed", True, 40, 0, "为什么", True),
        ("blocked", False, 0, 0, "为什么", True),
    ],
)
def test_lost_is_what_did_not_come_without_a_word_and_half_of_what_was_refused(
    found, status, same, renewed, rejected, words, lost
):
    kind = type(found[0])
    report = type(found[0].report)(1, "s", status, 77, 77, rejected, 77, "")
    assert kind("w", "f", report, 77, same, renewed, words).lost is lost
    assert kind("w", "f", report, 76, same, renewed, words).lost is True
