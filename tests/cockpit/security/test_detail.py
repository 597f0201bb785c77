"""What leaves the warehouse under a grant: rows narrowed, keys as pseudonyms, names empty, other tables refused."""

import dataclasses
from datetime import date

import pytest
import sqlalchemy as sa

from cockpit.errors import Forbidden
from cockpit.frames import Frames
from cockpit.security.grant import EVERYTHING, Reach
from cockpit.store.embedded import open_store
from cockpit.store.query import Query
from tests.cockpit.security.conftest import GRID, PORT
from tests.cockpit.test_frames import Shelf


@pytest.fixture(scope="session")
def frames(installation, records, catalog):
    return Frames(open_store(installation.store_url, records, catalog), Shelf())


@pytest.fixture
def reader(frames, granted):
    def make(role, **facts):
        return frames.bound(granted(role, **facts)).reader()

    return make


def events(reader):
    event = reader.tables.record("grid_event")
    return reader.select(
        sa.select(event.c.event_id, event.c.title, event.c.region_code, event.c.lon).order_by(event.c.report_time)
    )


def test_rows_of_other_regions_do_not_leave_and_detail_is_open_at_home(frames, reader):
    everything = events(frames.reader())
    own = events(reader("county", region="330902"))
    expected = everything[everything["region_code"].str.startswith("330902")]
    assert 0 < len(own) < len(everything)
    assert own["event_id"].tolist() == expected["event_id"].tolist()
    assert own["title"].tolist() == expected["title"].tolist()


def test_without_detail_keys_are_pseudonyms_that_still_join_and_count(frames, reader):
    whole, wall = events(frames.reader()), events(reader("wall"))
    assert len(wall) == len(whole) > 100
    assert wall["event_id"].str.match(r"^＊[0-9a-f]{12}$").all()
    assert set(wall["title"]) == {"＊"} and wall["lon"].isna().all()
    assert wall["event_id"].nunique() == whole["event_id"].nunique()
    assert not set(wall["event_id"]) & set(events(reader("wall", salt="other"))["event_id"])

    def joined(own):
        event, node = own.tables.record("grid_event"), own.tables.record("grid_event_node")
        together = event.join(node, event.c.event_id == node.c.event_id)
        return int(own.select(sa.select(sa.func.count().label("n")).select_from(together))["n"].iloc[0])

    assert joined(reader("wall")) == joined(frames.reader()) > 100


def test_a_record_of_another_department_is_refused(reader):
    with pytest.raises(Forbidden, match="您的角色不能看这项明细"):
        reader("clerk", department=PORT).tables.record("grid_event")
    assert len(events(reader("clerk", department=GRID))) > 100


def test_a_table_taken_past_the_reader_is_refused_wherever_it_hides(frames, reader):
    own, raw = reader("leader"), frames._store.tables
    event = own.tables.record("grid_event")
    hidden = sa.select(raw.views["grid_event"].c.event_id)
    for chosen in (
        hidden,
        sa.select(raw.current),
        sa.select(event).where(event.c.event_id.in_(hidden)),
        sa.select(hidden.limit(1).scalar_subquery().label("x")),
        sa.select(hidden.cte().c.event_id),
        sa.select(event.c.event_id).join(raw.rows["grid_event"], sa.true()),
        sa.select(sa.func.count()).select_from(hidden.union_all(sa.select(event.c.event_id)).subquery()),
    ):
        with pytest.raises(Forbidden, match="没有按您的权限收窄"):
            own.select(chosen)
    assert len(own.select(sa.select(event.alias().c.event_id).limit(3))) == 3


def test_observations_of_a_hidden_indicator_or_region_leave_no_row(frames, reader):
    query = Query(("grid.events", "econ.gdp_ytd"))
    whole = frames.reader().observations(query)
    clerk = reader("clerk", department=PORT).observations(query)
    county = reader("county", region="330902").observations(query)
    assert set(whole["indicator"]) == {"grid.events", "econ.gdp_ytd"}
    assert set(clerk["indicator"]) == {"econ.gdp_ytd"}
    assert clerk["value"].tolist() == whole[whole["indicator"] == "econ.gdp_ytd"]["value"].tolist()
    inside = county[county["indicator"] == "grid.events"]["region"]
    assert len(inside) and inside.str.startswith("330902").all()
    assert set(county[county["indicator"] == "econ.gdp_ytd"]["region"]) == set(clerk["region"])
    assert reader("wall", salt="").observations(Query(("opinion.sensitive",))).empty
    assert reader("").observations(query).empty


def test_past_knowledge_and_raw_selects_are_narrowed_too(frames, reader):
    query = Query(("econ.petrochem", "econ.gdp_ytd"), as_of=date(2026, 11, 20))
    assert set(reader("county", region="330902").observations(query)["indicator"]) <= {"econ.gdp_ytd"}
    county = reader("county", region="330902")
    for table in (county.tables.current, county.tables.observation, county.tables.measured):
        seen = county.select(sa.select(table.c.indicator, table.c.region).distinct())
        inside = seen["indicator"].str.startswith("grid.")
        assert seen[inside]["region"].str.startswith("330902").all()


def test_tables_about_one_indicator_hold_what_all_of_them_hold_of_it_and_nothing_else(frames, reader):
    def rows(own, tables):
        return own.select(sa.select(*tables.current.c).order_by(*tables.current.c))

    for role, facts in (("leader", {}), ("county", {"region": "330902"}), ("clerk", {"department": GRID})):
        own = reader(role, **facts)
        for code in ("grid.events", "port.cargo_ytd", "task.supervise_orders"):
            alone = rows(own, own.about(code))
            all_ = rows(own, own.tables)
            assert alone.equals(all_[all_["indicator"] == code].reset_index(drop=True)), (role, code)
    own = reader("clerk", department=PORT)
    assert rows(own, own.about("grid.events")).empty
    with pytest.raises(Forbidden):
        own.select(sa.select(frames._store.tables.current))


def test_refused_rows_are_only_for_those_who_see_the_record_in_detail(frames, reader):
    def targets(own):
        reject, batch = own.tables.reject, own.tables.batch
        chosen = sa.select(batch.c.target).join(reject, reject.c.batch_id == batch.c.batch_id).distinct()
        return set(own.select(chosen)["target"])

    everything = targets(frames.reader())
    assert everything
    assert targets(reader("leader")) <= everything
    assert "grid_event" not in targets(reader("wall")) and "grid_event" not in targets(reader("clerk", department=PORT))


def test_two_people_on_one_warm_cache_never_share_a_frame(frames, reader):
    query = Query(("grid.events", "econ.gdp_ytd", "opinion.sensitive"))
    people = [("county", {"region": "330902"}), ("county", {"region": "330903"}), ("wall", {}), ("leader", {})]
    first = [reader(role, **facts).observations(query) for role, facts in people]
    for _ in range(3):
        for (role, facts), kept in zip(people, first, strict=True):
            assert reader(role, **facts).observations(query).equals(kept)
    assert len({tuple(frame["region"] + frame["indicator"]) for frame in first[:3]}) == 3


def test_what_follows_from_others_is_told_of_an_earlier_time_only_to_who_sees_it_wherever_he_sees_its_parts(
    frames, granted, catalog
):
    def derived(grant):
        return [one.indicator.code for one in frames.bound(grant).reader().tables.derivations]

    everything = derived(EVERYTHING)
    assert "econ.trade_ytd" in everything
    parts = frozenset({"econ.export_ytd", "econ.import_ytd"})

    def reach(codes, regions):
        return Reach(codes, frozenset(), regions, frozenset())

    def grant(own, regions):
        reaches = (reach(parts, None), *([reach(frozenset({"econ.trade_ytd"}), regions)] if own else []))
        return dataclasses.replace(granted("county", region="330902"), reaches=reaches)

    assert derived(grant(False, None)) == []
    assert derived(grant(True, None)) == ["econ.trade_ytd"]
    assert derived(grant(True, ("330902",))) == []
