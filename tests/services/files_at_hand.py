"""Files of members in a test's hands: two of them, made one, parted, erased, in a pot. Must not check anything."""

from models.services import erasure, households, merges, points_carried
from tests.shopkeeping import Shop


def two_files(shop: Shop) -> tuple[str, str]:
    """Two members of different names, phones and addresses."""
    return shop.member().id, shop.member("李雷", "15401060001", "别处 1 号").id


def made_one(shop: Shop, kept_id: str, other_id: str) -> str:
    """The second file is part of the first from now on; returns the merge's id."""
    return shop.kernel.run_keyed(shop.key(), merges.merge, kept_id, other_id).result


def parted(shop: Shop, merge_id: str) -> None:
    """They were two after all."""
    shop.kernel.run(merges.undo, merge_id)


def erased(shop: Shop, member_id: str) -> None:
    """A member asked to be forgotten."""
    shop.kernel.run_keyed(shop.key(), erasure.erase, member_id)


def pot_for(shop: Shop, one: str, other: str, *, named: tuple[str, ...] = ()) -> str:
    """Two members are a household with one pot; returns the household's id."""
    house = shop.kernel.run(households.join, one, other).result
    shop.kernel.run(points_carried.open_pot, house, named=named)
    return house
