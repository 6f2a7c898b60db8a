"""The front desk in full: money that comes back, the drawer, quotes, troubles, stock, imports, attachments."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add tables and columns; what stands already keeps its meaning."""
    _day_close()
    _import_run()
    _import_shape()
    _package()
    _parked()
    _saved_filter()
    _shift()
    _drawer_entry()
    _shift_count()
    _account_payment()
    _attachment()
    _checklist()
    _merge()
    _package_line()
    _stock_entry()
    _checklist_step()
    _change_slip()
    _deposit()
    _enquiry()
    _job_check()
    _job_device()
    _job_hold()
    _job_note()
    _loan()
    _quote()
    _invoice()
    _quote_grade()
    _refund()
    _account_settlement()
    _deposit_use()
    _quote_line()
    _refund_line()
    _refund_tender()
    _more_of_member()
    _more_of_price_item()
    _more_of_bill()
    _more_of_job()
    _more_of_job_line()


def _day_close() -> None:
    op.create_table(
        "day_close",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("closed_day", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("difference", WHOLE, nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("day_close_once", "day_close", ["desk", "closed_day"], unique=True)


def _import_run() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("made", WHOLE, nullable=False),
        sa.Column("skipped", WHOLE, nullable=False),
        sa.Column("made_ids", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("first_sequence", WHOLE, nullable=False),
        sa.Column("last_sequence", WHOLE, nullable=False),
        sa.Column("undone_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_import_run_digest", "import_run", ["digest"])


def _import_shape() -> None:
    op.create_table(
        "import_shape",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _package() -> None:
    op.create_table(
        "package",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("archived_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )


def _parked() -> None:
    op.create_table(
        "parked",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("taken_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )


def _saved_filter() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("removed_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_saved_filter_screen", "saved_filter", ["screen"])


def _shift() -> None:
    op.create_table(
        "shift",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("opened_at", WHOLE, nullable=False),
        sa.Column("opened_by_id", sa.Text(), nullable=False),
        sa.Column("opening_float", WHOLE, nullable=False),
        sa.Column("closed_at", WHOLE, nullable=True),
        sa.Column("closed_by_id", sa.Text(), nullable=False),
        sa.Column("left_in", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_shift_business_day", "shift", ["business_day"])
    op.create_index("shift_order", "shift", ["desk", "opened_at"])


def _drawer_entry() -> None:
    op.create_table(
        "drawer_entry",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("shift_id", sa.Text(), sa.ForeignKey("shift.id"), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_drawer_entry_shift_id", "drawer_entry", ["shift_id"])


def _shift_count() -> None:
    op.create_table(
        "shift_count",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("shift_id", sa.Text(), sa.ForeignKey("shift.id"), nullable=False),
        sa.Column("tender_kind", sa.Text(), nullable=False),
        sa.Column("expected", WHOLE, nullable=False),
        sa.Column("counted", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_shift_count_shift_id", "shift_count", ["shift_id"])


def _account_payment() -> None:
    op.create_table(
        "account_payment",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("tender_kind", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("tendered", WHOLE, nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_account_payment_business_day", "account_payment", ["business_day"])
    op.create_index("ix_account_payment_member_id", "account_payment", ["member_id"])


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("ref_kind", sa.Text(), nullable=False),
        sa.Column("ref_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("keep_until", sa.Text(), nullable=True),
        sa.Column("removed_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("attachment_of", "attachment", ["ref_id", "at"])
    op.create_index("ix_attachment_digest", "attachment", ["digest"])
    op.create_index("ix_attachment_keep_until", "attachment", ["keep_until"])
    op.create_index("ix_attachment_member_id", "attachment", ["member_id"])


def _checklist() -> None:
    op.create_table(
        "checklist",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), sa.ForeignKey("price_item.id"), nullable=True),
        sa.Column("archived_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_checklist_item_id", "checklist", ["item_id"])


def _merge() -> None:
    op.create_table(
        "merge",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("kept_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("merged_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("undone_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_merge_kept_id", "merge", ["kept_id"])
    op.create_index("ix_merge_merged_id", "merge", ["merged_id"])


def _package_line() -> None:
    op.create_table(
        "package_line",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("package_id", sa.Text(), sa.ForeignKey("package.id"), nullable=False),
        sa.Column("item_id", sa.Text(), sa.ForeignKey("price_item.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("price", WHOLE, nullable=True),
        sa.Column("addon", WHOLE, nullable=False),
        sa.Column("removed_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_package_line_item_id", "package_line", ["item_id"])
    op.create_index("ix_package_line_package_id", "package_line", ["package_id"])


def _stock_entry() -> None:
    op.create_table(
        "stock_entry",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("item_id", sa.Text(), sa.ForeignKey("price_item.id"), nullable=False),
        sa.Column("entry_kind", sa.Text(), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("ref_id", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("cost", WHOLE, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_stock_entry_ref_id", "stock_entry", ["ref_id"])
    op.create_index("stock_entry_of", "stock_entry", ["item_id", "at"])


def _checklist_step() -> None:
    op.create_table(
        "checklist_step",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("checklist_id", sa.Text(), sa.ForeignKey("checklist.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("required", WHOLE, nullable=False),
        sa.Column("removed_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_checklist_step_checklist_id", "checklist_step", ["checklist_id"])


def _change_slip() -> None:
    op.create_table(
        "change_slip",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_how", sa.Text(), nullable=False),
        sa.Column("total_before", WHOLE, nullable=False),
        sa.Column("total_after", WHOLE, nullable=False),
        sa.Column("signed", WHOLE, nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("change_slip_of", "change_slip", ["job_id", "position"], unique=True)


def _deposit() -> None:
    op.create_table(
        "deposit",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("of_id", sa.Text(), sa.ForeignKey("deposit.id"), nullable=True),
        sa.Column("tender_kind", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_deposit_business_day", "deposit", ["business_day"])
    op.create_index("ix_deposit_job_id", "deposit", ["job_id"])
    op.create_index("ix_deposit_member_id", "deposit", ["member_id"])
    op.create_index("ix_deposit_of_id", "deposit", ["of_id"])


def _enquiry() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("answered_at", WHOLE, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason_lost", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=True),
        sa.Column("closed_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("enquiry_open", "enquiry", ["outcome", "at"])
    op.create_index("enquiry_order", "enquiry", ["at"])
    op.create_index("ix_enquiry_job_id", "enquiry", ["job_id"])
    op.create_index("ix_enquiry_member_id", "enquiry", ["member_id"])


def _job_check() -> None:
    op.create_table(
        "job_check",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("checklist_id", sa.Text(), sa.ForeignKey("checklist.id"), nullable=True),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("required", WHOLE, nullable=False),
        sa.Column("done_at", WHOLE, nullable=True),
        sa.Column("done_by_id", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_job_check_job_id", "job_check", ["job_id"])


def _job_device() -> None:
    op.create_table(
        "job_device",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("device_id", sa.Text(), sa.ForeignKey("device.id"), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("symptoms", sa.Text(), nullable=False),
        sa.Column("accessories", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("collected_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_job_device_device_id", "job_device", ["device_id"])
    op.create_index("ix_job_device_job_id", "job_device", ["job_id"])


def _job_hold() -> None:
    op.create_table(
        "job_hold",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("from_at", WHOLE, nullable=False),
        sa.Column("until_at", WHOLE, nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("step_id", sa.Text(), nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_job_hold_job_id", "job_hold", ["job_id"])


def _job_note() -> None:
    op.create_table(
        "job_note",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("note_kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("follow_up_on", sa.Text(), nullable=True),
        sa.Column("done_at", WHOLE, nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_job_note_follow_up_on", "job_note", ["follow_up_on"])
    op.create_index("ix_job_note_job_id", "job_note", ["job_id"])


def _loan() -> None:
    op.create_table(
        "loan",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("out_at", WHOLE, nullable=False),
        sa.Column("due_day", sa.Text(), nullable=True),
        sa.Column("back_at", WHOLE, nullable=True),
        sa.Column("back_note", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_loan_job_id", "loan", ["job_id"])


def _quote() -> None:
    op.create_table(
        "quote",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("job_id", sa.Text(), sa.ForeignKey("job.id"), nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Text(), nullable=False),
        sa.Column("cap", WHOLE, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", WHOLE, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_how", sa.Text(), nullable=False),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("grade_id", sa.Text(), nullable=False),
        sa.Column("accepted_total", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("quote_of", "quote", ["job_id", "version"], unique=True)


def _invoice() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tax_number", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_invoice_bill_id", "invoice", ["bill_id"])


def _quote_grade() -> None:
    op.create_table(
        "quote_grade",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("quote_id", sa.Text(), sa.ForeignKey("quote.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_quote_grade_quote_id", "quote_grade", ["quote_id"])


def _refund() -> None:
    op.create_table(
        "refund",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("refund_kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("total", WHOLE, nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_refund_bill_id", "refund", ["bill_id"])
    op.create_index("ix_refund_business_day", "refund", ["business_day"])
    op.create_index("ix_refund_member_id", "refund", ["member_id"])


def _account_settlement() -> None:
    op.create_table(
        "account_settlement",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=False),
        sa.Column("payment_id", sa.Text(), sa.ForeignKey("account_payment.id"), nullable=True),
        sa.Column("refund_id", sa.Text(), sa.ForeignKey("refund.id"), nullable=True),
        sa.Column("amount", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_account_settlement_bill_id", "account_settlement", ["bill_id"])
    op.create_index("ix_account_settlement_payment_id", "account_settlement", ["payment_id"])


def _deposit_use() -> None:
    op.create_table(
        "deposit_use",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("deposit_id", sa.Text(), sa.ForeignKey("deposit.id"), nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=False),
        sa.Column("refund_id", sa.Text(), sa.ForeignKey("refund.id"), nullable=True),
        sa.Column("amount", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_deposit_use_bill_id", "deposit_use", ["bill_id"])
    op.create_index("ix_deposit_use_deposit_id", "deposit_use", ["deposit_id"])


def _quote_line() -> None:
    op.create_table(
        "quote_line",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("grade_id", sa.Text(), sa.ForeignKey("quote_grade.id"), nullable=False),
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
        sqlite_strict=True,
    )
    op.create_index("ix_quote_line_grade_id", "quote_line", ["grade_id"])


def _refund_line() -> None:
    op.create_table(
        "refund_line",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("refund_id", sa.Text(), sa.ForeignKey("refund.id"), nullable=False),
        sa.Column("bill_line_id", sa.Text(), sa.ForeignKey("bill_line.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_refund_line_bill_line_id", "refund_line", ["bill_line_id"])
    op.create_index("ix_refund_line_refund_id", "refund_line", ["refund_id"])


def _refund_tender() -> None:
    op.create_table(
        "refund_tender",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("refund_id", sa.Text(), sa.ForeignKey("refund.id"), nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("tender_kind", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_refund_tender_refund_id", "refund_tender", ["refund_id"])


def _more_of_member() -> None:
    op.add_column("member", sa.Column("merged_into_id", sa.Text(), nullable=True))
    op.create_index("ix_member_merged_into_id", "member", ["merged_into_id"])
    op.create_index(
        "member_referred_by",
        "member",
        ["referred_by_id"],
        sqlite_where=sa.text("referred_by_id IS NOT NULL"),
    )


def _more_of_price_item() -> None:
    op.add_column("price_item", sa.Column("stocked", WHOLE, nullable=False, server_default="0"))
    op.add_column("price_item", sa.Column("low_at", WHOLE, nullable=False, server_default="0"))


def _more_of_bill() -> None:
    op.add_column("bill", sa.Column("entered_at", WHOLE, nullable=True))


def _more_of_job() -> None:
    op.add_column("job", sa.Column("hold_at", WHOLE, nullable=True))
    op.add_column("job", sa.Column("ending_note", sa.Text(), nullable=False, server_default=""))
    op.add_column("job", sa.Column("urgent", WHOLE, nullable=False, server_default="0"))
    op.add_column("job", sa.Column("fault", sa.Text(), nullable=False, server_default=""))
    op.add_column("job", sa.Column("rework_of_id", sa.Text(), nullable=True))
    op.add_column("job", sa.Column("ready_at", WHOLE, nullable=True))
    op.add_column("job", sa.Column("collected_at", WHOLE, nullable=True))
    op.add_column("job", sa.Column("visit_at", WHOLE, nullable=True))
    op.add_column("job", sa.Column("visit_minutes", WHOLE, nullable=False, server_default="0"))
    op.add_column("job", sa.Column("entered_at", WHOLE, nullable=True))
    op.add_column("job", sa.Column("waited", WHOLE, nullable=False, server_default="0"))
    op.create_index("ix_job_rework_of_id", "job", ["rework_of_id"])
    op.create_index("ix_job_visit_at", "job", ["visit_at"])


def _more_of_job_line() -> None:
    op.add_column("job_line", sa.Column("change_id", sa.Text(), nullable=True))
    op.add_column("job_line", sa.Column("warranty_from", sa.Text(), nullable=True))
    op.create_index("ix_job_line_change_id", "job_line", ["change_id"])
