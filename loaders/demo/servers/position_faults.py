"""How the stream of positions misbehaves when told to: POST /fault/positions {"fault": …, "times": N, "column": …}."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from flask import Flask, Response, jsonify, request

Name = Literal["duplicate", "out_of_order", "schema_drift", "unit_jump", "half_message", "silence"]
NAMES: tuple[str, ...] = get_args(Name)
#: An older report comes after the newer one by so much.
LATE = timedelta(seconds=60)


@dataclass(frozen=True)
class Fault:
    """What goes wrong, with the next so many reports, in which column."""

    fault: str
    times: int
    column: str = "sog_kn"


class Faults:
    """The fault that is switched on, if any; each report uses it up by one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: Fault | None = None

    def switch(self, fault: Fault | None) -> None:
        """From now on this one."""
        with self._lock:
            self._fault = fault

    def shown(self) -> Fault | None:
        """What is left of it."""
        with self._lock:
            return self._fault

    def next(self) -> Fault | None:
        """The fault of the next report."""
        with self._lock:
            fault = self._fault
            if fault is not None:
                self._fault = replace(fault, times=fault.times - 1) if fault.times > 1 else None
            return fault


def misbehaved(report: Callable[[datetime], dict[str, Any]], moment: datetime, fault: Fault | None) -> Iterator[bytes]:
    """The messages of one report: one when nothing is wrong."""
    told = report(moment)
    name = fault.fault if fault else ""
    if fault and name == "schema_drift":
        told = {f"{key}_new" if key == fault.column else key: value for key, value in told.items()}
    if fault and name == "unit_jump":
        told = told | {fault.column: told[fault.column] * 10_000}
    payload = json.dumps(told, ensure_ascii=False).encode()
    if name == "silence":
        return
    yield payload[: len(payload) // 2] if name == "half_message" else payload
    if name == "duplicate":
        yield payload
    if name == "out_of_order":
        yield json.dumps(report(moment - LATE), ensure_ascii=False).encode()


def control(faults: Faults) -> Flask:
    """The switch as a small HTTP service."""
    app = Flask(__name__)

    @app.post("/fault/positions")
    def switch() -> tuple[Response, int]:
        told = request.get_json()
        if told.get("fault") not in NAMES:
            return jsonify({"problem": f"没有故障 {told.get('fault')}；有：{'、'.join(NAMES)}"}), 400
        faults.switch(Fault(told["fault"], int(told.get("times", 1)), told.get("column", "sog_kn")))
        return jsonify(faults.shown()), 200

    @app.get("/fault/positions")
    def show() -> Response:
        return jsonify(faults.shown())

    @app.delete("/fault/positions")
    def clear() -> Response:
        faults.switch(None)
        return jsonify(None)

    return app
