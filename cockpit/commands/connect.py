"""`python -m cockpit connect`: checks a connection, drafts a mapping from a sample, says what does not fit, writes both."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from pydantic import ValidationError

import app
from cockpit.clock import beijing_now
from cockpit.delivery import OBSERVATION
from cockpit.errors import MappingError, SettingsError, SourceShapeError
from cockpit.settings import Settings, read_secrets
from loaders.configuration import Configuration, load_configuration
from loaders.connections import Connection, load_connections
from loaders.draft import Draft, draft, nearest
from loaders.ingest import Platform, reading, typed
from loaders.lineage import NONE, with_lineage
from loaders.protocols import PROTOCOLS
from loaders.reading import Outside, Wish
from loaders.sources import CONNECTIONS, FOLDER, Column, Source, load_codes
from metrics.declaration import Declaration
from metrics.fault_words import faults_in_words
from metrics.records import Record

#: Rows of the sample.
SAMPLE = 2_000
_EPILOG = """例：
  python -m cockpit connect lodging --connection exchange --kind sql --set url_env=EXCHANGE_URL \\
      --read table=lodging_month --into observation --owner 市文广旅体局 --constant indicator_code=tour.overnight
不写 --into 时只看样本；不写 --connection 等必要项而又在终端里，会逐项询问。"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares `connect`."""
    line = commands.add_parser(
        "connect",
        help="接入自己的一张表或一个接口",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    line.add_argument("source", help="来源的代码，也是映射文件的名字")
    line.add_argument("--folder", type=Path, help="自己的来源文件夹（缺省 COCKPIT_SOURCES）")
    line.add_argument("--connection", help="连接的名字")
    line.add_argument("--kind", choices=list(PROTOCOLS), help="新连接的协议")
    line.add_argument("--set", action="append", default=[], metavar="名=值", help="新连接的参数，可多次")
    line.add_argument("--read", action="append", default=[], metavar="名=值", help="读什么，可多次")
    line.add_argument("--into", help="填哪个记录，或 observation")
    line.add_argument("--column", action="append", default=[], metavar="列=来源列", help="指明一列，可多次")
    line.add_argument("--constant", action="append", default=[], metavar="列=文字", help="固定值，可多次")
    line.add_argument("--title", help="中文名（缺省为来源代码）")
    line.add_argument("--owner", help="数源单位")
    line.add_argument("--cycle", default="M", choices=list("DWMQHAN") + ["RT"], help="更新周期")
    line.add_argument("--demo", action="store_true", help="是演示数据")
    line.add_argument("--dry-run", action="store_true", help="只检查，不写文件")
    line.set_defaults(run=run)


def run(settings: Settings, told: argparse.Namespace) -> int:
    """0 when everything fits and was written, 1 when something must be told first."""
    folder = told.folder or settings.sources
    if folder is None:
        raise SettingsError(
            "环境变量 COCKPIT_SOURCES", "没有设置，也没有 --folder", "指明一个文件夹，例如 /srv/cockpit/sources"
        )
    _ask(told, ("connection", "连接的名字"))
    connection = _connection(folder, told)
    records, catalog = app.declarations()
    codes = load_codes(FOLDER / "codes", folder / "mappings" / "codes")
    secrets = read_secrets() | {"COCKPIT_PLATFORM_URL": settings.platform_url}
    with reading(settings.var, secrets, beijing_now) as outside:
        platform = Platform(Configuration((), {connection.name: connection}, codes), outside, records, catalog)
        dataset = _valid(connection.protocol.dataset, pairs(told.read), "--read")
        sample = sampled(connection, dataset, outside)
        print(f"连接 {connection.name} 可用；样本 {len(sample)} 行、{len(sample.columns)} 列")
        _ask(told, ("into", f"填哪个记录（{_proposals(sample, records)}）"), ("owner", "数源单位"))
        if not told.into or not told.owner:
            print(f"再写明 --into 与 --owner。最接近的记录：{_proposals(sample, records)}")
            return 1
        return _finish(folder, told, connection, sample, platform)


def _finish(
    folder: Path, told: argparse.Namespace, connection: Connection, sample: pd.DataFrame, platform: Platform
) -> int:
    record = _record(told.into, platform.records)
    drafted = draft(sample, record, platform.configuration.codes, pairs(told.column), pairs(told.constant))
    print("\n".join(described(drafted)))
    if drafted.missing:
        print(f"还缺：{'、'.join(drafted.missing)}。用 --column 列=来源列 或 --constant 列=文字 指明")
        return 1
    mapping = _mapping(told, connection, drafted)
    source = Source(**{**mapping, "columns": {name: Column(**entry) for name, entry in drafted.columns.items()}})
    faults = tried(sample, source, drafted, platform)
    print("\n".join(faults) or "样本的每一行都能入库")
    if told.dry_run:
        return 1 if faults else 0
    _write(folder, told, connection, mapping)
    load_configuration(platform.records, platform.catalog, folder, demo=True)
    print(f"已写入 {folder / 'mappings' / (told.source + '.yaml')}；运行 python -m cockpit ingest 入库")
    return 0


def pairs(words: Sequence[str]) -> dict[str, Any]:
    """名=值 as a mapping; values are YAML, so that lists and nested parameters can be told.

    Raises:
        SettingsError: a word without =.
    """
    told: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise SettingsError("命令行", f"{word} 不是 名=值", "写成例如 table=berths")
        told[name] = (
            yaml.safe_load(value) if value[:1] in "[{" or value in ("true", "false") or value.isdigit() else value
        )
    return told


def _ask(told: argparse.Namespace, *questions: tuple[str, str]) -> None:
    """Asks for what was not told, when somebody sits there."""
    for name, words in questions:
        if not getattr(told, name) and sys.stdin.isatty():
            setattr(told, name, input(f"{words}:").strip())


def _connection(folder: Path, told: argparse.Namespace) -> Connection:
    """The declared connection, or a new one from the command line."""
    known = load_connections([CONNECTIONS, folder / "connections"])
    if told.kind is None and told.connection in known:
        return known[told.connection]
    if told.kind is None or not told.connection:
        there = "、".join(known)
        raise SettingsError("命令行", f"没有连接 {told.connection}；有：{there}", "用 --kind 与 --set 说明一个新连接")
    parameters = _valid(PROTOCOLS[told.kind].connection, pairs(told.set), "--set")
    return Connection(told.connection, told.kind, parameters)


def _valid(kind: type[Declaration], content: Mapping[str, Any], place: str) -> Declaration:
    """Parameters as their declaration.

    Raises:
        SettingsError: every fault in one message.
    """
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        raise SettingsError(
            f"命令行 {place}", faults_in_words(error.errors()), f"可用的名字：{'、'.join(kind.model_fields)}"
        ) from error


def sampled(connection: Connection, dataset: Any, outside: Outside) -> pd.DataFrame:
    """The first rows of a dataset as text.

    Raises:
        SourceError: it cannot be read. SourceShapeError: it has no row.
    """
    wish = Wish([], [], NONE, None, 0, outside.clock())
    for piece in connection.protocol.read(connection.parameters, dataset, wish, outside):
        if len(piece.rows):
            return piece.rows.head(SAMPLE)
    raise SourceShapeError(connection.name, "读得到，但一行也没有", "等有了数据再接入，或核对参数")


def _record(into: str, records: Mapping[str, Record]) -> Record | None:
    if into == OBSERVATION:
        return None
    if into not in records:
        raise SettingsError("命令行", f"没有记录 {into}", f"应为 observation 或 {'、'.join(records)}")
    return records[into]


def _proposals(sample: pd.DataFrame, records: Mapping[str, Record]) -> str:
    return "、".join(f"{name} {share:.0%}" for name, share in nearest(sample, records)) or "没有接近的"


def described(drafted: Draft) -> list[str]:
    """The draft in words, a line per column."""
    lines = []
    for name, found in drafted.taken.items():
        entry = drafted.columns.get(name, {})
        more = "".join(
            f",{words} {entry[key]}" for key, words in (("unit", "单位"), ("codes", "代码表")) if key in entry
        )
        lines.append(f"  {name} ← {found}{more}")
    lines += [f"  {name} = {entry['constant']}" for name, entry in drafted.columns.items() if "constant" in entry]
    absent = [name for name, entry in drafted.columns.items() if entry.get("optional") and name not in drafted.taken]
    lines += [f"  来源没有的列（留空）：{'、'.join(absent)}"] if absent else []
    lines += [f"  没有用到的来源列：{'、'.join(drafted.spare)}"] if drafted.spare else []
    if drafted.lineage is not None:
        changed = drafted.lineage.changed_at
        lines.append(f"  变更时间：{changed}" if changed else "  没有变更时间列：每次整表读取")
    return lines


def tried(sample: pd.DataFrame, source: Source, drafted: Draft, platform: Platform) -> list[str]:
    """What the mapping refuses of the sample, a line per column and reason."""
    lineage = drafted.lineage if drafted.lineage is not None else NONE
    absent = [name for name, entry in drafted.columns.items() if entry.get("optional") and name not in sample]
    rows = sample.assign(**{name: pd.Series(None, index=sample.index, dtype="str") for name in absent})
    refused = typed(with_lineage(rows, lineage, 1, platform.outside.clock()), source, platform).rejects
    groups = refused.groupby(["column_name", "reason"])
    return [
        f"  不合：{column} {reason}，{len(group)} 行，例如第 {group['row'].iloc[0]} 行 {group['value'].iloc[0]!r}"
        for (column, reason), group in groups
    ]


def _mapping(told: argparse.Namespace, connection: Connection, drafted: Draft) -> dict[str, Any]:
    mapping: dict[str, Any] = {
        "source": told.source, "title": told.title or told.source, "owner": told.owner,
        "connection": connection.name, "read": pairs(told.read),
    }  # fmt: skip
    if drafted.lineage is not None:
        mapping["lineage"] = {name: value for name, value in drafted.lineage.model_dump().items() if value}
    incremental = drafted.lineage is None or bool(drafted.lineage.changed_at)
    mapping |= {"into": told.into, "cycle": told.cycle, "incremental": incremental and connection.kind == "sql"}
    return mapping | {"demo": told.demo, "columns": drafted.columns}


def _write(folder: Path, told: argparse.Namespace, connection: Connection, mapping: dict[str, Any]) -> None:
    """Both files into the installation's own folder; a file that is there is never overwritten."""
    target = folder / "mappings" / f"{told.source}.yaml"
    if target.exists():
        raise MappingError(str(target), "已经有这个映射", "先改名或移走它")
    if told.kind is not None:
        declared = {"connection": connection.name, "kind": connection.kind, **pairs(told.set)}
        _yaml(folder / "connections" / f"{connection.name}.yaml", declared)
    _yaml(target, mapping)


def _yaml(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")
