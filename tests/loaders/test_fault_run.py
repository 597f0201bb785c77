"""The fault run of two protocols: nothing is lost silently, nothing half is shown."""

import importlib.util
import sys

import pytest

from tests.test_imports import ROOT

KEPT = {"duplicate", "out_of_order", "unit_jump"}


@pytest.fixture(scope="module")
def fault_run():
    spec = importlib.util.spec_from_file_location("fault_run", ROOT / "tools" / "fault_run.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["fault_run"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("protocol", ["irs_gateway", "ckan"])
def test_each_misbehaviour_is_refused_whole_or_kept_whole(fault_run, protocol):
    found = {one.fault: one for one in fault_run.outcomes([protocol])}
    assert len(found) == 11
    assert {one.shown for one in found.values()} == {fault_run.ROWS}
    assert {fault for fault, one in found.items() if one.report.status == "ok"} == KEPT
    refused = [one for fault, one in found.items() if fault not in KEPT]
    assert {(one.report.status, one.same, bool(one.report.message)) for one in refused} == {("failed", True, True)}
    assert found["unit_jump"].same is False
