import pandas as pd

from loaders.demo.tables import TABLES


def test_dirt_is_counted_and_stays_below_half_a_percent(small):
    register, counts = small.generated.dirt, small.generated.counts
    assert {"spaced", "updated", "deleted", "comma", "month_text", "zero_date", "unknown"} <= {
        kind for _, kind in register
    }
    for table in ("grid_event", "vessel_call", "bunker_supply", "grid_patrol", "hotline_ticket"):
        dirty = sum(number for (name, _), number in register.items() if name == table)
        assert dirty <= 0.01 * counts[table]


def test_published_tables_are_clean(small):
    clean = {"published_figure", "anchorage_forecast", "dim_region", "econ_macro_obs", "econ_release"}
    assert not clean & {table for table, _ in small.generated.dirt}


def test_deleted_rows_are_gone_even_when_the_deletion_arrives_first(small):
    gone = early = 0
    for table in TABLES:
        rows = small.raw(table)
        key = TABLES[table].key[0]
        extra = rows[rows[key].str.endswith("-D")]
        assert not small.clean(table)[key].str.endswith("-D").any()
        for _, pair in extra.groupby(list(TABLES[table].key), dropna=False):
            by_arrival = pair.sort_values("dsc_biz_record_id")["dsc_biz_operation"].tolist()
            by_time = pair.sort_values("dsc_biz_timestamp")["dsc_biz_operation"].tolist()
            assert by_time == ["I", "D"]
            gone += 1
            early += by_arrival == ["D", "I"]
    wanted = {
        kind: sum(n for (_, k), n in small.generated.dirt.items() if k == kind) for kind in ("deleted", "deleted_early")
    }
    assert gone == wanted["deleted"] + wanted["deleted_early"] > 5
    assert early == wanted["deleted_early"] > 0


def test_a_key_with_spaces_is_the_same_row_again(small):
    rows = small.raw("ent_base")
    padded = rows[rows["uniscid"] != rows["uniscid"].str.strip()]
    assert len(padded) == small.generated.dirt["ent_base", "spaced"] == 3
    assert set(padded["uniscid"].str.strip()) <= set(rows["uniscid"])
    assert len(small.clean("ent_base")) == 4500


def test_thousands_separators_keep_every_digit(small):
    rows = small.raw("vessel_base")
    dirty = rows[rows["gross_ton"].str.contains(",")]
    assert len(dirty) >= small.generated.dirt["vessel_base", "comma"] == 6
    assert (pd.to_numeric(dirty["gross_ton"].str.replace(",", "")) >= 1000).all()


def test_the_same_hash_means_the_same_key(small):
    rows = small.raw("grid_event")
    assert rows.groupby(rows["event_id"].str.strip())["dsc_hash_unique"].nunique().eq(1).all()
    assert rows["dsc_biz_record_id"].is_unique
    assert (rows["dsc_dw_rksj"] > rows["dsc_biz_timestamp"]).all()
