"""Alembic's entry: migrations run on the connection that cockpit.state.database hands over."""

from alembic import context

from cockpit.state.schema import Stored

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Stored.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
