"""Members who bring members, in a test's hands, and the bonus they get for it. Must not check anything."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from models.rules.programme import Behaviour, Programme
from models.services import behaviours, members, referrals
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from tests.services.programming import give_back, rows
from tests.shopkeeping import Shop, stored

SAME_PHONE = "15401062046"
"""What :meth:`Shop.member` has where no other is named: who is brought with it looks like oneself."""
BRINGING = Programme(
    behaviours=(
        Behaviour(code="referral", name="推荐", points=200, every="any", welcome=30),
        Behaviour(code="review", name="评价", points=50, most=1, every="day"),
    )
)


def brought(shop: Shop, by: str, n: int = 1, *, phone: str = "", address: str = "") -> str:
    """A new member whom another one brought; returns the id."""
    details = MemberDetails(
        name=f"新客{n}",
        phones=(PhoneEntry(number=phone or f"1540107{n:04d}"),),
        addresses=(AddressEntry(text=address or f"槐树街 {n} 号"),),
        referred_by_id=by,
    )
    confirmed = ("member.duplicate",)
    return shop.kernel.run_keyed(shop.key(), members.create, details, confirmed=confirmed).result.id


def edit(shop: Shop, member_id: str, **values: Any) -> None:
    """Write something else into a member's file."""
    details = shop.kernel.ask(stored, member_id)
    shop.kernel.run(members.edit, member_id, replace(details, **values))


def link(shop: Shop, member_id: str, by: str | None) -> None:
    """Say who brought a member, or that nobody did."""
    edit(shop, member_id, referred_by_id=by)


def referral_of(shop: Shop, member_id: str) -> dict[str, Any]:
    """What is written of who brought a member."""
    (row,) = shop.kernel.ask(rows, "SELECT * FROM referral WHERE member_id=?", (member_id,))
    return row


def row_of(shop: Shop, member_id: str) -> tuple[str, str, str]:
    """How far a member's referral is, what looks odd, and why it was refused."""
    row = referral_of(shop, member_id)
    return row["state"], row["flag"], row["reason"]


def decide(shop: Shop, member_id: str, *, allow: bool) -> None:
    """Somebody says whether the referral of a member counts."""
    row_id = referral_of(shop, member_id)["id"]
    shop.kernel.run(referrals.decide, row_id, allow=allow, reason="查过")


def bonus(shop: Shop, member_id: str, by: str) -> Callable[[], object]:
    """A member gets points for a ``referral``, else for a review; what is returned takes them back."""
    if by == "referral":
        bill = shop.sell("FW-001", member_id=brought(shop, member_id))
        return partial(give_back, shop, bill.id)
    entry = shop.kernel.run_keyed(shop.key(), behaviours.credit, member_id, by).result
    return partial(shop.kernel.run, behaviours.take_back, entry)
