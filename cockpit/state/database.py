"""The state database: what people do with the cockpit. SQLite by default, PostgreSQL in production."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.orm import Session, sessionmaker

from cockpit.errors import SettingsError

Sessions = sessionmaker[Session]
MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def open_state(url: str) -> Sessions:
    """Sessions on the database of a URL, brought to the newest migration first.

    Raises:
        SettingsError: the URL cannot be used, or nobody answers there.
    """
    try:
        engine = sa.create_engine(url, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            _tune(engine)
            Path(engine.url.database or ".").resolve().parent.mkdir(parents=True, exist_ok=True)
        upgrade(engine)
    except (sa.exc.SQLAlchemyError, ModuleNotFoundError) as error:
        shown = sa.engine.make_url(url).render_as_string(hide_password=True) if "://" in url else "（不是地址）"
        raise SettingsError(
            "COCKPIT_STATE_URL", f"{shown} 打不开：{type(error).__name__}", "核对地址、账号与权限"
        ) from error
    return sessionmaker(engine, expire_on_commit=False)


def upgrade(engine: sa.Engine) -> None:
    """Runs the migrations that the database has not seen."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _tune(engine: sa.Engine) -> None:
    """Readers never wait for the writer; a second writer waits up to ten seconds."""

    @sa.event.listens_for(engine, "connect")
    def _(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
