"""docs/connect.md, walked through literally: its bash blocks, in order, in one shell."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from app import create_app
from cockpit.settings import read_settings
from tests.drawn import drawn
from tests.services.process import free_port

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "connect.md").read_text(encoding="utf-8")


def blocks(changes):
    script = "\n".join(re.findall(r"^```bash\n(.*?)^```$", DOCUMENT, flags=re.DOTALL | re.MULTILINE))
    for told, here in changes.items():
        assert told in script, told
        script = script.replace(told, here)
    return script


@pytest.mark.timeout(600)
def test_a_newcomer_reaches_the_screen_with_a_table_and_a_signed_interface(installation, postgresql, tmp_path):
    gateway, broker = free_port(), free_port()
    script = blocks(
        {
            "postgresql://reader@127.0.0.1:5432/exchange": postgresql,
            "sqlite:///var/platform.db": installation.platform_url,
            "8061": str(gateway),
            "8062": str(broker),
        }
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COCKPIT_")}
    run = subprocess.run(
        ["bash", "-euc", f"trap 'kill $(jobs -p)' EXIT\n{script}"], cwd=ROOT, capture_output=True, text=True, timeout=580,
        env=environment | {"HOME": str(tmp_path)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:] + run.stdout[-3000:]
    assert "初始口令" in run.stdout
    assert "样本的每一行都能入库" in run.stdout
    assert "变更时间：updated_at" in run.stdout
    settings = read_settings(
        {
            "COCKPIT_VAR": str(tmp_path / "cockpit-var"), "COCKPIT_SOURCES": str(tmp_path / "cockpit-sources"),
            "COCKPIT_DEMO": "1",  # read as the demonstration's visitor: signing in is tested by itself
        }
    )  # fmt: skip
    server = create_app(settings)
    page = drawn(server, "/indicator/tour.overnight")
    assert page.select_one(".number-large")["data-value"] == "14980000"
    batches = [[cell.get_text() for cell in row.find_all("td")] for row in drawn(server, "/batches").select("tbody tr")]
    assert {row[1] for row in batches} == {"过夜游客", "督办单"}
    written = yaml.safe_load((tmp_path / "cockpit-sources" / "connections" / "irs.yaml").read_text())
    assert (written["access_key_env"], "demoSK" in str(written)) == ("MY_AK", False)
