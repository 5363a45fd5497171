"""Runs the migration scripts on the connection that `clinic_app.records.upgrade` gives; there is no other way in."""

from alembic import context

from clinic_app.records.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
