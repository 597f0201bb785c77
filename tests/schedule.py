"""How two workers share the suite: files that need the same visit of every page go together, long files go first."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

#: They read the same visit of every page, which takes minutes: one worker makes it for both.
TOGETHER = {"tests/browser/test_chinese.py": "tests/browser/test_axe.py"}
#: A long file that is begun last leaves the other workers idle. The first of these need the installation, which one
#: worker makes meanwhile for all; the second and third do not.
FIRST = (
    "tests/browser/test_axe.py",
    "tests/metrics/test_forecast.py",
    "tests/test_style.py",
    "tests/soundness/test_arrivals.py",
    "tests/soundness/test_seeded_faults.py",
    "tests/soundness/test_walked.py",
    "tests/soundness/test_people.py",
    "tests/browser/test_wall.py",
    "tests/browser/test_wall_life.py",
    "tests/browser/test_keyboard.py",
    "tests/browser/test_pages.py",
    "tests/browser/test_policy.py",
    "tests/browser/test_desk.py",
    "tests/cockpit/commands/test_export.py",
    "tests/cockpit/security/test_matrix.py",
    "tests/soundness/test_clauses.py",
    "tests/cockpit/commands/test_watching.py",
    "tests/cockpit/view/test_trust.py",
)


class LongFilesFirst(LoadFileScheduling):
    """A file is run by one worker, from its first test to its last."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return TOGETHER.get(file, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Takes the place of `--dist loadfile` and of no other way to share."""
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # many tests are not a long file
    return LongFilesFirst(config, log)


def pytest_collection_modifyitems(config, items):
    """The order in which files are given out; inside a file nothing moves."""
    if not hasattr(config, "workerinput"):
        return
    places = {file: place for place, file in enumerate(FIRST)}

    def place(item):
        file = item.nodeid.split("::", 1)[0]
        return places.get(TOGETHER.get(file, file), len(places))

    items.sort(key=place)
