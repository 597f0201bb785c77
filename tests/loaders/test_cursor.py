"""A reading that breaks between two pieces goes on behind the last row: nothing twice, nothing lost, on real servers."""

from datetime import datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.errors import SourceUnreachable
from loaders.lineage import Lineage
from loaders.patience import Patience
from loaders.sql import SqlTable, open_platform, read_table
from tests.loaders.wishes import wish

BOTH = Lineage(changed_at="at", sequence="id")
MOMENT = Lineage(changed_at="at")
#: id, hour: rows 3 to 6 share a moment over the end of a piece, and 4 and 5 share their number too.
ROWS = [(1, 1), (2, 2), (3, 3), (4, 3), (4, 3), (6, 3), (7, 4), (8, 5), (9, 5), (10, None)]


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def platform(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'p.db'}" if request.param == "sqlite" else request.getfixturevalue(request.param)
    engine = open_platform(url)
    columns = [sa.Column("id", sa.Integer), sa.Column("at", sa.DateTime), sa.Column("place", sa.Integer)]
    table = sa.Table("event", sa.MetaData(), *columns)
    with engine.begin() as connection:
        table.create(connection)
        rows = [
            {"id": number, "at": hour and datetime(2026, 11, 2, hour), "place": place}
            for place, (number, hour) in enumerate(ROWS)
        ]
        connection.execute(sa.insert(table), rows)
    yield engine
    engine.dispose()


def cut(engine):
    """Ends our connection from the server's side, as a restart or a firewall does; SQLite has no server."""
    kill = {
        "postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%place%' AND pid <> pg_backend_pid()",
        "mysql": "SELECT CONCAT('KILL ', id) FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND db = DATABASE()",
    }.get(engine.dialect.name)
    if kill is None:
        return
    other = sa.create_engine(engine.url, poolclass=sa.pool.NullPool)
    with other.begin() as connection:
        told = connection.execute(sa.text(kill)).scalars().all()
        for statement in told if engine.dialect.name == "mysql" else []:
            connection.execute(sa.text(str(statement)))


def read(engine, lineage, monkeypatch, size, breaks, patience):
    """The rows' places in the order they come, while the connection breaks before each of the pieces named."""
    monkeypatch.setattr("loaders.sql.ROWS", size)
    pieces = read_table(engine, SqlTable(table="event"), wish("id", "place", lineage=lineage), patience)
    places = []
    for number, rows in enumerate(pieces, start=1):
        places += rows["place"].astype(int).tolist()
        if number in breaks:
            broken(engine, monkeypatch)
    return places


def broken(engine, monkeypatch):
    """The next fetch fails: by the server where there is one, by its driver where there is none."""
    if engine.dialect.name != "sqlite":
        cut(engine)
    true, left = sa.CursorResult.fetchmany, [1]

    def fetchmany(self, size=None):
        if left and "place" in self.keys():
            left.pop()
            raise sa.exc.OperationalError("fetch", {}, OSError("connection reset"))
        return true(self, size)

    monkeypatch.setattr(sa.CursorResult, "fetchmany", fetchmany)


@pytest.mark.parametrize("lineage", [BOTH, MOMENT], ids=["moment and number", "moment"])
@pytest.mark.parametrize("size", [2, 4, 5])
def test_every_row_comes_once_however_the_pieces_fall(platform, monkeypatch, lineage, size):
    pauses = []
    found = read(platform, lineage, monkeypatch, size, {1, 2}, Patience(wait=pauses.append))
    assert sorted(found) == list(range(len(ROWS)))
    assert len(pauses) == 2


def test_a_connection_that_stays_away_ends_the_reading(platform, monkeypatch):
    monkeypatch.setattr("loaders.sql.ROWS", 2)
    pieces = read_table(
        platform, SqlTable(table="event"), wish("place", lineage=BOTH), Patience(attempts=2, wait=lambda _: None)
    )
    next(pieces)

    def fails(*_):
        raise sa.exc.OperationalError("fetch", {}, OSError("connection reset"))

    monkeypatch.setattr(sa.CursorResult, "fetchmany", fails)
    with pytest.raises(SourceUnreachable, match="connection reset"):
        list(pieces)


def test_a_table_without_a_column_of_change_has_no_place_to_go_on_from(platform, monkeypatch):
    pauses = []
    with pytest.raises(SourceUnreachable):
        read(platform, Lineage(), monkeypatch, 4, {1}, Patience(wait=pauses.append))
    assert pauses == []


def test_more_rows_of_one_moment_than_are_remembered_are_not_gone_on_with(platform, monkeypatch):
    monkeypatch.setattr("loaders.cursor.REMEMBERED", 1)
    pauses = []
    with pytest.raises(SourceUnreachable):
        read(platform, MOMENT, monkeypatch, 5, {1}, Patience(wait=pauses.append))
    assert pauses == []


def test_a_row_changed_while_we_were_away_comes_in_its_new_form(platform, monkeypatch):
    if platform.dialect.name == "sqlite":
        pytest.skip("nobody else writes while SQLite is read")
    monkeypatch.setattr("loaders.sql.ROWS", 2)
    pieces = read_table(
        platform, SqlTable(table="event"), wish("id", "place", lineage=BOTH), Patience(wait=lambda _: None)
    )
    first = next(pieces)
    broken(platform, monkeypatch)
    with platform.begin() as connection:
        connection.execute(sa.text("UPDATE event SET at = '2026-11-02 09:00:00' WHERE place = 0"))
    rows = pd.concat([first, *pieces], ignore_index=True)
    assert rows["place"].astype(int).value_counts().to_dict() == {0: 2} | dict.fromkeys(range(1, len(ROWS)), 1)


def test_a_copy_that_fails_between_two_batches_is_one_message(postgresql, monkeypatch):
    monkeypatch.setattr("loaders.copied.BATCH", 1)
    engine = open_platform(postgresql)
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE TABLE kept AS SELECT n::varchar AS place, n::varchar AS at FROM generate_series(1, 9) n")
        )
        connection.execute(
            sa.text("CREATE VIEW event AS SELECT (1 / (7 - place::int))::varchar AS place, at FROM kept")
        )
    with pytest.raises(SourceUnreachable, match="division by zero"):
        list(
            read_table(
                engine,
                SqlTable(table="event"),
                wish("place", lineage=MOMENT),
                Patience(attempts=2, wait=lambda _: None),
            )
        )
    engine.dispose()
