"""A posted bill on the screen: found, shown as it was frozen, printed again, and never edited."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.rules.checkout import Discount, TenderIn
from models.services import checkout
from models.services.checkout import Order, OrderLine, Posted
from models.services.job_lines import LineEntry
from tests.shopkeeping import Shop
from tests.views.hands import press
from tests.views.till import Nothing, Window
from views import places, texts, theme
from views.screens.bill import BillPage

F9, CONTROL = Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, shop: Shop) -> Iterator[Window]:
    made = Window(qtbot, shop)
    yield made
    made.close()


def show(window: Window, posted: Posted) -> BillPage:
    window.open()
    window.shell.go(places.BILL, posted.id)
    window.calm()
    page = window.shell.page()
    assert isinstance(page, BillPage)
    return page


def job_bill(window: Window) -> tuple[Posted, str, str]:
    """A job's bill with a discount, paid in two ways; with its job's and its member's id."""
    member = window.shop.member()
    job = window.shop.job(member.id, "FW-001", "PJ-0612")
    order = Order(
        job_id=job.id,
        lines=(OrderLine(entry=LineEntry(item_id=window.shop.items["PJ-0618"], quantity=2000)),),
        discount=Discount(per_mille=50),
        tenders=(TenderIn("wechat", 10000), TenderIn("cash", 7000)),
    )
    posted = window.shop.kernel.run_keyed("bill", checkout.close, order).result
    return posted, job.id, member.id


def test_it_shows_what_was_posted(window: Window) -> None:
    """Else a complaint about a bill cannot be answered."""
    posted, _, _ = job_bill(window)
    page = show(window, posted)
    assert page.record() == posted.number
    cells = [page.lines.model.index(row, 4).data() for row in range(3)]
    assert cells == ["30.00", "86.00", "56.00"]
    sums = [(word.text(), amount.text()) for word, amount in page.lines.sums._rows]
    assert sums == [("合计", "172.00"), ("整单优惠", "-8.60"), ("实付", "¥163.40")]
    tenders = [(word.text(), amount.text()) for word, amount in page.paid.tenders._rows]
    assert tenders == [("微信", "¥100.00"), ("现金", "¥70.00"), ("找零", "¥6.60")]
    said = [value.text() for _, value in page.paid.facts._cells if value.isVisible()]
    assert said[:2] == ["何玉梅", "张*兰 2046"]


def test_f9_prints_a_copy_in_the_width_that_is_shown(window: Window) -> None:
    """Else the office file gets a till roll."""
    posted = window.shop.sell("FW-001")
    page = show(window, posted)
    page.paper.widths.choose("a5")
    page.paper._chosen("a5")
    press(window.shell, F9)
    window.calm()
    press(window.shell, F9)
    window.calm()
    assert [sheet.roll for sheet in window.printer.sheets] == [False, False]
    assert window.printer.sheets[0].pdf != window.printer.sheets[1].pdf
    assert "打过 2 次" in page.head.about.text()
    assert window.printing.settings.receipt_width == "80"


def test_its_job_and_its_member_are_one_key_away(window: Window) -> None:
    posted, job_id, member_id = job_bill(window)
    show(window, posted)
    for key, name, target in (
        (Qt.Key.Key_1, places.JOB, job_id),
        (Qt.Key.Key_2, places.MEMBER, member_id),
    ):
        press(window.shell, key, CONTROL)
        page = window.shell.page()
        assert isinstance(page, Nothing)
        assert (page.name, page.target) == (name, target)
        window.shell.back()
        window.calm()


def test_a_walk_ins_bill_has_neither_and_says_so(window: Window) -> None:
    page = show(window, window.shop.sell("FW-001"))
    for name, why in (("open_job", "这张单没有工单"), ("open_member", "散客的单，没有会员")):
        assert not page.acts[name].isEnabled()
        assert page.acts[name].statusTip() == why


def test_it_is_saved_as_the_paper_in_sight(window: Window, tmp_path: Path) -> None:
    page = show(window, window.shop.sell("FW-001"))
    page.save_to(str(tmp_path / "a.pdf"))
    window.calm()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_printer_is_chosen_here_and_kept(window: Window) -> None:
    window.printer.names = ("Laser", "Roll")
    page = show(window, window.shop.sell("FW-001"))
    window.printing.look()
    window.calm()
    choice = page.paper.printer
    assert [choice.itemText(place) for place in range(choice.count())] == [
        "系统默认（Laser）",
        "Laser",
        "Roll",
    ]
    choice.choose("Roll")
    choice.activated.emit(2)
    window.calm()
    assert window.printing.settings.printer == "Roll"
    window.printer.names = ("Laser",)
    window.printing.look()
    window.calm()
    assert choice.currentText() == "Roll（没接上）"
    assert not window.printing.state.ready


@pytest.mark.parametrize("scale", ["standard", "large", "extra"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_amounts_stand_whole_at_every_size(window: Window, language: str, scale: str) -> None:
    texts.set_language(language)
    theme.current().set_scale(scale)  # type: ignore[arg-type]
    posted, _, _ = job_bill(window)
    page = show(window, posted)
    labels = [fact._value for fact in page.head._facts]
    labels += [amount for _, amount in page.lines.sums._rows]

    def cut() -> list[str]:
        return [
            label.text()
            for label in labels
            if label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1
        ]

    window.qtbot.waitUntil(lambda: cut() == [])
    assert len(labels) >= 6
