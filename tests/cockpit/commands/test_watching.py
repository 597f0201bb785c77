"""The daemon as systemd starts it: a process of its own that publishes, draws the pages, and ends when told."""

import os
import signal
import subprocess
import sys
import threading

import sqlalchemy as sa

from cockpit.settings import ROOT


def test_the_daemon_publishes_what_changed_draws_the_pages_and_ends_when_told(own_installation):
    engine = sa.create_engine(own_installation.platform_url)
    with engine.begin() as connection:
        changed = (
            "UPDATE grid_event SET title = '改', dsc_biz_timestamp = '2026-11-24 08:00:00', dsc_biz_operation = 'U'"
        )
        connection.execute(sa.text(changed))
    own = {"COCKPIT_VAR": str(own_installation.var), "SCALE": "0.02", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "cockpit", "ingest", "--watch", "--source", "grid_event"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    watch = subprocess.Popen(command, cwd=ROOT, env=os.environ | own, **pipes)
    patience = threading.Timer(240, watch.kill)
    patience.start()
    told = []
    for line in watch.stdout:
        told.append(line)
        if "各页已备好" in line or "exception" in line:
            break
    watch.send_signal(signal.SIGTERM)
    rest, _ = watch.communicate(timeout=60)
    patience.cancel()
    assert "各页已备好" in told[-1], "".join(told)
    assert (watch.returncode, "Traceback" in rest) == (0, False)
