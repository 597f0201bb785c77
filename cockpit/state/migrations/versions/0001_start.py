"""The empty state database."""

from __future__ import annotations

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Nothing yet: every noun brings its own migration."""


def downgrade() -> None:
    """Nothing to take back."""
