"""Boards of several regions."""

from cockpit.application import EXTENSION
from cockpit.security.identity import Identity
from cockpit.store.query import Query, statement
from cockpit.view.attention import whole_board, whole_boards
from cockpit.view.context import page_context
from metrics.observation import KEY
from metrics.region import CITY, COUNTIES

LEADER = Identity("visitor", "访客", "leader")


def ordered(frame):
    """Rows of several grains that end together come in no order."""
    return frame.sort_values(list(KEY), ignore_index=True)


def test_boards_read_in_one_go_are_the_boards_read_one_by_one(server):
    with server.app_context():
        together = whole_boards(page_context({}), (CITY, *COUNTIES))
        server.extensions[EXTENSION].frames._cache.clear()
        alone = {code: whole_board(page_context({}), code) for code in (CITY, *COUNTIES)}
    assert all(len(board.readings) > 20 for board in alone.values())
    assert together == alone


def test_totals_are_the_same_with_and_without_the_stars_of_small_groups(server):
    cockpit = server.extensions[EXTENSION].as_seen_by(LEADER)
    reader, codes = cockpit.frames.reader(), tuple(cockpit.catalog.indicators)
    assert cockpit.grant.small
    for query in (Query(codes), Query(codes, COUNTIES)):
        starred = ordered(reader._generation.read(statement(reader.tables, query)))
        assert len(starred) > 1000
        assert ordered(reader.observations(query)).equals(starred)
