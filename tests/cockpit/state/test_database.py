"""The state database: migrated when opened, the same on both engines."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from cockpit.errors import SettingsError
from cockpit.state.database import open_state
from cockpit.state.schema import Stored


def differences(url):
    engine = open_state(url).kw["bind"]
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), Stored.metadata)


def test_migrations_make_what_the_declarations_say(tmp_path):
    assert differences(f"sqlite:///{tmp_path}/new/state.db") == []


def test_the_same_on_postgresql(postgresql):
    assert differences(postgresql) == []


def test_opening_twice_changes_nothing(tmp_path):
    url = f"sqlite:///{tmp_path}/state.db"
    open_state(url)
    before = (tmp_path / "state.db").read_bytes()
    open_state(url)
    assert (tmp_path / "state.db").read_bytes() == before


def test_an_address_that_cannot_be_used_is_refused_without_its_password():
    with pytest.raises(SettingsError) as refused:
        open_state("postgresql://cockpit:secret@127.0.0.1:9/state")
    assert ("secret" in str(refused.value), "COCKPIT_STATE_URL" in refused.value.place) == (False, True)


def test_a_reader_does_not_wait_for_the_writer(tmp_path):
    sessions = open_state(f"sqlite:///{tmp_path}/state.db")
    with sessions() as writer, sessions() as reader:
        writer.execute(sa.text("CREATE TABLE told (x INTEGER)"))
        assert reader.execute(sa.text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
