"""The full-text index in few pieces: a shop that has sold for a year finds as fast as on its first day."""

import pytest

from models.services import check, members, search
from models.services.members import MemberDetails, PhoneEntry
from models.store import search_index
from tests.shopkeeping import Shop

MANY = 30


def _found(shop: Shop) -> list[str]:
    return [row.name for row in shop.kernel.ask(search.search, "欧阳", kind="member").rows]


@pytest.fixture(autouse=True)
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop whose index is larger than what is kept of it."""
    monkeypatch.setattr(search_index, "PAGES_AT_HAND", 0)


def _scattered(shop: Shop) -> bool:
    with shop.kernel.store.reader.connect() as connection:
        return search_index.scattered(connection, "member")


def _fill(shop: Shop) -> None:
    """Members one by one, until the index lies in many pieces."""
    for number in range(MANY):
        details = MemberDetails(
            name=f"欧阳{chr(0x4E00 + number)}",
            phones=(PhoneEntry(number=f"154010{number:05d}"),),
            notes="".join(chr(0x5000 + (number * 37 + place) % 900) for place in range(200)),
        )
        shop.kernel.run_keyed(shop.key(), members.create, details)
        if _scattered(shop):
            return


def test_pieces_are_gathered_and_everything_is_still_found(shop: Shop) -> None:
    """Each piece is asked for each word: after a year's sales the box would wait where it did not before."""
    _fill(shop)
    assert _scattered(shop)
    before = _found(shop)
    head = shop.kernel.store.head
    assert shop.kernel.gather_search(pages=1) > 1
    assert not _scattered(shop)
    assert _found(shop) == before
    assert shop.kernel.store.head == head
    assert not [one for one in shop.kernel.ask(check.check).findings if one.broken]
    assert shop.kernel.gather_search() == 0


def test_a_small_index_is_left_alone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies in memory: writing it anew each day would wear the disk for nothing."""
    _fill(shop)
    monkeypatch.setattr(search_index, "PAGES_AT_HAND", 10_000)
    assert shop.kernel.gather_search() == 0
