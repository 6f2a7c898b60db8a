"""Points, the programme, rewards and money paid ahead."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add tables and a column; what stands already keeps its meaning."""
    _points_account()
    _points_open()
    _programme_run()
    _programme_version()
    _prepaid()
    _reward()
    _tier_notice()
    _visit_card()
    _coupon()
    _redemption()
    _referral()
    _tier_change()
    _milestone_grant()
    _points_entry()
    _value_move()
    _visit_use()
    _points_lot()
    _points_move()
    op.add_column("member", sa.Column("adviser_id", sa.Text(), nullable=True))


def _points_account() -> None:
    op.create_table(
        "points_account",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("opened_at", WHOLE, nullable=False),
        sa.Column("closed_at", WHOLE, nullable=True),
        sa.Column("redeemers", sa.Text(), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_points_account_owner_id", "points_account", ["owner_id"])


def _points_open() -> None:
    op.create_table(
        "points_open",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("moved_on", sa.Text(), nullable=False),
        sa.Column("points", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("points_open_due", "points_open", ["last_day"])
    op.create_index("points_open_of", "points_open", ["account_id", "last_day"])


def _programme_run() -> None:
    op.create_table(
        "programme_run",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("done", WHOLE, nullable=False),
        sqlite_strict=True,
    )


def _programme_version() -> None:
    op.create_table(
        "programme_version",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", WHOLE, nullable=False, unique=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("written_at", WHOLE, nullable=False),
        sa.Column("activated_at", WHOLE, nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_programme_version_valid_from", "programme_version", ["valid_from"])


def _prepaid() -> None:
    op.create_table(
        "prepaid",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("card_id", sa.Text(), nullable=True),
        sa.Column("tender_kind", sa.Text(), nullable=False),
        sa.Column("amount", WHOLE, nullable=False),
        sa.Column("gift", WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_prepaid_business_day", "prepaid", ["business_day"])
    op.create_index("ix_prepaid_card_id", "prepaid", ["card_id"])
    op.create_index("ix_prepaid_member_id", "prepaid", ["member_id"])


def _reward() -> None:
    op.create_table(
        "reward",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reward_kind", sa.Text(), nullable=False),
        sa.Column("points", WHOLE, nullable=False),
        sa.Column("cash", WHOLE, nullable=False),
        sa.Column("cost", WHOLE, nullable=False),
        sa.Column("item_id", sa.Text(), sa.ForeignKey("price_item.id"), nullable=True),
        sa.Column("coupon", sa.Text(), nullable=True),
        sa.Column("stock", WHOLE, nullable=True),
        sa.Column("each_most", WHOLE, nullable=True),
        sa.Column("first_day", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("archived_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )


def _tier_notice() -> None:
    op.create_table(
        "tier_notice",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("from_tier", sa.Text(), nullable=False),
        sa.Column("to_tier", sa.Text(), nullable=False),
        sa.Column("falls_on", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("settled_at", WHOLE, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("told_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_tier_notice_falls_on", "tier_notice", ["falls_on"])
    op.create_index("ix_tier_notice_member_id", "tier_notice", ["member_id"])


def _visit_card() -> None:
    op.create_table(
        "visit_card",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("item_id", sa.Text(), sa.ForeignKey("price_item.id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("visits", WHOLE, nullable=False),
        sa.Column("price", WHOLE, nullable=False),
        sa.Column("single", WHOLE, nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("closed_at", WHOLE, nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_visit_card_member_id", "visit_card", ["member_id"])


def _coupon() -> None:
    op.create_table(
        "coupon",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("coupon_kind", sa.Text(), nullable=False),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("most", WHOLE, nullable=True),
        sa.Column("least", WHOLE, nullable=False),
        sa.Column("item_id", sa.Text(), sa.ForeignKey("price_item.id"), nullable=True),
        sa.Column("cost", WHOLE, nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", WHOLE, nullable=True),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=True),
        sa.Column("worth", WHOLE, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_coupon_bill_id", "coupon", ["bill_id"])
    op.create_index("ix_coupon_member_id", "coupon", ["member_id"])


def _redemption() -> None:
    op.create_table(
        "redemption",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("code", sa.Text(), nullable=False, unique=True),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("business_day", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("account_id", sa.Text(), sa.ForeignKey("points_account.id"), nullable=False),
        sa.Column("reward_id", sa.Text(), sa.ForeignKey("reward.id"), nullable=False),
        sa.Column("quantity", WHOLE, nullable=False),
        sa.Column("points", WHOLE, nullable=False),
        sa.Column("cash", WHOLE, nullable=False),
        sa.Column("cost", WHOLE, nullable=False),
        sa.Column("tender_kind", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_until", sa.Text(), nullable=True),
        sa.Column("settled_at", WHOLE, nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=True),
        sa.Column("coupon_id", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_redemption_account_id", "redemption", ["account_id"])
    op.create_index("ix_redemption_bill_id", "redemption", ["bill_id"])
    op.create_index("ix_redemption_business_day", "redemption", ["business_day"])
    op.create_index("ix_redemption_member_id", "redemption", ["member_id"])
    op.create_index("ix_redemption_reward_id", "redemption", ["reward_id"])


def _referral() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False, unique=True),
        sa.Column("referrer_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=True),
        sa.Column("entry_id", sa.Text(), nullable=True),
        sa.Column("decided_at", WHOLE, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_referral_bill_id", "referral", ["bill_id"])
    op.create_index("ix_referral_referrer_id", "referral", ["referrer_id"])


def _tier_change() -> None:
    op.create_table(
        "tier_change",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("from_tier", sa.Text(), nullable=False),
        sa.Column("to_tier", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Text(), nullable=True),
        sa.Column("version_id", sa.Text(), nullable=True),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_tier_change_review_on", "tier_change", ["review_on"])
    op.create_index("tier_change_of", "tier_change", ["member_id", "at"])


def _milestone_grant() -> None:
    op.create_table(
        "milestone_grant",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=True),
        sa.Column("version_id", sa.Text(), nullable=True),
        sa.Column("coupon_id", sa.Text(), nullable=True),
        sa.Column("entry_id", sa.Text(), nullable=True),
        sa.Column("taken_back_at", WHOLE, nullable=True),
        sa.Column("refund_id", sa.Text(), sa.ForeignKey("refund.id"), nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_milestone_grant_bill_id", "milestone_grant", ["bill_id"])
    op.create_index("ix_milestone_grant_member_id", "milestone_grant", ["member_id"])


def _points_entry() -> None:
    op.create_table(
        "points_entry",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("account_id", sa.Text(), sa.ForeignKey("points_account.id"), nullable=False),
        sa.Column("holder_id", sa.Text(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("entry_kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("points", WHOLE, nullable=False),
        sa.Column("asked", WHOLE, nullable=False),
        sa.Column("lapsed", WHOLE, nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=True),
        sa.Column("line_id", sa.Text(), sa.ForeignKey("bill_line.id"), nullable=True),
        sa.Column("refund_id", sa.Text(), sa.ForeignKey("refund.id"), nullable=True),
        sa.Column("ref_id", sa.Text(), nullable=False),
        sa.Column("of_id", sa.Text(), nullable=True),
        sa.Column("version_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("approver_id", sa.Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_points_entry_of_id", "points_entry", ["of_id"])
    op.create_index("points_entry_bill", "points_entry", ["bill_id"])
    op.create_index("points_entry_of", "points_entry", ["account_id", "day", "id"])
    op.create_index("points_entry_ref", "points_entry", ["ref_id"])


def _value_move() -> None:
    op.create_table(
        "value_move",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("member_id", sa.Text(), sa.ForeignKey("member.id"), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("paid", WHOLE, nullable=False),
        sa.Column("gift", WHOLE, nullable=False),
        sa.Column("prepaid_id", sa.Text(), sa.ForeignKey("prepaid.id"), nullable=True),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=True),
        sa.Column("refund_id", sa.Text(), sa.ForeignKey("refund.id"), nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_value_move_bill_id", "value_move", ["bill_id"])
    op.create_index("ix_value_move_member_id", "value_move", ["member_id"])
    op.create_index("ix_value_move_prepaid_id", "value_move", ["prepaid_id"])
    op.create_index("ix_value_move_refund_id", "value_move", ["refund_id"])


def _visit_use() -> None:
    op.create_table(
        "visit_use",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("card_id", sa.Text(), sa.ForeignKey("visit_card.id"), nullable=False),
        sa.Column("bill_id", sa.Text(), sa.ForeignKey("bill.id"), nullable=False),
        sa.Column("refund_id", sa.Text(), sa.ForeignKey("refund.id"), nullable=True),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("visits", WHOLE, nullable=False),
        sa.Column("worth", WHOLE, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("ix_visit_use_bill_id", "visit_use", ["bill_id"])
    op.create_index("ix_visit_use_card_id", "visit_use", ["card_id"])
    op.create_index("ix_visit_use_refund_id", "visit_use", ["refund_id"])


def _points_lot() -> None:
    op.create_table(
        "points_lot",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("account_id", sa.Text(), sa.ForeignKey("points_account.id"), nullable=False),
        sa.Column("entry_id", sa.Text(), sa.ForeignKey("points_entry.id"), nullable=False),
        sa.Column("points", WHOLE, nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("root_id", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Text(), nullable=True),
        sa.Column("line_id", sa.Text(), sa.ForeignKey("bill_line.id"), nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_points_lot_account_id", "points_lot", ["account_id"])
    op.create_index("ix_points_lot_entry_id", "points_lot", ["entry_id"])
    op.create_index("ix_points_lot_line_id", "points_lot", ["line_id"])
    op.create_index("ix_points_lot_root_id", "points_lot", ["root_id"])


def _points_move() -> None:
    op.create_table(
        "points_move",
        sa.Column("id", sa.Text(), primary_key=True, nullable=False),
        sa.Column("entry_id", sa.Text(), sa.ForeignKey("points_entry.id"), nullable=False),
        sa.Column("lot_id", sa.Text(), sa.ForeignKey("points_lot.id"), nullable=False),
        sa.Column("points", WHOLE, nullable=False),
        sa.Column("of_id", sa.Text(), nullable=True),
        sqlite_strict=True,
    )
    op.create_index("ix_points_move_entry_id", "points_move", ["entry_id"])
    op.create_index("ix_points_move_of_id", "points_move", ["of_id"])
    op.create_index("points_move_lot", "points_move", ["lot_id", "id"])
