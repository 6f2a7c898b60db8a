"""The papers of a deposit and of a payment on account: what a customer holds until the work is done."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from models.base.documents_money import AccountPaper, AccountPaperLine, DepositPaper
from tests.paper import reading
from tests.paper.hostile import HOSTILE
from tests.paper.shop023 import RECEIPT
from views.paper import account, deposit
from views.paper.receipt import Language, Width

WIDTHS: tuple[Width, ...] = get_args(Width)
LANGUAGES: tuple[Language, ...] = get_args(Language)
AT = datetime(2026, 6, 11, 9, 40, tzinfo=UTC)
TAKEN = DepositPaper(
    shop=RECEIPT.shop,
    direction="in",
    number="D-A000012",
    code="97010000000125",
    at=AT,
    by="小何",
    approved_by="",
    member="张*兰",
    phone_tail="2046",
    job_number="GD-A260610-023",
    device="海尔 滚筒洗衣机 10 kg",
    amount=5000,
    kind="cash",
    tendered=10000,
    change=5000,
    of_number="",
    balance=8000,
    reason="",
)
BACK = replace(
    TAKEN,
    direction="out",
    number="D-A000013",
    of_number="D-A000012",
    approved_by="何玉梅",
    tendered=5000,
    change=0,
    balance=3000,
    reason="不修了",
)
PAID = AccountPaper(
    shop=RECEIPT.shop,
    number="H-A000003",
    code="98010000000031",
    at=AT,
    by="小何",
    member="张*兰",
    phone_tail="2046",
    lines=(
        AccountPaperLine(number="A-000101", day=date(2026, 4, 2), owed=2000, amount=2000),
        AccountPaperLine(number="A-000117", day=date(2026, 5, 9), owed=8600, amount=3000),
    ),
    amount=5000,
    kind="wechat",
    tendered=5000,
    change=0,
    left=5600,
)
SAID = {
    "zh": (
        "定金收据|D-A000012|2026-06-11 17:40|经手 小何|工单 GD-A260610-023|手机尾号 2046|海尔"
        "|¥50.00|现金实收 100.00|找零 50.00|这张工单还有定金 80.00|结算时抵扣",
        "定金退款单|原定金单 D-A000012|批准 何玉梅|退现金 50.00|30.00|原因 不修了|客户签收",
        "还款单|H-A000003|A-000101|2026-04-02|20.00|A-000117|30.00|¥50.00|微信实收 50.00|还欠 56.00",
    ),
    "en": (
        "Deposit receipt|Change 50.00|80.00 held for this job",
        "Deposit returned|Of deposit D-A000012|Cash back 50.00|Reason: 不修了",
        "Payment|A-000117|¥50.00|56.00 still owed",
    ),
}


def _papers(width: Width, language: Language, copy: int = 0) -> tuple[bytes, ...]:
    return (
        deposit.render(TAKEN, width=width, language=language, copy=copy),
        deposit.render(BACK, width=width, language=language, copy=copy),
        account.render(PAID, width=width, language=language, copy=copy),
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_says_everything(width: Width, language: Language) -> None:
    """Lost otherwise: what the customer paid beforehand, and what is still held or owed."""
    for pdf, wanted in zip(_papers(width, language), SAID[language], strict=True):
        text = reading.flat(reading.text(pdf))
        for said in wanted.split("|"):
            assert reading.flat(said) in text, said


def test_a_copy_says_so_and_the_code_is_read_back() -> None:
    """Two originals of one deposit are two deposits for whoever finds them."""
    for pdf in _papers("80", "zh", copy=2):
        assert "副本第2次" in reading.flat(reading.text(pdf))
    codes = [reading.codes(pdf)[0][1] for pdf in _papers("80", "zh")]
    assert codes == [TAKEN.code, BACK.code, PAID.code]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_typed_breaks_them(width: Width, text: str) -> None:
    """A device or reason of any kind must print, and never as markup."""
    paper = replace(BACK, reason=text, device=text, member=text, by=text)
    assert deposit.render(paper, width=width, language="zh").startswith(b"%PDF")
    paid = replace(PAID, member=text, by=text)
    assert account.render(paid, width=width, language="zh").startswith(b"%PDF")
