"""Safekeeping: PINs and guesses, backup places and proofs, the register of erased members, the approver."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables; older operations keep their format 1, whose hash knows no approver."""
    op.add_column(
        "operation",
        sa.Column("approver_id", sa.Text(), nullable=False, server_default=""),
    )
    _pin()
    _attempt()
    _backup_place()
    _proof()
    _erasure()


def _pin() -> None:
    op.create_table(
        "pin",
        sa.Column("staff_id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("digits", WHOLE, nullable=False),
        sa.Column("set_at", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("who", sa.Text(), primary_key=True, nullable=False),
        sa.Column("wrong", WHOLE, nullable=False),
        sa.Column("stamp", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _backup_place() -> None:
    op.create_table(
        "backup_place",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("stick", WHOLE, nullable=False),
        sa.Column("automatic", WHOLE, nullable=False),
        sa.Column("added_at", WHOLE, nullable=False),
        sa.Column("seen_at", WHOLE, nullable=True),
        sa.Column("removed_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )


def _proof() -> None:
    op.create_table(
        "proof",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("passed", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("proof_order", "proof", ["at"])


def _erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("also", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
