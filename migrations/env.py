"""Runs migrations on the connection that `survey_app.storage.connect` hands over."""

from alembic import context

from survey_app.storage import (  # noqa: F401  the models must be known to compare them
    accounts,
    drafts,
    enclosures,
)
from survey_app.storage.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
