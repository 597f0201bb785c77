"""The demonstration platform's servers in one process: gateways, open data, broker and positions, on loopback.

    COCKPIT_DEMO_SECRET=… python -m loaders.demo.servers --url sqlite:///var/platform.db --port 8061 --mqtt-port 8062

POST /fault/PROTOCOL {"fault": …, "times": N, "after": M} makes a protocol misbehave for N answers after M good ones.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from loaders.demo.servers.broker import Broker
from loaders.demo.servers.broker_sessions import Sessions
from loaders.demo.servers.faults import FAULTS, Faults
from loaders.demo.servers.gateways import Accounts, Gateways, gateways
from loaders.demo.servers.position_faults import NAMES, Fault
from loaders.demo.servers.position_faults import Faults as PositionFaults
from loaders.demo.servers.positions import TOPIC, Target, fleet, publish
from loaders.demo.servers.published import Publication, published

#: Names of the account in the environment, and the session that the broker keeps for the cockpit from the start.
APP, SECRET, SESSION = "COCKPIT_DEMO_APP", "COCKPIT_DEMO_SECRET", "cockpit"


def application(
    engine: sa.Engine, utc: Callable[[], datetime], account: Accounts, delay: float, positions: PositionFaults
) -> Flask:
    """All that speaks HTTP, and the switch for troubles."""
    app, faults = Flask("demonstration"), Faults()
    app.register_blueprint(gateways(Gateways(engine, utc, account, faults, delay)))
    app.register_blueprint(published(Publication(engine, faults, delay)))

    @app.post("/fault/<protocol>")
    def switch(protocol: str) -> tuple[Response, int]:
        told, known = request.get_json(), NAMES if protocol == "mqtt" else FAULTS
        if told.get("fault") not in known:
            return jsonify({"problem": f"没有故障 {told.get('fault')}；有：{'、'.join(known)}"}), 400
        if protocol == "mqtt":
            positions.switch(Fault(told["fault"], int(told.get("times", 1)), told.get("column", "sog_kn")))
        else:
            faults.set(protocol, told["fault"], int(told.get("times", 1)), int(told.get("after", 0)))
        return jsonify(faults.shown()), 200

    @app.get("/fault")
    def shown() -> Response:
        return jsonify(faults.shown())

    @app.get("/healthz")
    def alive() -> Response:
        return jsonify({"pid": os.getpid(), "demo": True})

    return app


def broker(port: int, state: Path, account: Accounts) -> int:
    """Runs the broker in a thread; the cockpit's subscription stands before it first comes. The port."""
    ready, bound = threading.Event(), [0]

    async def serve() -> None:
        sessions = Sessions(state / "broker.db")
        sessions.open(SESSION, clean=False)
        sessions.subscribe(SESSION, TOPIC, 1)
        server = await asyncio.start_server(Broker(sessions, account.app, account.secret).serve, "127.0.0.1", port)
        bound[0] = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    if not ready.wait(20):
        raise SystemExit("MQTT 代理没有启动")
    return bound[0]


def running_clock(start: datetime | None) -> Callable[[], datetime]:
    """UTC; from a told moment on when one is told, so that demonstrations of another day agree with themselves."""
    begun = datetime.now(UTC)
    offset = (start - begun) if start else begun - begun
    return lambda: datetime.now(UTC) + offset


def ready(file: Path, http: int, mqtt: int, account: Accounts) -> None:
    """Tells the variables that the demonstration's connections name, to our own user alone."""
    address = f"http://127.0.0.1:{http}"
    variables = {
        "COCKPIT_DEMO_URL": address, "COCKPIT_DEMO_CKAN": f"{address}/ckan", "COCKPIT_DEMO_SDMX": f"{address}/sdmx",
        "COCKPIT_DEMO_MQTT": f"mqtt://127.0.0.1:{mqtt}", APP: account.app, SECRET: account.secret,
        "pid": str(os.getpid()),
    }  # fmt: skip
    part = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        json.dump(variables, opened)
    part.replace(file)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m loaders.demo.servers", description="演示平台的各种接口")
    parser.add_argument("--url", default=os.environ.get("COCKPIT_PLATFORM_URL"), help="演示平台的 SQLAlchemy 地址")
    parser.add_argument("--port", type=int, default=8061)
    parser.add_argument("--mqtt-port", type=int, default=8062)
    parser.add_argument("--state", type=Path, default=Path("var/demo"), help="代理的会话放在哪里")
    parser.add_argument("--ready", type=Path, help="启动后写入地址与账号的文件")
    parser.add_argument("--now", type=datetime.fromisoformat, help="从这一时刻起走的时钟（带时区）")
    parser.add_argument("--rate", type=float, default=0.5, help="头一遍船位之后，每秒条数；0 为不再发")
    parser.add_argument("--delay", type=float, default=2.0, help="故障 slow 要等的秒数")
    parser.add_argument("--parent", type=int, help="这个进程结束时一起结束")
    return parser.parse_args()


def main() -> None:
    """Read the arguments and serve until told to stop."""
    told = arguments()
    account = Accounts(os.environ.get(APP, "demoAK"), os.environ[SECRET])
    utc, engine, stop = running_clock(told.now), sa.create_engine(told.url), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    told.state.mkdir(parents=True, exist_ok=True)
    new = not (told.state / "broker.db").exists()
    mqtt, faults = broker(told.mqtt_port, told.state, account), PositionFaults()
    http = make_server("127.0.0.1", told.port, application(engine, utc, account, told.delay, faults), threaded=True)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    positions(engine, Target("127.0.0.1", mqtt, account.app, account.secret), utc, faults, told.rate, new, stop)
    if told.ready:
        ready(told.ready, http.server_port, mqtt, account)
    while not stop.wait(1) and told.parent in (None, os.getppid()):
        pass
    http.shutdown()


def positions(
    engine: sa.Engine, target: Target, utc: Callable[[], datetime], faults: PositionFaults, rate: float, new: bool,
    stop: threading.Event,
) -> None:  # fmt: skip
    """Every vessel reports once, at once, when the demonstration is new; then one after another at the rate."""
    try:
        vessels = fleet(engine)
    except sa.exc.DBAPIError as error:  # the platform is down: the other servers say so when they are asked
        print(f"没有船位:{error.orig}", flush=True)
        return
    if vessels and new:
        publish(vessels, target, 2_000, faults, stop, utc, count=len(vessels))
    if vessels and rate > 0:
        threading.Thread(target=publish, args=(vessels, target, rate, faults, stop, utc), daemon=True).start()


if __name__ == "__main__":
    main()
