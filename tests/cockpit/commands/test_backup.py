"""A backup holds what people did, whole and readable beside a running writer; too many copies give way."""

from datetime import timedelta

import pytest

from cockpit.audit.trail import Actor, Trail
from cockpit.commands import line
from cockpit.errors import SettingsError
from cockpit.security.keys import derived, secret_key
from cockpit.settings import read_settings
from cockpit.state.backup import KEPT, back_up
from cockpit.state.database import open_state
from tests.installation import NOW


@pytest.fixture
def settings(tmp_path):
    return read_settings({"COCKPIT_VAR": str(tmp_path / "var")})


def trail(settings, url):
    return Trail(open_state(url), derived(secret_key(settings), "audit"))


def test_the_command_copies_the_state_and_its_audit_verifies(settings, capsys):
    own = trail(settings, settings.state_url)
    own.append(NOW, Actor("zhang"), "logout")
    told = line.parser().parse_args(["backup"])
    assert told.run(settings, told) == 0
    (copy,) = (settings.var / "backup").glob("state-*.db")
    assert "审计 1 条，链条完整" in capsys.readouterr().out
    own.append(NOW, Actor("zhang"), "logout")  # what comes later is not in it
    assert trail(settings, f"sqlite:///{copy}").verify() == 1
    assert copy.stat().st_mode & 0o077 == 0


def test_the_published_warehouse_goes_with_it_and_only_the_newest_copies_stay(settings, tmp_path):
    trail(settings, settings.state_url)
    folder = tmp_path / "copies"
    for number in range(KEPT + 2):
        published = tmp_path / f"g{number:06}-x.duckdb"
        published.write_bytes(b"rows")
        back_up(settings.state_url, published, folder, NOW + timedelta(minutes=number))
    assert len(list(folder.glob("state-*.db"))) == KEPT
    assert [p.name for p in folder.glob("g*.duckdb")] == [f"g{KEPT + 1:06}-x.duckdb"]


def test_a_state_on_a_server_is_left_to_the_server(tmp_path):
    with pytest.raises(SettingsError, match="数据库服务器"):
        back_up("postgresql://a/b", None, tmp_path, NOW)
