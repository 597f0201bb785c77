"""The worker as it is run: a job asked for in the browser becomes a file that holds what it states."""

import hashlib
import io
import json
import os
import subprocess
import sys
from urllib.parse import unquote

import docx
import pandas as pd
import pyarrow.parquet as pq

from app import create_app
from cockpit.settings import ROOT
from tests.installation import clock


def ask(client, kind, extension, **wanted):
    told = json.dumps({"kind": kind, "extension": extension, "wanted": wanted})
    return client.post("/exports/new", data={"job": told}, headers={"Origin": "http://localhost"})


def work(settings):
    environment = os.environ | {"COCKPIT_VAR": str(settings.var)}
    return subprocess.run([sys.executable, "-m", "cockpit", "export", "--once"], cwd=ROOT, env=environment, check=True)


def test_detail_and_table_are_made_by_the_worker_and_taken_away_whole(own_installation):
    client = create_app(own_installation, clock).test_client()
    assert ask(client, "brief", "docx", region="330902").status_code == 303
    work(own_installation)
    asked = [
        ask(client, "record", "parquet", record="grid_event", region="330921"),
        ask(client, "record", "xlsx", record="vessel_call"),
        ask(client, "table", "csv", i="port.cargo_ytd,econ.fai_yoy", bom="0"),
    ]
    work(own_installation)
    assert [answer.status_code for answer in asked] == [303] * 3
    page = json.loads(client.get("/exports/progress").data)
    assert [job["words"] for job in page.values()] == ["已完成"] * 4
    files = {
        answer.headers["Content-Disposition"][-7:]: answer for answer in (client.get(f"/exports/{j}") for j in page)
    }
    for answer in files.values():
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert hashlib.sha256(answer.data).hexdigest() == answer.headers["ETag"].strip('"')
    word = next(answer for answer in files.values() if answer.data[:2] == b"PK" and b"word/document.xml" in answer.data)
    assert "定海区数字驾驶舱月度专报" in {p.text for p in docx.Document(io.BytesIO(word.data)).paragraphs}
    parquet = next(answer for name, answer in files.items() if name.endswith("parquet"))
    target = own_installation.var / "taken.parquet"
    target.write_bytes(parquet.data)
    told = json.loads(pq.read_metadata(target).metadata[b"cockpit"])
    rows = pd.read_parquet(target)
    assert len(rows) == int(told["行数"]) > 10
    assert set(rows["事发村社"].str[:6]) == {"330921"}
    assert "舟山市_" in unquote(parquet.headers["Content-Disposition"])


def test_what_cannot_be_made_says_why_and_a_strange_request_is_refused(own_installation):
    client = create_app(own_installation, clock).test_client()
    assert ask(client, "record", "csv", record="nothing").headers["Location"] == "/exports"
    work(own_installation)
    assert [job["words"] for job in json.loads(client.get("/exports/progress").data).values()] == ["未成功"]
    for strange in ("{", '{"kind":"table"}', '{"kind":"shell","extension":"sh","wanted":{}}', "[]", ""):
        assert "refused=" in client.post("/exports/new", data={"job": strange}).headers["Location"]
    assert client.get("/exports/0123456789abcdef").status_code == 404
