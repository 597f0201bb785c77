"""Whether measured values still follow the catalog: an installation that is upgraded measures anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from metrics.catalog import Catalog
from metrics.records import Record

#: Raised when the compiler of formulas changes what the same formula gives.
COMPILER = b"3"


def meaning(catalog: Catalog, records: Mapping[str, Record]) -> str:
    """Sixteen hex digits over every formula and the records it is measured from."""
    digest = hashlib.sha256(COMPILER)
    for code, indicator in sorted(catalog.indicators.items()):
        for formula in (indicator.measure, indicator.computation, indicator.derivation):
            if formula is not None:
                digest.update(f"{code} {indicator.basis} {formula.model_dump_json()}".encode())
    for name, record in sorted(records.items()):
        digest.update(f"{name} {record.model_dump_json(exclude={'access'})}".encode())
    return digest.hexdigest()[:16]
