"""Quotes keep when they were given and what was printed; a line knows which quoted line it came from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns; what stands already keeps its meaning."""
    op.add_column("quote", sa.Column("given_at", WHOLE, nullable=True))
    op.add_column("quote", sa.Column("snapshot", sa.Text(), nullable=True))
    op.add_column("change_slip", sa.Column("number", sa.Text(), nullable=False, server_default=""))
    op.add_column("change_slip", sa.Column("code", sa.Text(), nullable=False, server_default=""))
    op.add_column("job_line", sa.Column("quote_line_id", sa.Text(), nullable=True))
    op.add_column("attachment", sa.Column("note_id", sa.Text(), nullable=True))
    op.add_column("quote_line", sa.Column("package_line_id", sa.Text(), nullable=True))
