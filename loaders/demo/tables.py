"""What the platform knows about each of its tables: business key, department that supplies it, dirt."""

from __future__ import annotations

from dataclasses import dataclass

from loaders.demo.dirt import Dose


@dataclass(frozen=True)
class Table:
    """A table of the exchange database.

    Args:
        key: business key.
        department: who supplies it (dsc_sydep_name).
        doses: its dirt.
    """

    key: tuple[str, ...]
    department: str
    doses: tuple[Dose, ...] = ()


def _changes(blanked: str, share: float = 0.0008) -> tuple[Dose, ...]:
    """Rows repeated, repeated with spaces, updated, deleted, deleted before their insertion arrives."""
    return (
        Dose("duplicate", "", share),
        Dose("spaced", "", share / 2),
        Dose("updated", blanked, share),
        Dose("deleted", "", share / 2),
        Dose("deleted_early", "", share / 4),
    )


_COUNTY = Dose("spread_name", "dsc_adm_region", 0.0005)

TABLES: dict[str, Table] = {
    "published_figure": Table(("series", "region", "period_start", "period_end", "period_type", "source"), "市统计局"),
    "anchorage_forecast": Table(("issued_at", "anchorage", "valid_from"), "市气象局"),
    "dim_region": Table(("region_code", "valid_from"), "市民政局"),
    "econ_release": Table(("release_id",), "市统计局"),
    "econ_macro_obs": Table(
        ("indicator_code", "region_code", "period", "basis", "dimension", "member", "vintage"), "市统计局"
    ),
    "grid_info": Table(
        ("grid_code", "valid_from"),
        "市委政法委",
        (Dose("about", "population", 3), Dose("unknown", "households", 2), Dose("blank", "leader_id", 4)),
    ),
    "grid_member": Table(
        ("member_id",), "市委政法委", (Dose("duplicate", "", 6), Dose("spaced", "", 3), Dose("deleted", "", 4))
    ),
    "grid_patrol": Table(
        ("patrol_id",), "市委政法委", (*_changes("end_time"), Dose("unknown", "distance_m", 0.0004), _COUNTY)
    ),
    "grid_event": Table(
        ("event_id",),
        "市委政法委",
        (*_changes("finish_time"), Dose("blank", "finish_time", 0.0005), Dose("unknown", "lon", 0.0002), _COUNTY),
    ),
    "grid_event_node": Table(("event_id", "seq"), "市委政法委", (Dose("duplicate", "", 0.0008),)),
    "hotline_ticket": Table(
        ("ticket_id",), "市政务服务办", (*_changes("reply_time"), Dose("dash", "satisfaction", 0.001), _COUNTY)
    ),
    "port_throughput": Table(
        ("period", "port_area", "terminal", "cargo_code", "trade", "direction"),
        "市港航和口岸局",
        (Dose("comma", "month_t", 0.003), Dose("spread_name", "port_area", 0.001), Dose("spaced", "", 4)),
    ),
    "port_berth": Table(
        ("berth_id",),
        "市港航和口岸局",
        (
            Dose("compact_date", "valid_from", 2),
            Dose("month_text", "valid_from", 1),
            Dose("zero_date", "valid_to", 3),
            Dose("comma", "dwt_design", 4),
        ),
    ),
    "port_anchorage": Table(("anchorage_id",), "市港航和口岸局"),
    "vessel_base": Table(
        ("mmsi",),
        "舟山海事局",
        (
            Dose("comma", "gross_ton", 6),
            Dose("unknown", "dwt", 2),
            Dose("duplicate", "", 5),
            Dose("deleted", "", 3),
            Dose("deleted_early", "", 2),
        ),
    ),
    "vessel_call": Table(
        ("call_id",),
        "市港航和口岸局",
        (
            *_changes("unberth_time"),
            Dose("comma", "cargo_ton", 0.002),
            Dose("dash", "cargo_ton", 0.0005),
            Dose("unknown", "voyage_no", 0.0002),
            _COUNTY,
        ),
    ),
    "vessel_position": Table(("mmsi",), "舟山海事局", (Dose("spaced", "", 1),)),
    "vessel_declaration": Table(("decl_id",), "舟山海关", _changes("approve_time")),
    "bunker_supply": Table(("order_id",), "市商务局", (*_changes("end_time"), Dose("comma", "supplied_t", 0.002))),
    "river_sea_shipment": Table(("waybill_id",), "市港航和口岸局", _changes("arrive_time")),
    "ent_base": Table(
        ("uniscid",),
        "市市场监管局",
        (
            Dose("month_text", "estdate", 2),
            Dose("compact_date", "estdate", 2),
            Dose("comma", "regcap", 4),
            Dose("unknown", "regcap", 1),
            Dose("spaced", "", 3),
        ),
    ),
    "pollution_source_hour": Table(("outlet_id", "hour", "pollutant"), "市生态环境局", (Dose("duplicate", "", 5),)),
    "api_call_log": Table(("call_id",), "市大数据局", (Dose("duplicate", "", 6),)),
    "ent_mu_annual": Table(
        ("uniscid", "year", "scope"), "市经信局", (Dose("comma", "revenue", 8), Dose("dash", "emission_t", 6))
    ),
    "mu_rule": Table(("year", "scope", "region"), "市经信局"),
    "perf_indicator": Table(("indicator_id", "year"), "市委办、市府办"),
    "perf_target": Table(("indicator_id", "org", "year", "version"), "市委办、市府办"),
    "perf_score": Table(("indicator_id", "org", "period", "version"), "市委办、市府办", (Dose("duplicate", "", 8),)),
    "task_node": Table(("task_id", "node_no"), "市府办"),
    "supervise_order": Table(("order_id",), "市府办", (Dose("updated", "reply_time", 2),)),
}
