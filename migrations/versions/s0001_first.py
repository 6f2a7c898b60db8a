"""The first schema: shop, members, prices, jobs, bills, journal, search index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SEARCHED = ("member", "job", "bill", "price")


def upgrade() -> None:
    """Create every table of the first release."""
    _answer()
    _counter()
    _desk()
    _draft()
    _household()
    _operation()
    _price_category()
    _price_version()
    _printing()
    _search_document()
    _setting()
    _shop()
    _staff()
    _member()
    _price_item()
    _consent()
    _device()
    _event()
    _member_address()
    _member_phone()
    _price()
    _job()
    _bill()
    _job_line()
    _job_step()
    _bill_line()
    _tender()
    if op.get_bind().dialect.name == "sqlite":
        _full_text()


def _full_text() -> None:
    for kind in SEARCHED:
        op.execute(
            f"CREATE VIRTUAL TABLE find_{kind} USING fts5(tokens, content='', detail=none,"
            " prefix='2 3 4 5 6', tokenize='ascii')"
        )
        op.execute(f"INSERT INTO find_{kind}(find_{kind}, rank) VALUES ('secure-delete', 1)")


def _answer() -> None:
    op.create_table(
        "answer",
        sa.Column("key", sa.Text(), primary_key=True, nullable=False),
        sa.Column("use_case", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _desk() -> None:
    op.create_table(
        "desk",
        sa.Column("node", sa.Text(), primary_key=True, nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("clock", WHOLE, nullable=False),
        sa.Column("last_backup_at", WHOLE, nullable=True),
        sa.Column("last_backup_note", sa.Text(), nullable=False),
        sqlite_strict=True,
    )


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _household() -> None:
    op.create_table(
        "household",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sqlite_strict=True,
    )


def _operation() -> None:
    op.create_table(
        "operation",
        sa.Column("position", WHOLE, primary_key=True, nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("clock", WHOLE, nullable=False),
        sa.Column("vector", sa.Text(), nullable=False),
        sa.Column("format", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("use_case", sa.Text(), nullable=False),
        sa.Column("part", WHOLE, nullable=False),
        sa.Column("parts", WHOLE, nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("payload_hash", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("node", "incarnation", "sequence"),
        sqlite_strict=True,
    )
    op.create_index("ix_operation_subject_id", "operation", ["subject_id"], unique=False)


def _price_category() -> None:
    op.create_table(
        "price_category",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _price_version() -> None:
    op.create_table(
        "price_version",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", WHOLE, nullable=False, unique=True),
        sa.Column("effective_from", sa.Text(), nullable=False),
        sa.Column("made_at", WHOLE, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_price_version_effective_from", "price_version", ["effective_from"], unique=False
    )


def _printing() -> None:
    op.create_table(
        "printing",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("ref_id", sa.Text(), nullable=False),
        sa.Column("copy_number", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("printing_of", "printing", ["ref_id", "paper"], unique=False)


def _search_document() -> None:
    op.create_table(
        "search_document",
        sa.Column("position", WHOLE, primary_key=True, nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("ref_id", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("search_document_of", "search_document", ["ref_id"], unique=True)


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), primary_key=True, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sqlite_strict=True,
    )


def _shop() -> None:
    op.create_table(
        "shop",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("complaint_phone", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("trade", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("demo", WHOLE, nullable=False),
        sa.Column("founded_at", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", WHOLE, nullable=False),
        sa.Column("technician", WHOLE, nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("active", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _member() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("readings", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=False),
        sa.Column("birthday", sa.Text(), nullable=True),
        sa.Column("customer_type", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("referred_by_id", sa.Text(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("household_id", sa.Text(), sa.ForeignKey("household.id"), nullable=True),
        sa.Column("preferences", sa.Text(), nullable=False),
        sa.Column("special_needs", sa.Text(), nullable=False),
        sa.Column("taboos", sa.Text(), nullable=False),
        sa.Column("access_notes", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("elderly", WHOLE, nullable=False),
        sa.Column("special_care", WHOLE, nullable=False),
        sa.Column("joined_at", WHOLE, nullable=False),
        sa.Column("active_at", WHOLE, nullable=False),
        sa.Column("archived_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_member_active_at", "member", ["active_at"], unique=False)
    op.create_index("ix_member_household_id", "member", ["household_id"], unique=False)
    op.create_index(
        "member_archived",
        "member",
        ["active_at", "id"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NOT NULL"),
    )


def _price_item() -> None:
    op.create_table(
        "price_item",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("category_id", sa.Text(), sa.ForeignKey("price_category.id"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("line_kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("earning_class", sa.Text(), nullable=False),
        sa.Column("warranty_days", WHOLE, nullable=False),
        sa.Column("archived_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_price_item_category_id", "price_item", ["category_id"], unique=False)


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("granted", WHOLE, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_consent_member_id", "consent", ["member_id"], unique=False)


def _device() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("bought_on", sa.Text(), nullable=True),
        sa.Column("warranty_until", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("archived_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_device_member_id", "device", ["member_id"], unique=False)


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("ref_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("event_of", "event", ["member_id", "at"], unique=False)


def _member_address() -> None:
    op.create_table(
        "member_address",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("estate", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("member_address_of", "member_address", ["member_id", "position"], unique=False)


def _member_phone() -> None:
    op.create_table(
        "member_phone",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_member_phone_number", "member_phone", ["number"], unique=False)
    op.create_index("member_phone_of", "member_phone", ["member_id", "position"], unique=False)


def _price() -> None:
    op.create_table(
        "price",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("item_id", sa.Text(), sa.ForeignKey("price_item.id"), nullable=False),
        sa.Column("version_id", sa.Text(), sa.ForeignKey("price_version.id"), nullable=False),
        sa.Column("price", WHOLE, nullable=False),
        sa.Column("cost", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_price_item_id", "price", ["item_id"], unique=False)
    op.create_index("ix_price_version_id", "price", ["version_id"], unique=False)


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("device_id", sa.Text(), sa.ForeignKey("device.id"), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("diagnosis", sa.Text(), nullable=False),
        sa.Column("accessories", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("technician_id", sa.Text(), sa.ForeignKey("staff.id"), nullable=True),
        sa.Column("opened_at", WHOLE, nullable=False),
        sa.Column("opened_by_id", sa.Text(), nullable=False),
        sa.Column("promised_at", WHOLE, nullable=True),
        sa.Column("price_day", sa.Text(), nullable=False),
        sa.Column("step_at", WHOLE, nullable=False),
        sa.Column("closed_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_job_device_id", "job", ["device_id"], unique=False)
    op.create_index("ix_job_technician_id", "job", ["technician_id"], unique=False)
    op.create_index(
        "job_in_hand",
        "job",
        ["member_id"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("job_of", "job", ["member_id", "opened_at"], unique=False)
    op.create_index("job_opened_order", "job", ["opened_at"], unique=False)
    op.create_index("job_step_order", "job", ["step", "promised_at"], unique=False)


def _bill() -> None:
    op.create_table(
        "bill",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=True),
        sa.Column("cashier_id", sa.Text(), nullable=False),
        sa.Column("subtotal", WHOLE, nullable=False),
        sa.Column("line_discount", WHOLE, nullable=False),
        sa.Column("bill_discount", WHOLE, nullable=False),
        sa.Column("rounding", WHOLE, nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("bill_day_order", "bill", ["business_day", "at"], unique=False)
    op.create_index("bill_of", "bill", ["member_id", "at"], unique=False)
    op.create_index("bill_order", "bill", ["at"], unique=False)
    op.create_index("ix_bill_job_id", "bill", ["job_id"], unique=False)


def _job_line() -> None:
    op.create_table(
        "job_line",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("item_id", sa.Text(), sa.ForeignKey("price_item.id"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("line_kind", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("price", WHOLE, nullable=False),
        sa.Column("cost", WHOLE, nullable=False),
        sa.Column("earning_class", sa.Text(), nullable=False),
        sa.Column("warranty_days", WHOLE, nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_job_line_item_id", "job_line", ["item_id"], unique=False)
    op.create_index("job_line_of", "job_line", ["job_id", "position"], unique=False)


def _job_step() -> None:
    op.create_table(
        "job_step",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("from_step", sa.Text(), nullable=False),
        sa.Column("to_step", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("job_step_of", "job_step", ["job_id", "at"], unique=False)


def _bill_line() -> None:
    op.create_table(
        "bill_line",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("item_id", sa.Text(), sa.ForeignKey("price_item.id"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("line_kind", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("price", WHOLE, nullable=False),
        sa.Column("cost", WHOLE, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("discount", WHOLE, nullable=False),
        sa.Column("bill_share", WHOLE, nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("earning_class", sa.Text(), nullable=False),
        sa.Column("warranty_until", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("bill_line_of", "bill_line", ["bill_id", "position"], unique=False)
    op.create_index("ix_bill_line_item_id", "bill_line", ["item_id"], unique=False)


def _tender() -> None:
    op.create_table(
        "tender",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("tender_kind", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("tendered", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_tender_bill_id", "tender", ["bill_id"], unique=False)
