"""Keys of the interface and their use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    """Makes the tables of keys and of their use."""
    op.create_table(
        "api_key",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("rate", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime),
    )
    op.create_table(
        "api_use",
        sa.Column("key_name", sa.String(80), primary_key=True),
        sa.Column("minute", sa.DateTime, primary_key=True),
        sa.Column("requests", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Removes them."""
    op.drop_table("api_use")
    op.drop_table("api_key")
