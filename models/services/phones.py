"""What papers say of a member's phone: the tail of the one to call first."""

from models.rules.phones import tail
from models.store.work import View


def tail_of(view: View, member_id: str) -> str:
    """The last digits of the number at the first place; empty where the member has none."""
    rows = view.sql(
        "SELECT number FROM member_phone WHERE member_id=? ORDER BY position LIMIT 1", (member_id,)
    )
    return tail(rows[0]["number"]) if rows else ""
