"""Redeeming, coupons and money ahead by command: a second till without a window, or a script of the owner's."""

from pathlib import Path

import pytest

from desktop import cli
from models.rules.coupons import CouponPlan
from models.services import member_file
from tests.conftest import PASSPHRASE
from tests.desktop.test_cli_money import Run, linli
from tests.paper import reading
from tests.services import rewarding
from tests.services.rewarding import grant, reward
from tests.shopkeeping import Shop

__all__ = ["linli"]


@pytest.fixture
def card(shop: Shop) -> str:
    """The card of a member with 1,200 points; a cup, and a coupon for 300 points and 1 yuan."""
    member = shop.member().id
    grant(shop, member, 1200)
    reward(shop, code="CUP", points=500, stock=3)
    plan = CouponPlan(name="满减 10", value=1000, days=30)
    reward(shop, code="TEN", points=300, cash=100, reward_kind="coupon", coupon=plan)
    rewarding.card(shop, member)
    number = shop.kernel.ask(member_file.file, member).number
    shop.kernel.give_back()
    return number


def test_rewards_are_listed_and_redeemed(card: str, linli: Run, tmp_path: Path) -> None:
    """What is left, what it took, and the voucher as a file."""
    code, rows, _ = linli("rewards")
    assert (code, [(row["code"], row["left"]) for row in rows]) == (0, [("CUP", 3), ("TEN", None)])
    code, done, _ = linli("redeem", card, "cup", "--quantity", "2")
    assert (code, done["number"], done["points_left"]) == (0, "L-A000001", 200)
    code, _, err = linli("redeem", card, "CUP")
    assert (code, err["code"], err["values"]) == (1, "points.short", {"have": 200, "need": 500})
    code, _, err = linli("redeem", card, "NIX")
    assert (code, err["code"]) == (1, "reward.unknown")
    code, made, _ = linli("paper", "voucher", "L-A1", "-o", tmp_path / "v.pdf")
    assert (code, made["number"]) == (0, "L-A000001")
    assert "兑换凭证" in reading.flat(reading.text((tmp_path / "v.pdf").read_bytes()))


def test_a_coupon_is_redeemed_and_looked_up(card: str, linli: Run, tmp_path: Path) -> None:
    """Its cash part is paid as it is said, and the slip is a file."""
    code, done, _ = linli("redeem", card, "TEN", "--tender", "wechat")
    assert (code, done["coupon_number"], done["cash"]) == (0, "Q-A000001", 100)
    code, row, _ = linli("coupon", "Q-A1")
    assert (code, row["name"], row["state"]) == (0, "满减 10", "issued")
    code, _, err = linli("coupon", "Q-A7")
    assert (code, err["code"]) == (1, "coupon.unknown")
    for kind, number in (("coupon", "Q-A1"), ("visit-card", "K-A1"), ("prepaid", "C-A1")):
        code, made, _ = linli("paper", kind, number, "-o", tmp_path / f"{kind}.pdf")
        assert (code, made["copy"]) == (0, 0), kind


def test_stored_value_is_topped_up(card: str, linli: Run) -> None:
    """500 paid, 25 on top, as the offer says."""
    code, done, _ = linli("top-up", card, "500")
    assert (code, done["gift"], done["value"]) == (0, 2500, {"paid": 50_000, "gift": 2_500})
    for amount, refused in (("0", "prepaid.amount"), ("viel", "money.not_a_number")):
        code, _, err = linli("top-up", card, amount)
        assert (code, err["code"]) == (1, refused)


def test_a_person_reads_lines(
    card: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --json it speaks."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    told = []
    for words in (
        ["rewards"], ["redeem", card, "TEN"], ["coupon", "Q-A1"], ["top-up", card, "500"],
    ):  # fmt: skip
        assert cli.run(["--shop", str(folder), *words]) == 0
        told.append(capsys.readouterr().out)
    assert "CUP" in told[0]
    assert "Q-A000001" in told[1]
    assert "满减 10" in told[2]
    assert "¥25.00" in told[3]
