"""Small groups do not leave the warehouse without the right to detail, on no path, nor what would give them away."""

import json
import random
from datetime import timedelta

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa

from app import create_app
from cockpit.api.key import SCOPES, add_key
from cockpit.application import EXTENSION
from cockpit.errors import Forbidden
from cockpit.frames import Frames
from cockpit.security.gate import UPDATE
from cockpit.security.identity import Identity
from cockpit.security.small_groups import WORDS, counts_of, groups, starred_rows
from cockpit.store.embedded import open_store
from cockpit.store.pointer import current_file
from cockpit.store.query import Query
from metrics.region import CITY, COUNTIES
from tests.cockpit.security.conftest import PORT
from tests.cockpit.security.test_matrix import page_body
from tests.cockpit.test_frames import Shelf
from tests.installation import NOW, clock
from tools.fuzz_callbacks import seat

MEMBERS, CODE = ("a", "b", "c", "d"), "talent.high_level"
METADATA = sa.MetaData()
CELLS = sa.Table(
    "cell", METADATA, sa.Column("indicator", sa.String), sa.Column("region", sa.String), sa.Column("grain", sa.String),
    sa.Column("period_start", sa.DateTime), sa.Column("basis", sa.String), sa.Column("dimension", sa.String),
    sa.Column("member", sa.String), sa.Column("value", sa.Float), sa.Column("numerator", sa.Float),
    sa.Column("denominator", sa.Float), sa.Column("text", sa.String), sa.Column("note", sa.String),
)  # fmt: skip


def starred(table):
    """A table of counts (regions × members) as it leaves: NaN where nothing is shown."""
    engine = sa.create_engine("duckdb:///:memory:", poolclass=sa.pool.StaticPool)
    METADATA.create_all(engine)
    rows = [
        {"indicator": CODE, "region": region, "grain": "M", "period_start": None, "basis": "current", "dimension": "class",
         "member": member, "value": float(table.loc[region, member]), "note": ""}
        for region in table.index for member in table.columns
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(sa.insert(CELLS), rows)
        told = pd.read_sql(starred_rows(CELLS, groups(CELLS, {CODE}), 3), connection)
    assert (told["note"] == WORDS).equals(told["value"].isna())
    return told.pivot(index="region", columns="member", values="value").loc[table.index, table.columns]


def exposed(counts, shown):
    """Lines with a total beside exactly one missing cell, although another could be hidden too."""
    hidden = shown.isna()
    lines = [(counts.loc[r], hidden.loc[r]) for r in counts.index] + [(counts[m], hidden[m]) for m in counts.columns]
    return [list(line) for line, gone in lines if gone.sum() == 1 and ((line > 0) & ~gone).any()]


def test_one_and_two_are_hidden_none_is_shown_and_no_hidden_one_follows_from_the_totals():
    chance = random.Random(4)
    for _ in range(60):
        rows = [[chance.choice((0, 0, 1, 2, 3, 5, 8, 40)) for _ in MEMBERS] for _ in COUNTIES]
        counts = pd.DataFrame(rows, index=list(COUNTIES), columns=list(MEMBERS))
        shown = starred(counts)
        hidden, small = shown.isna().to_numpy(), ((counts > 0) & (counts < 3)).to_numpy()
        assert hidden[small].all() and not hidden[counts.to_numpy() == 0].any()
        assert (shown.to_numpy()[~hidden] == counts.to_numpy()[~hidden]).all()
        assert exposed(counts, shown) == []


def test_a_table_without_small_groups_leaves_as_it_is():
    counts = pd.DataFrame([[3, 4, 9, 0]] * 4, index=list(COUNTIES), columns=list(MEMBERS))
    assert (starred(counts) == counts).all().all()


def test_streets_are_compared_with_the_streets_of_their_own_county():
    counts = pd.DataFrame(
        {"a": [1, 30, 40, 50, 60], "b": [9, 9, 9, 9, 9], "c": [8, 8, 8, 8, 8]},
        index=["330902001", "330902002", "330902003", "330903001", "330903002"],
    )
    hidden = starred(counts).isna()
    assert hidden.loc[["330903001", "330903002"]].sum().sum() == 0
    assert hidden.loc["330902001"].sum() == 2 and hidden["a"].sum() == 2


def test_which_indicators_count_people_or_enterprises(catalog, granted):
    counted = {code: counts_of(i) for code, i in catalog.indicators.items() if counts_of(i)}
    assert counted[CODE] == "person" and counted["mu.class_d"] == "enterprise"
    assert "port.cargo_ytd" not in counted and "econ.new_above_scale" not in counted  # no count; published
    assert granted("leader").small == {code for code, detail in counted.items() if detail == "person"}
    assert granted("analyst").small == set(counted)


def test_the_reader_stars_on_every_way_out(installation_copy, records, catalog, granted):
    planted(installation_copy)
    frames = Frames(open_store(installation_copy.store_url, records, catalog), Shelf())
    whole = frames.reader().observations(Query((CODE,), dimension="class"))
    assert sorted(whole["value"]) == [2, 7, 30, 500]
    reader = frames.bound(granted("leader")).reader()
    shown = reader.observations(Query((CODE,), dimension="class"))
    assert sorted(shown["value"].dropna()) == [30, 500] and shown["value"].isna().sum() == 2
    for table in (reader.tables.current, reader.tables.observation):
        asked = sa.select(table.c.value).where(table.c.indicator == CODE, table.c.dimension == "class")
        assert sorted(reader.select(asked)["value"].dropna()) == [30, 500]
        batches = [batch.to_pandas() for batch in reader.batches(asked, 100)]
        assert sorted(pd.concat(batches)["value"].dropna()) == [30, 500]
    summed = sa.select(sa.func.sum(reader.tables.current.c.value).label("n")).where(
        reader.tables.current.c.indicator == CODE, reader.tables.current.c.dimension == "class"
    )
    assert reader.select(summed)["n"].tolist() == [530]


def planted(settings):
    """Four classes of talent in the city, one of them of two people, each known since another day."""
    with duckdb.connect(str(current_file(settings.var / "store"))) as store:
        for name in ("observation", "current_observation"):
            for member, value in zip("abcd", (2, 7, 30, 500), strict=True):
                store.execute(
                    f"INSERT INTO {name} BY NAME SELECT * REPLACE ('{CODE}' AS indicator, 'class' AS dimension, "
                    f"? AS member, ?::DOUBLE AS value, TIMESTAMP '2026-11-01' + to_days(?) AS vintage) FROM {name} WHERE region = '{CITY}' AND dimension = '' "
                    "ORDER BY period_start DESC, indicator, grain, basis, vintage, value LIMIT 1",
                    [member, value, "abcd".index(member)],
                )


def test_rows_about_one_enterprise_or_person_are_listed_only_by_right(installation, records, catalog, granted):
    frames = Frames(open_store(installation.store_url, records, catalog), Shelf())
    analyst, leader = frames.bound(granted("analyst")).reader(), frames.bound(granted("leader")).reader()
    for name in ("ent_mu_annual", "ent_base", "grid_member"):
        counted = analyst.select(sa.select(sa.func.count().label("n")).select_from(analyst.tables.record(name)))
        assert counted["n"].iloc[0] > 0  # they may be counted
        with pytest.raises(Forbidden, match="您的角色不能看这项明细"):
            analyst.tables.listed(name)
    assert leader.tables.listed("ent_mu_annual") is leader.tables.record("ent_mu_annual")
    with pytest.raises(Forbidden):
        leader.tables.listed("grid_member")  # no role sees single people
    assert analyst.tables.listed("vessel_call") is not None
    with pytest.raises(Forbidden):
        frames.bound(granted("clerk", department=PORT)).reader().tables.listed("ent_mu_annual")


def test_no_way_out_lists_single_enterprises_to_an_analyst(installation_copy):
    server = create_app(installation_copy, clock)
    state = server.extensions[EXTENSION].state
    told = {}
    for role in ("analyst", "leader"):
        browser = seat(server, (role, "", ""))
        secret = add_key(
            state, role, Identity(role, role, role, kind="key"), SCOPES, 1000, NOW, NOW + timedelta(days=1)
        )
        listed = (
            server.test_client().get("/api/v1/records?limit=500", headers={"Authorization": f"Bearer {secret}"}).json
        )
        job = json.dumps({"kind": "record", "extension": "csv", "wanted": {"record": "ent_mu_annual"}})
        browser.post("/exports/new", data={"job": job}, headers={"Origin": "http://localhost"})
        told[role] = (
            browser.get("/api/rows/ent_mu_annual?start=0&end=10").status_code,
            server.test_client().get(
                "/api/v1/records/ent_mu_annual", headers={"Authorization": f"Bearer {secret}"}
            ).status_code,
            "ent_mu_annual" in [row["name"] for row in listed["data"]],
            "ent_mu_annual" in browser.post(UPDATE, json=page_body("/exports")).get_data(as_text=True),
        )  # fmt: skip
    assert told == {"analyst": (403, 404, False, False), "leader": (200, 200, True, True)}
