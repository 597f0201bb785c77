"""Blocks of rows: every row once in any order, filters that agree with pandas, and nothing that was not asked for."""

import json

import pandas as pd
import pytest
import sqlalchemy as sa

from cockpit.errors import QueryError
from cockpit.rows.ask import BLOCK, Condition, read_ask
from cockpit.rows.block import block
from cockpit.rows.condition import filtered
from cockpit.rows.row_table import ROW_TABLES


@pytest.fixture(scope="module")
def reader(server):
    return server.extensions["cockpit"].frames.reader()


@pytest.fixture(scope="module")
def events(reader):
    """All events as they stand, for pandas to answer the same questions."""
    return reader.select(sa.select(reader.tables.record("grid_event")))


def asked(start=0, end=BLOCK, order=(), where=None):
    return read_ask(
        {"start": str(start), "end": str(end), "order": json.dumps(list(order)), "where": json.dumps(where or {})}
    )


def contains(text, kind="contains"):
    return {"filterType": "text", "type": kind, "filter": text}


@pytest.mark.parametrize("column", ["status", "handler_org", "callback_result", "due"])
@pytest.mark.parametrize("way", ["asc", "desc"])
def test_leafing_through_any_order_gives_every_row_exactly_once(reader, events, column, way):
    table, seen = ROW_TABLES["grid_event"], []
    for start in range(0, len(events) + BLOCK, BLOCK):
        seen += [
            row["event_id"]
            for row in block(reader, table, asked(start, start + BLOCK, [{"colId": column, "sort": way}])).rows
        ]
    assert len(seen) == len(events) >= 1000
    assert set(seen) == set(events["event_id"])


def test_a_filter_by_name_finds_the_rows_that_carry_its_codes(reader, events):
    told = block(reader, ROW_TABLES["grid_event"], asked(where={"source": contains("网格")}))
    assert told.total == (events["source"] == "grid").sum() > 0
    assert {row["source"] for row in told.rows} == {"网格"}


def test_negative_filters_and_several_conditions_agree_with_pandas(reader, events):
    table = ROW_TABLES["grid_event"]
    assert (
        block(reader, table, asked(where={"source": contains("网格", "notContains")})).total
        == (events["source"] != "grid").sum()
    )
    both = {"operator": "OR", "conditions": [contains("道路"), contains("噪")]}
    expected = events["title"].str.contains("道路") | events["title"].str.contains("噪")
    assert block(reader, table, asked(where={"title": both})).total == expected.sum() > 0


def test_days_are_whole(reader, events):
    day = events["report_time"].dt.normalize().mode()[0]
    told = block(
        reader, ROW_TABLES["grid_event"],
        asked(where={"report_time": {"filterType": "date", "type": "equals", "dateFrom": f"{day:%Y-%m-%d} 00:00:00"}}),
    )  # fmt: skip
    assert told.total == (events["report_time"].dt.normalize() == day).sum() > 0


def test_numbers_come_raw_and_missing_comes_as_nothing(reader):
    told = block(reader, ROW_TABLES["vessel_call"], asked(0, 200)).rows
    tons = [row["cargo_ton"] for row in told]
    assert {type(value) for value in tons} <= {float, type(None)}
    assert any(value is None for row in told for value in row.values())


@pytest.mark.parametrize("record", sorted(ROW_TABLES))
def test_no_table_shows_a_person(server, record):
    table = ROW_TABLES[record]
    never = {"reporter_id", "operator_id", "caller_hash", "lerep_name", "leader_id", "callsign", "phone_masked"}
    assert never.isdisjoint(column.name for column in table.columns)
    answer = server.test_client().get(f"/api/rows/{record}?start=0&end=3")
    assert answer.status_code == 200
    assert never.isdisjoint(answer.get_json()["rows"][0])


@pytest.mark.parametrize(
    "query",
    ["start=-1", "start=x", "order=[", "where=1", 'order=[{"colId":"event_id;drop","sort":"asc"}]',
     'order=[{"colId":"reporter_id","sort":"asc"}]', 'where={"reporter_id":{"filterType":"text","type":"contains","filter":"G"}}',
     'where={"title":{"filterType":"text","type":"like","filter":"%"}}',
     'where={"report_time":{"filterType":"date","type":"equals","dateFrom":"yesterday"}}',
     'where={"return_count":{"filterType":"number","type":"equals","filter":"many"}}'],
)  # fmt: skip
def test_whatever_does_not_fit_is_refused_in_one_sentence(server, query):
    answer = server.test_client().get(f"/api/rows/grid_event?{query}")
    assert (answer.status_code, answer.get_data(as_text=True).count("\n")) == (400, 1)


def test_text_that_looks_like_sql_is_only_text(reader):
    for text in ("' or 1=1 --", "%", "_", "\\"):
        assert block(reader, ROW_TABLES["grid_event"], asked(where={"event_id": contains(text)})).total == 0


def test_a_block_is_never_longer_than_a_block(reader):
    assert len(block(reader, ROW_TABLES["grid_event"], asked(0, 100_000)).rows) == BLOCK


def test_an_unknown_record_is_refused(server):
    assert server.test_client().get("/api/rows/grid_member").status_code == 400


def test_the_observations_of_the_grid_are_those_of_the_file(server):
    query = "i=port.cargo_ytd,econ.gdp_ytd&regions=330900,330921&from=2026-01&to=2026-09"
    client = server.test_client()
    told = client.get(f"/api/rows/observation?{query}&start=0&end=500").get_json()
    lines = client.get(f"/export/table.csv?{query}").get_data(as_text=True).splitlines()
    assert told["total"] == len(told["rows"]) == len(lines) - 1 > 10
    assert set(told["rows"][0]) >= {"指标", "数值", "单位", "@指标"}


def test_observations_are_sorted_by_what_is_shown_and_filtered_by_unit(server):
    client, scope = server.test_client(), "i=port.cargo_ytd,econ.budget_rev_ytd&regions=330900&from=2026-01&to=2026-09"
    order = json.dumps([{"colId": "数值", "sort": "desc"}])
    where = json.dumps({"单位": contains("亿元", "equals")})
    told = client.get(f"/api/rows/observation?{scope}&start=0&end=500&order={order}&where={where}").get_json()["rows"]
    values = pd.Series([row["数值"] for row in told], dtype=float).dropna()
    assert {row["@指标"] for row in told} == {"econ.budget_rev_ytd"}
    assert {row["计法"] for row in told} == {"累计"}
    assert values.is_monotonic_decreasing


def test_an_empty_ask_is_the_first_block():
    assert (read_ask({}).start, read_ask({}).end) == (0, BLOCK)
    with pytest.raises(QueryError):
        read_ask({"start": "99999999999"})


def test_a_code_without_a_name_is_found_as_it_is_shown():
    names = {"CNZOS": "CNZOS 舟山"}
    ports = pd.DataFrame({"port": ["CNZOS", "XXABC", "XXDEF"]})

    def found(text, kind):
        engine = sa.create_engine("sqlite://")
        ports.to_sql("calls", engine, index=False)
        column = sa.table("calls", sa.column("port", sa.String)).c.port
        asked = Condition(filterType="text", type=kind, filter=text)
        with engine.connect() as connection:
            return list(connection.scalars(sa.select(column).where(filtered(column, asked, names)).order_by(column)))

    assert found("舟山", "contains") == ["CNZOS"]
    assert found("abc", "contains") == ["XXABC"]
    assert found("舟山", "notContains") == ["XXABC", "XXDEF"]
    assert found("abc", "notContains") == ["CNZOS", "XXDEF"]
