"""The Chromium of this machine, spoken to through its debugging pipe: no port is opened, no secret stands in a command line."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from cockpit.errors import ExportError

#: Where a system package puts it.
PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable")
#: Nothing but this machine is ever asked: names do not resolve, and the browser's own calls home are off.
_ARGUMENTS = (
    "--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--disable-default-apps", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=zh-CN", "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
#: The browser's end of the pipe has to be descriptors 3 and 4, whatever they are with us.
_START = (
    "import fcntl, os, sys\n"
    "ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]\n"
    "os.dup2(ends[0], 3), os.dup2(ends[1], 4)\n"
    "os.execv(sys.argv[3], sys.argv[3:])\n"
)
_PLACE, _PATIENCE = "打印浏览器", 90.0


def find_chromium(named: str) -> str:
    """The program that prints: the one named in COCKPIT_CHROMIUM, or the system's.

    Raises:
        ExportError: there is none; says what to install.
    """
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        problem = f"COCKPIT_CHROMIUM 指的 {named!r} 不能运行" if named else "这台服务器没有安装 Chromium"
        remedy = "请系统管理员安装（Debian、统信：apt install chromium fonts-noto-cjk；openEuler、麒麟：yum install chromium），或在 COCKPIT_CHROMIUM 写明程序路径"
        raise ExportError(_PLACE, f"{problem}，不能生成 PDF 和图片", remedy)
    return found


class Chromium:
    """A browser of one export, with a profile of its own that is removed with it; use it as a context."""

    def __init__(self, program: str) -> None:
        self._program, self._held, self._number, self._read = program, ExitStack(), 0, b""

    def __enter__(self) -> Chromium:
        profile = self._held.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        sandbox = () if os.geteuid() else ("--no-sandbox",)  # root has none; a service should not be root
        told = [self._program, *_ARGUMENTS, *sandbox, f"--user-data-dir={profile}", "about:blank"]
        start = [sys.executable, "-c", _START, str(theirs_in), str(theirs_out)]
        self._process = subprocess.Popen(
            [*start, *told], pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": str(Path(profile))}, start_new_session=True,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(10)
        os.close(self._in)
        os.close(self._out)
        self._held.close()

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """One call of the DevTools protocol and its answer.

        Raises:
            ExportError: the browser refused, died or did not answer.
        """
        self._number += 1
        told = {"id": self._number, "method": method, "params": parameters} | (
            {"sessionId": session} if session else {}
        )
        try:
            os.write(self._out, json.dumps(told).encode() + b"\0")
        except BrokenPipeError as error:
            raise self._gone(method) from error
        end = time.monotonic() + _PATIENCE
        while True:
            answer = self._message(method, end)
            if answer.get("id") == self._number:
                break
        if "error" in answer:
            raise ExportError(
                _PLACE, f"{method}：{answer['error'].get('message', '')}", "重新导出；再次出现请报告管理员"
            )
        return dict(answer.get("result", {}))

    def _message(self, method: str, end: float) -> dict[str, Any]:
        while b"\0" not in self._read:
            ready, _, _ = select.select([self._in], [], [], max(end - time.monotonic(), 0))
            piece = os.read(self._in, 1 << 20) if ready else b""
            if not piece:
                raise self._gone(method)
            self._read += piece
        message, _, self._read = self._read.partition(b"\0")
        return dict(json.loads(message))

    def _gone(self, method: str) -> ExportError:
        return ExportError(
            _PLACE, f"{self._program} 没有回答（{method}）", "重新导出；再次出现请检查 Chromium 能否在本机运行"
        )
