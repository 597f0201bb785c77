"""Parquet: typed columns for machines; what the file is stands in its metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq

from cockpit.export.document import Document
from cockpit.export.stated import Counted, Progress, silent


def write_parquet(document: Document, target: Path | BinaryIO, progress: Progress = silent) -> None:
    """Writes a document of one sheet; facts are in the file's metadata under the key `cockpit` as JSON.

    Raises:
        ExportError: other rows were written than are stated.
    """
    (sheet,) = document.sheets
    cover, counted = document.cover, Counted(sheet, progress)
    told = dict(cover.facts) | {"标题": cover.subject, "快照": str(cover.snapshot), "水印编号": cover.watermark,
                                "行数": str(sheet.rows), "演示数据": "是" if cover.demo else "否"}  # fmt: skip
    schema = sheet.schema.with_metadata({"cockpit": json.dumps(told, ensure_ascii=False)})
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in counted.watched().batches():
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
    counted.verify()
