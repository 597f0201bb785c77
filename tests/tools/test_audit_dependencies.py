"""The audit of dependencies: what is known fails, what could not be asked is said, never passed off as clean."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tools.audit_dependencies import audit, reached, verdict

FLAW = {
    "id": "PYSEC-2030-1", "summary": "bad", "modified": "2030-01-01T00:00:00Z",
    "affected": [{"package": {"name": "flask", "ecosystem": "PyPI"},
                  "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}]}],
}  # fmt: skip


@pytest.fixture
def osv():
    """An OSV service on loopback; `known` maps a package to its flaws."""
    known = {}

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            flaws = known.get(asked["package"]["name"])
            told = json.dumps({"vulns": flaws} if flaws else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query", known
    server.shutdown()


@pytest.fixture
def choice(tmp_path):
    """Two packages to look at, not the whole environment."""
    (tmp_path / "r.txt").write_text("flask==3.1.3\norjson==3.13.0\n")
    return ("-r", str(tmp_path / "r.txt"), "--no-deps", "--disable-pip")


def test_packages_against_which_nothing_is_known_pass(osv, choice):
    told = audit(osv[0], choice)
    assert (told.passed, told.words) == (True, "2 packages audited: 0 known vulnerabilities")


def test_a_known_vulnerability_fails_with_the_version_that_mends_it(osv, choice):
    osv[1]["flask"] = [FLAW]
    told = audit(osv[0], choice)
    assert not told.passed
    assert told.words.splitlines() == [
        "2 packages audited: 1 known vulnerabilities",
        "flask 3.1.3: PYSEC-2030-1, mended in 99.0",
    ]


def test_a_service_that_does_not_answer_is_said_and_not_taken_for_clean(choice):
    told = audit("http://127.0.0.1:9/v1/query", choice)
    assert told.passed and told.words.startswith("NOT AUDITED: no advisory service was reached")
    assert not reached("http://127.0.0.1:9/v1/query")


def test_a_service_that_knows_no_package_has_audited_none():
    told = verdict([{"name": "flask", "skip_reason": "Dependency not found on PyPI"}])
    assert told.passed and told.words.startswith("NOT AUDITED")
