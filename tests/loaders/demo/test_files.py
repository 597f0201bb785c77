"""Files of the drop folder are dated in Beijing, wherever the machine stands."""

import os
import time
from datetime import datetime

import pandas as pd
import pytest

from cockpit.clock import beijing_time
from loaders.demo.files import DropFolder


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_file_is_as_old_as_its_delivery(tmp_path, monkeypatch, zone):
    moment = datetime(2026, 11, 29, 8)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        DropFolder(tmp_path, moment).table("tasks.csv", pd.DataFrame({"a": [1]}), "utf-8")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert beijing_time(os.stat(tmp_path / "tasks.csv").st_mtime) == moment
