"""Where no browser is, the job says so and what to install; what is named has to run."""

import os
import stat
import time

import pytest

from cockpit.errors import ExportError
from cockpit.export.chromium import Chromium, find_chromium


def test_without_a_browser_the_reader_learns_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExportError, match="没有安装 Chromium，不能生成 PDF 和图片 → .*apt install chromium"):
        find_chromium("")
    with pytest.raises(ExportError, match="COCKPIT_CHROMIUM 指的 '/nowhere' 不能运行"):
        find_chromium("/nowhere")
    own = tmp_path / "chromium"
    own.write_text("#!/bin/sh\n")
    own.chmod(own.stat().st_mode | stat.S_IXUSR)
    assert [find_chromium(""), find_chromium(str(own))] == [str(own)] * 2


def test_a_program_that_is_no_browser_is_noticed_at_once():
    began = time.monotonic()
    with Chromium("/bin/true") as browser, pytest.raises(ExportError, match="没有回答"):
        browser.call("Browser.getVersion")
    assert time.monotonic() - began < 20


def test_the_browser_answers_refuses_and_leaves_nothing_behind():
    with Chromium(find_chromium("")) as browser:
        assert "Chrom" in browser.call("Browser.getVersion")["product"]
        with pytest.raises(ExportError, match="Nothing.such"):
            browser.call("Nothing.such")
        process = browser._process
    assert process.poll() is not None and not os.path.exists(f"/proc/{process.pid}/exe")
