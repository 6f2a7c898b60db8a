"""Parked sales: nobody waits for somebody who went to fetch his purse, and nothing is sold twice."""

from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from models.base.errors import Refused
from models.services import check, day_close, erasure, parked
from models.services.parked import ParkedLine, ParkedSale
from models.store.engine import FileKey
from tests.shopkeeping import Shop


def sale(shop: Shop, *codes: str, member_id: str | None = None, **how: Any) -> ParkedSale:
    """What stands on the till."""
    lines = tuple(ParkedLine(item_id=shop.items[code]) for code in codes)
    return ParkedSale(member_id=member_id, lines=lines, **how)


def park(shop: Shop, *codes: str, member_id: str | None = None, **how: Any) -> str:
    """Park a sale."""
    run = shop.kernel.run_keyed
    return run(shop.key(), parked.park, sale(shop, *codes, member_id=member_id, **how)).result


def take_up(shop: Shop, parked_id: str) -> ParkedSale:
    """Take one up."""
    return shop.kernel.run_keyed(shop.key(), parked.take_up, parked_id).result


def test_what_is_parked_comes_back_as_it_was_and_once(shop: Shop) -> None:
    """Taken up at two tills, one basket is paid twice."""
    member = shop.member().id
    parked_id = park(shop, "FW-001", "PJ-0612", member_id=member, per_mille=10)
    row = shop.kernel.ask(parked.waiting)[0]
    assert (row.label, row.lines, row.total, row.member) == ("上门检测费", 2, 11484, "张*兰")
    assert take_up(shop, parked_id) == sale(
        shop, "FW-001", "PJ-0612", member_id=member, per_mille=10
    )
    assert shop.kernel.ask(parked.waiting) == ()
    with pytest.raises(Refused, match=r"parked\.taken"):
        take_up(shop, parked_id)
    assert shop.kernel.ask(check.check).sound


def test_it_survives_the_night(shop: Shop, folder: Path, key: FileKey) -> None:
    """The power went; the basket stands beside the till."""
    park(shop, "FW-001")
    shop.kernel.close()
    again = opening.open_shop(folder, key)
    try:
        assert [row.total for row in again.ask(parked.waiting)] == [3000]
    finally:
        again.close()


def test_put_away_is_undone(shop: Shop) -> None:
    """The customer came back after all."""
    parked_id = park(shop, "FW-001")
    away = shop.kernel.run(parked.put_away, parked_id)
    assert shop.kernel.ask(parked.waiting) == ()
    assert away.inverse is not None
    back = shop.kernel.run(parked.put_back, parked_id)
    assert [row.id for row in shop.kernel.ask(parked.waiting)] == [parked_id]
    assert back.inverse is not None
    with pytest.raises(Refused, match=r"parked\.there"):
        shop.kernel.run(parked.put_back, parked_id)


def test_what_cannot_be_sold_is_not_parked(shop: Shop) -> None:
    """A parked sale that cannot be reckoned stops the till an hour later."""
    item = shop.items["FW-001"]
    for wrong, code in (
        (ParkedSale(), "checkout.no_lines"),
        (ParkedSale(lines=(ParkedLine(item_id=item, quantity=0),)), "job.quantity"),
        (ParkedSale(lines=(ParkedLine(item_id=item, fen=99999),)), "checkout.line_discount"),
        (sale(shop, "FW-001", fen=1, per_mille=1), "checkout.discount"),
        (sale(shop, "FW-001", rounding_unit=7), "setting.choice"),
    ):
        with pytest.raises(Refused) as caught:
            shop.kernel.run_keyed(shop.key(), parked.park, wrong)
        assert caught.value.code == code
    for _ in range(parked.MOST):
        park(shop, "FW-001")
    with pytest.raises(Refused, match=r"parked\.many"):
        park(shop, "FW-001")


def test_an_erased_member_s_sale_becomes_a_walk_in_s(shop: Shop) -> None:
    """Who asked to be forgotten is not named at the till an hour later."""
    member = shop.member("欧阳楚瑶").id
    parked_id = park(shop, "FW-001", member_id=member)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert shop.kernel.ask(parked.waiting)[0].member == ""
    assert take_up(shop, parked_id).member_id is None


def test_the_day_s_close_names_what_is_still_parked(shop: Shop) -> None:
    """Closed over a basket nobody paid, the day looks better than it was."""
    assert shop.kernel.ask(day_close.of_day).parked == 0
    park(shop, "FW-001")
    assert shop.kernel.ask(day_close.of_day).parked == 1
