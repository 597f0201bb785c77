"""The cockpit, wired: `python app.py` serves what `make run` prepared; `python app.py ingest` loads once."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta

import dash
from flask import Flask
from flask_compress import Compress
from granian import Granian
from granian.constants import Interfaces
from threadpoolctl import threadpool_limits

from cockpit.api import routes
from cockpit.application import EXTENSION, Cockpit
from cockpit.audit import leaving
from cockpit.audit.record import trail
from cockpit.audit.started import note_publication, note_start
from cockpit.audit.trail import Trail
from cockpit.cache import make_cache
from cockpit.clock import beijing_now
from cockpit.companions import companion, give_way
from cockpit.edition import edition
from cockpit.english import answer as english
from cockpit.english import language
from cockpit.english.words import wall_words
from cockpit.errors import CockpitError
from cockpit.frames import Frames
from cockpit.logs import log_lines
from cockpit.quality.noting import note_problems
from cockpit.security import callback_body, gate, hardening, redirects
from cockpit.security.keys import derived, secret_key
from cockpit.security.policy import installed_policy
from cockpit.settings import Settings, read_secrets, read_settings
from cockpit.state.database import open_state
from cockpit.store.embedded import open_store
from cockpit.store.upgrade import upgrade
from cockpit.view import (
    annotation_answers,
    cards,
    difference_files,
    downloads,
    finder,
    live,
    me,
    people,
    quality_actions,
    row_answers,
    swift,
)
from cockpit.view.bundle import Bundle
from cockpit.view.dash_application import CockpitDash
from cockpit.view.document import document
from cockpit.view.metering import meter
from cockpit.view.panels import registry
from cockpit.view.walls import cores, layers, news, screen
from cockpit.view.warm import warm
from loaders.configuration import load_configuration
from loaders.demo.servers.running import alongside, demonstration, serves
from loaders.ingest import Platform, reading
from loaders.service.gathering import Gathering
from loaders.service.order import Order
from metrics import forecast, search
from metrics.catalog import Catalog, load_catalog
from metrics.graded_watch import load_watches
from metrics.records import Record, load_records

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
EVERYTHING = Order()


#: What is answered beside the pages.
ANSWERS = (
    live, downloads, routes, finder, cards, me, news,
    quality_actions, difference_files, row_answers, annotation_answers, people,
)  # fmt: skip


def declarations() -> tuple[dict[str, Record], Catalog]:
    """Records and catalog of the installation, checked, panels and their English included.

    Raises:
        CatalogError: every fault with file and line.
    """
    records = dict(load_records())
    catalog = load_catalog(records=records)
    registry.check(catalog)
    screen.check(catalog, set(layers.LAYERS), set(cores.CORES))
    wall_words(catalog)  # which hold all others
    return records, catalog


def create_app(settings: Settings, clock: Clock = beijing_now) -> Flask:
    """The WSGI application of the cockpit; the clock gives Beijing time without zone.

    Raises:
        CatalogError, SettingsError: the installation cannot be used as it is.
    """
    records, catalog = declarations()
    server = Flask(__name__)
    server.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=4, COMPRESS_MIN_SIZE=800)
    server.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(days=1)  # their addresses change with their content
    hardening.harden(server, settings)
    store = open_store(settings.store_url, records, catalog)
    cache = make_cache(server, settings)
    state = open_state(settings.state_url)
    server.extensions[EXTENSION] = Cockpit(
        settings, catalog, Frames(store, cache, edition()), clock, state, gate.who, installed_policy(), records,
        load_watches(records), secret_key(settings),
    )  # fmt: skip
    cockpit_app = _draw_with_dash(server, settings)
    Compress(server)
    gate.register(server)
    redirects.register(server)
    leaving.register(server)
    swift.register(server)
    language.register(server)
    english.register(server)
    meter(server)
    for answers in ANSWERS:
        answers.register(server)
    # Assets and component libraries are registered before the first request of a worker and with its first index page;
    # until then it would not know the files that another worker's pages name.
    with server.test_request_context("/"):
        cockpit_app._setup_server()
        cockpit_app.index()
    return server


def _draw_with_dash(server: Flask, settings: Settings) -> CockpitDash:
    """Puts the pages on the server."""
    dash.page_registry.clear()
    with server.app_context():
        cockpit_app = CockpitDash(
            __name__,
            server=False,
            use_pages=True,
            suppress_callback_exceptions=True,
            update_title="",
            include_pages_meta=False,
            assets_ignore=r".*\.lazy\.js",
            enable_mcp=False,
            title="舟山数字驾驶舱",
            external_stylesheets=[live.theme_css_address()],
            external_scripts=[live.theme_js_address()],
        )
        cockpit_app.layout = document
        cockpit_app.bundle = Bundle(server, settings.var / "joined")
        cockpit_app.init_app(server)
    server.extensions[callback_body.SHAPES] = cockpit_app
    hardening.send_headers(server, settings, cockpit_app.csp_hashes)
    return cockpit_app


def one_thread_of_algebra() -> None:
    """Our matrices are tiny: handing them to several threads costs more than the sums (a forecast twice as long)."""
    threadpool_limits(1, user_api="blas")


def application() -> Flask:
    """What a web worker loads; what the first search needs is loaded while the first reader reads."""
    one_thread_of_algebra()
    server = create_app(read_settings())
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    forecast.prepare()
    with suppress(CockpitError):  # then the pages say so
        server.extensions[EXTENSION].frames.reader()  # opens the file
    threading.Timer(5.0, search.prepare).start()
    gc.freeze()  # what is loaded stays: looking for garbage in it took 0.2 s of some reader's page
    return server


def end_with(parent: int) -> None:
    """Ends this worker when the server that started it is gone: it would hold the address against the next one."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def serve(settings: Settings) -> None:
    """Serves on the settings' address until stopped."""
    # Refusals appear here, once, and migrations run here, once, before workers start.
    upgrade(open_store(settings.store_url, *declarations()), beijing_now(), print)
    state = open_state(settings.state_url)
    note_start(Trail(state, derived(secret_key(settings), "audit")), settings, installed_policy(), beijing_now())
    exporting = companion("export")
    atexit.register(exporting.terminate)
    log.info("舟山数字驾驶舱：http://%s:%s", settings.host, settings.port)
    server = Granian(
        "app:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=4,
        factory=True,
        respawn_failed_workers=True,  # a worker that is killed comes back; the others answer meanwhile
        workers_kill_timeout=10,  # one that still loads does not hear that it shall end
    )
    with ExitStack() as stack:
        if settings.demo and settings.sources is None:
            give_way(stack.enter_context(alongside(settings.var, settings.platform_url, beijing_now)))
            stack.enter_context(watched())
        server.serve()


@contextmanager
def watched() -> Iterator[None]:
    """A demonstration keeps itself fresh: the watch runs as long as the server; elsewhere systemd runs it."""
    watch = companion("ingest", "--watch")
    try:
        yield
    finally:
        watch.terminate()
        watch.wait(60)


@contextmanager
def connected(
    settings: Settings, records: dict[str, Record], catalog: Catalog, clock: Clock = beijing_now,
    order: Order = EVERYTHING,
) -> Iterator[Platform]:  # fmt: skip
    """The installation's sources with what reading them needs; the demonstration's servers run as long as the block.

    Args:
        order: which sources will be read; the servers stay away when none of them asks one.

    Raises:
        MappingError: every fault of connections and mappings, with file and line, or an unknown source.
    """
    configuration = load_configuration(records, catalog, settings.sources, settings.demo)
    read = {source.connection for source in order.chosen(configuration.sources)}
    asked = any(serves(configuration.connections[name]) for name in read)
    demo = settings.demo and settings.sources is None and asked
    secrets = read_secrets() | {"COCKPIT_PLATFORM_URL": settings.platform_url}
    with ExitStack() as stack:
        if demo:
            secrets |= stack.enter_context(demonstration(settings.var, settings.platform_url, clock))
        yield Platform(configuration, stack.enter_context(reading(settings.var, secrets, clock)), records, catalog)


def ingest(settings: Settings, clock: Clock = beijing_now, order: Order = EVERYTHING) -> int:
    """Loads sources once, publishes and draws the pages; returns 1 when a source failed, else 0.

    Raises:
        SettingsError: no key or a weak one: what is published could not be drawn, so nothing is read.
    """
    secret_key(settings)
    one_thread_of_algebra()
    records, catalog = declarations()
    store = open_store(settings.store_url, records, catalog)
    now = clock()
    with connected(settings, records, catalog, clock, order) as platform:
        gathering = Gathering(platform, store.watermark, span=order.span)
        told = gathering.deliveries(order.chosen(platform.configuration.sources), now)
        publication = store.publish(told, now, progress=print, trial=order.trial)
    for report in publication.failed:
        print(f"失败 {report.source}：{report.message}", file=sys.stderr)
    if publication.snapshot is not None and not order.trial:
        print(f"快照 {publication.snapshot.id} 已发布", flush=True)
        # Readers have it; what follows only spares them a wait.
        print(f"各页已备好（{draw(create_app(settings, clock)):.1f} 秒）")
    return 1 if publication.failed else 0


def draw(server: Flask) -> float:
    """What follows a publication: problems are noted and pages drawn; returns the seconds drawing took."""
    cockpit = server.extensions[EXTENSION]
    note_publication(cockpit, trail(cockpit))
    note_problems(cockpit)
    return warm(server)


def main(arguments: list[str]) -> int:
    """Serves, or ingests; a refusal prints its one sentence and ends with 2."""
    try:
        settings = read_settings()
        log_lines(settings.log_json)
        if arguments[:1] == ["ingest"]:
            return ingest(settings)
        serve(settings)
    except CockpitError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
