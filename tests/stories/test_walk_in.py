"""A working day at the counter, by keys through the real window, down to the paper and the proof."""

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from models.rules.jobs import Step
from models.services import bills, check, job_file, member_file
from models.services import shop as shops
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from tests.views.hands import press
from views import places

K = Qt.Key


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_a_walk_in_with_a_broken_air_conditioner(clerk: Clerk, shop: Shop) -> None:
    """From a phone number nobody knows to a printed receipt, without the mouse."""
    clerk.press(K.Key_F1)
    clerk.type("15401069977")
    clerk.press(K.Key_F3)
    clerk.at(places.MEMBER_FORM)
    clerk.type("赵文博")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    clerk.press(K.Key_F2)
    clerk.at(places.JOB_FORM)
    clerk.type("空调不制冷")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    clerk.press(K.Key_Insert)
    clerk.type("smjcf")
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.press(K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.press(K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no receipt came out")
    (row,) = shop.kernel.ask(bills.of_day)
    assert (row.number, row.total, row.member) == ("A-000001", 3000, "赵文博")
    paper = _text(clerk.tray.sheets[0].pdf)
    assert "A-000001" in paper
    assert "上门检测费" in paper
    assert "赵*博" in paper
    assert "15401069977" not in paper
    job = shop.kernel.ask(job_file.listed).rows[0]
    assert job.step is Step.CALL_BACK
    assert shop.kernel.ask(check.check).sound


def test_a_known_member_with_a_one_line_job_takes_at_most_twelve_keys(
    clerk: Clerk, shop: Shop
) -> None:
    """Every key beyond the text is a second of the customer's patience."""
    shop.member()
    clerk.calm()
    clerk.keys = 0
    clerk.press(K.Key_F1)
    clerk.type("zgl")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB_FORM)
    clerk.type("空调不制冷")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    clerk.press(K.Key_Insert)
    clerk.type("FW-001")
    clerk.press(K.Key_Return, K.Key_Return, K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.press(K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no receipt came out")
    assert clerk.keys <= 12
    (row,) = shop.kernel.ask(bills.of_day)
    assert row.tenders == ("wechat",)


def test_we_chat_exact_is_f4_and_enter(clerk: Clerk, shop: Shop) -> None:
    """The commonest payment of all must cost two keys."""
    job = shop.job(shop.member().id, "FW-001", "FW-114")
    clerk.shell.go(places.JOB, job.id)
    clerk.calm()
    clerk.keys = 0
    clerk.press(K.Key_F4, K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no receipt came out")
    assert clerk.keys == 2
    assert shop.kernel.ask(bills.of_day)[0].tenders == ("wechat",)


def test_cash_is_f4_the_amount_and_enter(clerk: Clerk, shop: Shop) -> None:
    """Cash with change, from the number pad alone."""
    job = shop.job(shop.member().id, "FW-001", "FW-114")
    clerk.shell.go(places.JOB, job.id)
    clerk.calm()
    clerk.press(K.Key_F4)
    clerk.type("200")
    clerk.press(K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no receipt came out")
    receipt = shop.kernel.ask(bills.file, shop.kernel.ask(bills.of_day)[0].id).receipt
    assert (receipt.total, receipt.change, receipt.tenders[0].kind) == (15000, 5000, "cash")


def test_a_double_enter_takes_the_money_once(clerk: Clerk, shop: Shop) -> None:
    """A nervous finger must not charge twice."""
    job = shop.job(shop.member().id, "FW-001")
    clerk.shell.go(places.JOB, job.id)
    clerk.calm()
    clerk.press(K.Key_F4)
    focus = clerk._focus()
    press(focus, K.Key_Return)
    press(focus, K.Key_Return)
    clerk.calm()
    assert len(shop.kernel.ask(bills.of_day)) == 1


def test_a_jammed_printer_loses_nothing(clerk: Clerk, shop: Shop) -> None:
    """The money is booked; the paper comes when the printer is mended."""
    job = shop.job(shop.member().id, "FW-001")
    clerk.tray.jammed = True
    clerk.shell.go(places.JOB, job.id)
    clerk.calm()
    clerk.press(K.Key_F4, K.Key_Return)
    clerk.until(lambda: bool(shop.kernel.ask(bills.of_day)), "nothing was booked")
    clerk.until(lambda: any(notice.tone == "error" for notice in clerk.said), "nothing was said")
    clerk.tray.jammed = False
    clerk.press(K.Key_F9)
    clerk.until(lambda: len(clerk.tray.sheets) == 1, "no receipt came out")
    assert shop.kernel.ask(check.check).sound


def test_a_scanner_opens_the_thing_itself_wherever_the_focus_is(clerk: Clerk, shop: Shop) -> None:
    """The pick-up stub is scanned while the clerk is somewhere else."""
    job = shop.job(shop.member().id, "FW-001")
    code = shop.kernel.ask(job_file.file, job.id).code
    clerk.press(K.Key_6, held=Qt.KeyboardModifier.AltModifier)
    clerk.at(places.PRICES)
    clerk.scan(code)
    clerk.at(places.JOB)
    assert clerk.page.record() == job.number


def test_letters_still_in_the_input_method_find_the_member(clerk: Clerk, shop: Shop) -> None:
    """The clerk types pinyin and never has to commit it."""
    member = shop.member()
    clerk.press(K.Key_F1)
    clerk.compose("zhang'gui")
    clerk.press(K.Key_Return)
    clerk.at(places.MEMBER)
    assert clerk.page.record().replace(" ", "").endswith(member.number)


def test_a_move_is_taken_back_across_screens(clerk: Clerk, shop: Shop) -> None:
    """Ctrl+Z still means the last act after the clerk went elsewhere."""
    job = shop.job(shop.member().id, "FW-001")
    clerk.shell.go(places.JOB, job.id)
    clerk.calm()
    clerk.press(K.Key_Return, held=CTRL)
    assert shop.kernel.ask(job_file.file, job.id).row.step is Step.QUOTE
    clerk.press(K.Key_1, held=Qt.KeyboardModifier.AltModifier)
    clerk.at(places.TODAY)
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(job_file.file, job.id).row.step is Step.INTAKE


def test_the_language_changes_at_once(clerk: Clerk, shop: Shop) -> None:
    """A clerk who reads English better should not have to start again."""
    shop.kernel.run(shops.set_setting, "language", "en")
    clerk.window.tasks.changed.emit(frozenset({"settings"}))
    clerk.until(lambda: clerk.page.title() == "Today", "still Chinese")


@pytest.mark.parametrize("opens", [K.Key_F2, K.Key_F3])
def test_escape_leads_back_and_nothing_is_lost(clerk: Clerk, opens: Qt.Key) -> None:
    """Esc never discards: what was typed comes back with the form."""
    clerk.press(opens)
    if opens == K.Key_F2:
        clerk.press(K.Key_Return)  # a walk-in: on from the empty member to the fault
    clerk.type("半个字")
    clerk._turn(1000)
    clerk.calm()
    clerk.press(K.Key_Escape)
    clerk.at(places.TODAY)
    clerk.press(opens)
    clerk.calm()
    focus = clerk._focus()
    texts = [focus.text()] if hasattr(focus, "text") else []
    texts += [field.text() for field in clerk.page.findChildren(QLineEdit)]
    assert "半个字" in texts


def test_the_member_file_shows_what_happened(clerk: Clerk, shop: Shop) -> None:
    """The clerk sees the last visit before asking about it."""
    member = shop.member()
    shop.sell("FW-001", member_id=member.id)
    clerk.press(K.Key_F1)
    clerk.type("2046")
    clerk.press(K.Key_Return)
    clerk.at(places.MEMBER)
    assert shop.kernel.ask(member_file.file, member.id).spent == 3000
