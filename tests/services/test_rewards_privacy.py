"""A member's own rewards and money ahead: handed over on request, and without a name after an erasure."""

from pathlib import Path

import pytest

from desktop.paths import migration_steps
from models.base.errors import Refused
from models.services import (
    check,
    coupons,
    erasure,
    papers,
    personal_data,
    prepaid,
    redemptions,
    visit_cards,
)
from tests.raw_bytes import found_decrypted
from tests.services.rewarding import card, coupon, give_back, grant, order, pay, reward, top_up
from tests.shopkeeping import Shop
from views.paper.personal_data import outline
from views.texts import catalogue

WORD = "楚瑶女士的孙女不喜欢"
NAME = "欧阳楚瑶"


def _lived(shop: Shop, member: str) -> str:
    """Everything of rewards, with words that were typed; returns what is still held."""
    run = shop.kernel.run_keyed
    grant(shop, member, 5000)
    cancelled = run(shop.key(), redemptions.hold, member, reward(shop)).result
    shop.kernel.run(redemptions.cancel, cancelled.id, reason=WORD)
    run(shop.key(), redemptions.redeem, member, reward(shop))
    withdrawn = coupon(shop, member)
    shop.kernel.run(coupons.withdraw, withdrawn, reason=WORD)
    pay(shop, order(shop, member, "FW-001", points=1000, coupon_ids=(coupon(shop, member),)))
    top_up(shop, member, 1000)
    run(shop.key(), prepaid.give_back, member, reason=WORD)
    sold = card(shop, member)
    run(shop.key(), visit_cards.give_back, sold.ref_id, reason=WORD)
    made: str = run(shop.key(), redemptions.hold, member, reward(shop)).result.id
    return made


def test_the_member_s_own_data_lists_them(shop: Shop) -> None:
    """Who asks what the shop keeps gets the coupons and the money paid ahead too."""
    member = shop.member().id
    _lived(shop, member)
    own = shop.kernel.run(personal_data.hand_over, member, form="json").result
    assert [paper.state for paper in own.vouchers] == ["cancelled", "completed", "held"]
    assert [row.state for row in own.coupons] == ["used", "taken_back"]
    assert [paper.direction for paper in own.prepaid] == ["in", "out", "in", "out"]
    assert [row.state for row in own.cards] == ["closed"]
    for language in ("zh", "en"):
        parts = {part.title: part for part in outline(own, catalogue(language))}
        told = [part for part in parts.values() if part.records]
        assert {len(part.records) for part in told} >= {3, 2, 4, 1}


def test_an_erased_member_s_papers_lose_the_name_and_keep_the_sums(
    shop: Shop, folder: Path, tmp_path: Path
) -> None:
    """Numbers, points and fen stay to the last one; whose they were, and why, is gone from every byte."""
    member = shop.member(NAME).id
    held = _lived(shop, member)
    bill = pay(shop, order(shop, member, "FW-001", points=1000))
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert shop.kernel.ask(redemptions.file, held).state == "cancelled"
    voucher = shop.kernel.run(papers.print_voucher, held).result.paper
    assert (voucher.number, voucher.member, voucher.phone_tail) == ("L-A000003", "***", "")
    give_back(shop, bill.id)
    report = shop.kernel.ask(
        check.check_deep,
        key=shop.kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    assert report.sound, [finding for finding in report.findings if finding.broken]
    assert not found_decrypted(folder, shop.kernel.store.key, (WORD, NAME, "欧阳*瑶"))


def test_who_still_has_money_with_the_shop_is_not_erased_before_it_went_back(shop: Shop) -> None:
    """Erasing a balance of 500 yuan would be taking it."""
    member = shop.member().id
    top_up(shop, member, 1000)
    with pytest.raises(Refused) as caught:
        shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert (caught.value.code, caught.value.values) == (
        "erasure.prepaid", {"number": "C-A000001"},
    )  # fmt: skip
    shop.kernel.run_keyed(shop.key(), prepaid.give_back, member, reason="要删资料")
    sold = card(shop, member)
    with pytest.raises(Refused, match=r"erasure\.prepaid"):
        shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    shop.kernel.run_keyed(shop.key(), visit_cards.give_back, sold.ref_id, reason="要删资料")
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
