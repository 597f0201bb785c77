"""Rows a second of each protocol into a published snapshot: `make bench-protocols` (SCALE=0.1 is 20,000 grid events).

The same table of events comes from the exchange database and over every interface of the demonstration's servers; each
way publishes into a warehouse of its own, with quality rules and measuring as always. SDMX speaks of series and MQTT of
states: they bring the tables they are made for.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

import app
from cockpit.clock import beijing_now
from cockpit.settings import read_settings
from cockpit.store.embedded import open_store
from loaders.configuration import DEMONSTRATION
from loaders.demo.generate import generate
from loaders.service.gathering import Gathering
from loaders.sources import FOLDER

LINEAGE = "lineage: {changed_at: dsc_biz_timestamp, sequence: dsc_biz_record_id, operation: dsc_biz_operation}"
#: Connection and how the table is addressed there.
WAYS = {
    "sql": ("platform", "{table: grid_event}", ""),
    "open_portal": ("demo_portal", "{total_interface: grid_eventgettotal, data_interface: grid_eventgetdata}", ""),
    "share_gateway": (
        "demo_share",
        "{path: /gateway/api/grid_event/dataSharing/demo.htm, rows_path: datas.rows, total_path: datas.total}",
        "",
    ),
    "irs_gateway": (
        "demo_irs",
        "{path: /restapi/prod/IC33DEMO/grid_event, response_path: content.list, total_path: content.total}",
        "",
    ),
    "ckan": ("demo_ckan", "{resource_id: grid_event, package: grid_event}", LINEAGE),
    "data_package": ("demo_packages", "{package: packages/grid_event/datapackage.json}", LINEAGE),
    "http_csv": ("demo_files", "{path: files/grid_event.csv, format: csv}", LINEAGE),
    "http_xml": ("demo_files", "{path: files/grid_event.xml, format: xml, rows_path: row}", LINEAGE),
    "http_json": ("demo_files", "{path: files/grid_event.json, format: json}", LINEAGE),
}
#: Sources of the demonstration itself.
OWN = {"sdmx": "published_figure", "mqtt": "vessel_position_stream", "xlsx": "indicator_target"}


def main() -> None:
    """One line per way."""
    folder = Path(tempfile.mkdtemp(prefix="bench-protocols-"))
    settings = read_settings({"COCKPIT_VAR": str(folder), "SCALE": os.environ.get("SCALE", "0.1")})
    engine = sa.create_engine(settings.platform_url)
    generate(engine, folder / "drop", settings.scale, beijing_now().date(), lambda _: None)
    records, catalog = app.declarations()
    with app.connected(settings, records, catalog) as demonstration:
        for name, source in OWN.items():
            timed(name, demonstration, source, folder / name)
    own = replace(settings, sources=written(folder / "sources"))
    with app.connected(settings, records, catalog) as demonstration, app.connected(own, records, catalog) as platform:
        outside = replace(platform.outside, secrets={**platform.outside.secrets, **demonstration.outside.secrets})
        for name in WAYS:
            timed(name, replace(platform, outside=outside), f"grid_event_{name}", folder / name)
    shutil.rmtree(folder, ignore_errors=True)


def written(folder: Path) -> Path:
    """A configuration in which the table comes by every way."""
    shutil.copytree(DEMONSTRATION / "connections", folder / "connections")
    shutil.copytree(FOLDER / "codes", folder / "mappings" / "codes")
    text = (FOLDER / "grid_event.yaml").read_text(encoding="utf-8")
    for name, (connection, read, lineage) in WAYS.items():
        told = text.replace("source: grid_event", f"source: grid_event_{name}", 1)
        told = told.replace("connection: platform", f"connection: {connection}", 1)
        told = told.replace("read: {table: grid_event}", f"read: {read}\n{lineage}", 1)
        (folder / "mappings" / f"grid_event_{name}.yaml").write_text(told, encoding="utf-8")
    return folder


def timed(name: str, platform: app.Platform, source: str, folder: Path) -> None:
    """Publishes one source into an empty warehouse and tells how fast."""
    folder.mkdir()
    store = open_store(f"duckdb:///{folder}", dict(platform.records), platform.catalog)
    chosen = [told for told in platform.configuration.sources if told.source == source]
    began, cpu = time.perf_counter(), time.process_time()
    published = store.publish(Gathering(platform, store.watermark).deliveries(chosen, beijing_now()), beijing_now())
    seconds = time.perf_counter() - began
    [report] = published.reports
    print(f"{name:<14}{report.rows_accepted:>8,} rows {seconds:6.1f} s  CPU {time.process_time() - cpu:5.1f} s "
          f"{report.rows_accepted / seconds:>8,.0f} rows/s  {report.status} {report.message[:90]}", flush=True)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
