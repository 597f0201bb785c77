"""The demonstration platform on real servers: the same rows, and the cockpit reads the same numbers from them."""

from dataclasses import replace

import pandas as pd
import pytest
import sqlalchemy as sa

from app import create_app, ingest
from cockpit.store.query import Query
from loaders.demo.generate import generate
from tests.installation import NOW, clock


def counts(url):
    engine = sa.create_engine(url)
    tables = sorted(sa.inspect(engine).get_table_names())
    with engine.connect() as connection:
        found = {name: connection.execute(sa.text(f"SELECT COUNT(*) FROM {name}")).scalar_one() for name in tables}
    engine.dispose()
    return found


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_the_platform_is_the_same_on_a_real_server(request, installation, tmp_path, kind):
    url = request.getfixturevalue(kind)
    generate(sa.create_engine(url), tmp_path / "drop", installation.scale, NOW.date(), lambda _: None)
    assert counts(url) == counts(installation.platform_url)


def test_the_cockpit_shows_the_same_numbers_whether_the_platform_is_sqlite_or_postgresql(
    installation, tmp_path, postgresql
):
    own = replace(
        installation, var=tmp_path, store_url=f"duckdb:///{tmp_path / 'store'}", cache_url=f"file://{tmp_path / 'cache'}",
        platform_url=postgresql, state_url=f"sqlite:///{tmp_path / 'state.db'}",
    )  # fmt: skip
    generate(sa.create_engine(postgresql), tmp_path / "drop", own.scale, NOW.date(), lambda _: None)
    assert ingest(own, clock) == 0
    pd.testing.assert_frame_equal(observations(own), observations(installation))


def observations(settings):
    frames = create_app(settings, clock).extensions["cockpit"].frames
    reader = frames.reader()
    codes = tuple(reader.select(sa.select(reader.tables.current.c.indicator).distinct())["indicator"])
    frame = reader.observations(Query(codes, dimension=None))
    keys = ["indicator", "region", "grain", "period_start", "period_end", "basis", "dimension", "member"]
    return frame.drop(columns="batch").sort_values(keys, ignore_index=True)
