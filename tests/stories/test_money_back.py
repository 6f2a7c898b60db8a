"""The customer who wants half the money back, after a deposit in cash and a bill paid in part by WeChat."""

from PySide6.QtCore import Qt

from models.services import bills, check, day_close, deposits, refund_file
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places

K = Qt.Key


def test_half_the_money_back_after_part_payment_by_wechat(clerk: Clerk, shop: Shop) -> None:
    """Each fen goes back the way it came, on a numbered paper, and the evening's sums agree."""
    kernel = shop.kernel
    job = shop.job(shop.member().id, "FW-114", "PJ-0612")  # 206.00

    # A deposit of 50.00 in cash when the machine is brought in.
    clerk.shell.go(places.JOB, job.id)
    clerk.calm()
    clerk.press(K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.press(K.Key_U, held=CTRL)
    clerk.at(places.DEPOSITS)
    clerk.calm()
    clerk.type("50")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no deposit slip came out")
    assert kernel.ask(deposits.of_job, job.id).balance == 5000

    # The bill: the deposit comes off by itself, 100.00 by WeChat, the rest in cash.
    clerk.shell.go(places.JOB, job.id)
    clerk.calm()
    clerk.press(K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.calm()
    clerk.type("56")
    clerk.press(K.Key_Plus)
    clerk.press(K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 2, "no receipt came out")
    (row,) = kernel.ask(bills.of_day)
    receipt = kernel.ask(bills.file, row.id).receipt
    paid: dict[str, int] = {tender.kind: tender.amount for tender in receipt.tenders}
    assert paid == {"deposit": 5000, "cash": 5600, "wechat": 10000}

    # Half of it back: 103.00, by amount, the way it came.
    clerk.shell.go(places.BILL, row.id)
    clerk.calm()
    clerk.press(K.Key_F5)
    clerk.at(places.REFUND)
    clerk.calm()
    page = clerk.page
    page.ask.amount.setFocus()  # type: ignore[attr-defined]
    clerk.type("103")
    page.ask.reason.setFocus()  # type: ignore[attr-defined]
    clerk.type("轴承又响，退一半")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: len(clerk.tray.sheets) == 3, "no refund slip came out")
    file = kernel.ask(bills.file, row.id)
    (refund,) = file.refunds
    assert (refund.total, file.left) == (10300, 10300)
    paper = kernel.ask(refund_file.file, refund.id).paper
    assert sum(way.amount for way in paper.ways) == 10300
    for way in paper.ways:
        assert way.amount <= paid[way.kind] + (paid["deposit"] if way.kind == "cash" else 0)

    # The rest, and not a fen more.
    clerk.shell.go(places.BILL, row.id)
    clerk.calm()
    clerk.press(K.Key_F5)
    clerk.at(places.REFUND)
    clerk.calm()
    page = clerk.page
    page.ask.amount.setFocus()  # type: ignore[attr-defined]
    clerk.type("103.01")
    page.ask.reason.setFocus()  # type: ignore[attr-defined]
    clerk.type("全退")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert page.ask.form.message("amount")  # type: ignore[attr-defined]
    assert kernel.ask(bills.file, row.id).left == 10300

    # The evening: what came less what went back, and the posted bill as it was.
    figures = kernel.ask(day_close.of_day).paper.figures
    assert figures.total - figures.refunded == 10300
    assert kernel.ask(bills.file, row.id).receipt == receipt
    assert kernel.ask(check.check).sound
