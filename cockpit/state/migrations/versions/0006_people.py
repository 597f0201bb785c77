"""Accounts, sessions, wall screens, and the audit with its triggers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit is append only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_entry "
    "WHEN OLD.at > datetime('now', '+8 hours', '-180 days') BEGIN SELECT RAISE(ABORT, 'audit is kept 180 days'); END",
)
_POSTGRESQL = (
    """CREATE FUNCTION audit_kept() RETURNS trigger AS $$ BEGIN
    IF TG_OP = 'UPDATE' OR OLD.at > (now() AT TIME ZONE 'Asia/Shanghai') - INTERVAL '180 days' THEN
        RAISE EXCEPTION 'audit is append only and kept 180 days'; END IF;
    RETURN OLD; END $$ LANGUAGE plpgsql""",
    "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_kept()",
)


def upgrade() -> None:
    """Creates the tables."""
    _people()
    _doors()
    _audit()


def _people() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(120), nullable=False, unique=True),
        *_texts(title=60, role=40, department=60, region=12, source=10, issuer=300, subject=300, password=200),
        sa.Column("password_at", sa.DateTime),
        sa.Column("password_initial", sa.Boolean, nullable=False),
        *_texts(factor=300),
        sa.Column("factor_step", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("disabled_at", sa.DateTime),
        sa.Column("used_at", sa.DateTime),
    )
    op.create_table(
        "used_password",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        *_texts(password=200),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def _doors() -> None:
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("account", sa.String(120), nullable=False, index=True),
        sa.Column("address", sa.String(60), nullable=False, index=True),
        sa.Column("ok", sa.Boolean, nullable=False),
    )
    op.create_table(
        "web_session",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        *_texts(stage=10),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        *_texts(address=60, agent=200),
        sa.Column("ended_at", sa.DateTime),
        *_texts(ended_why=40),
    )
    op.create_table(
        "wall_device",
        sa.Column("id", sa.Integer, primary_key=True),
        *_texts(title=60),
        sa.Column("created_at", sa.DateTime, nullable=False),
        *_texts(code=64),
        sa.Column("code_until", sa.DateTime, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        *_texts(agent=64, address=60),
        sa.Column("paired_at", sa.DateTime),
        sa.Column("revoked_at", sa.DateTime),
    )


def _audit() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("event", sa.String(40), nullable=False, index=True),
        sa.Column("account", sa.String(120), nullable=False, index=True),
        *_texts(department=120, address=60, session=40, object=400, result=20),
        sa.Column("detail", sa.Text, nullable=False),
        *_texts(previous=64, digest=64),
    )
    head = op.create_table(
        "audit_head",
        sa.Column("name", sa.String(10), primary_key=True),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"name": "head", "entry": 0, "digest": ""}])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _texts(**widths: int) -> list[sa.Column]:
    return [sa.Column(name, sa.String(width), nullable=False) for name, width in widths.items()]


def downgrade() -> None:
    """Takes the tables away, the audit included."""
    for table in (
        "audit_head",
        "audit_entry",
        "wall_device",
        "web_session",
        "login_attempt",
        "used_password",
        "account",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_kept()")
