"""On account on the screen: put there only for a member who may, paid off with a slip."""

import pytest
from PySide6.QtCore import Qt

from models.services import accounts
from models.services.shop import set_setting
from tests.services.test_accounts import on_account
from tests.views.hands import press, type_text
from tests.views.till import Window
from views import places, texts, theme
from views.places import Till
from views.screens.accounts import AccountsPage

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def owing(window: Window) -> str:
    """A member who put a job of 116.00 on account at the till, by keys."""
    window.shop.kernel.run(set_setting, "account_limit", 50_000)
    member = window.shop.member().id
    job = window.shop.job(member, "FW-001", "PJ-0612")
    window.open(Till(job_id=job.id))
    for _ in range(3):
        window.press(K.Key_Slash)
    assert window.page.pay.kind() == "account"
    window.press(K.Key_Return)
    window.calm()
    return member


def page_of(window: Window, member: str | None) -> AccountsPage:
    """The accounts' page."""
    window.shell.go(places.ACCOUNTS, member)
    window.calm()
    page = window.shell.page()
    assert isinstance(page, AccountsPage)
    return page


def test_a_bill_goes_on_account_and_is_paid_with_change_and_slip(window: Window) -> None:
    """The property office pays at the end of the month; nobody may forget which bill."""
    member = owing(window)
    assert [one.kind for one in window.bill().receipt.tenders] == ["account"]
    page = page_of(window, member)
    assert page.ask.amount.value() == 11600
    page.ask.amount.setFocus()
    page.ask.amount.selectAll()
    type_text(page.ask.amount, "50")
    assert page.acts["pay"].text() == "收还款 ¥50.00"
    page.ask.tendered.setFocus()
    type_text(page.ask.tendered, "100")
    press(page.ask.tendered, K.Key_Return)
    window.calm()
    assert window.shop.kernel.ask(accounts.of_member, member).owed == 6600
    assert "已收还款 ¥50.00，找零 50.00，还欠 ¥66.00，H-A000001" in window.words()
    assert window.printer.sheets[-1].title == "H-A000001"
    assert page.ask.amount.value() == 6600
    press(window.shell, K.Key_F9)
    window.calm()
    assert len([sheet for sheet in window.printer.sheets if sheet.title == "H-A000001"]) == 2


def test_a_stranger_and_a_shop_without_accounts_have_no_such_tile(window: Window) -> None:
    """A tile that is refused later costs the clerk the customer's patience."""
    window.open()
    window.page.work.add(window.shop.items["FW-001"])
    window.calm()
    assert "account" not in window.page.pay.kinds
    member = window.shop.member().id
    window.page.work.set_member(member)
    window.calm()
    assert "account" not in window.page.pay.kinds
    window.shop.kernel.run(set_setting, "account_limit", 50_000)
    window.page.work.reckon()
    window.calm()
    assert "account" in window.page.pay.kinds
    window.page.pay.choose("account")
    window.page.work.set_member(None)
    window.calm()
    assert window.page.pay.kind() == "wechat"


def test_the_age_list_names_who_owes_and_too_much_is_said(window: Window) -> None:
    """Else the debt is found when the customer has moved away."""
    member = owing(window)
    page = page_of(window, None)
    assert [row.member_id for row in window.shop.kernel.ask(accounts.ages)] == [member]
    page.ages.table.point(0)
    window.calm()
    assert page.ask.amount.value() == 11600
    page.ask.amount.set_value(20000)
    page.pay()
    window.calm()
    assert page.ask.form.message("amount") == "一共欠 ¥116.00，最多收这么多"
    assert window.shop.kernel.ask(accounts.of_member, member).owed == 11600


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_speaks_both_languages(window: Window, language: str) -> None:
    """A missing word where money is taken stops the counter."""
    page = page_of(window, owing(window))
    texts.set_language(language)
    window.calm()
    assert page.title() in ("挂账", "Accounts")


def test_a_bill_is_chosen_by_the_space_bar_and_paid_alone(window: Window) -> None:
    """The clerk who cannot say which bill is paid settles the wrong one, and the paper says so."""
    member = owing(window)
    on_account(window.shop, member, "FW-001")
    page = page_of(window, member)
    page.owes.table.setFocus()
    page.owes.table.point(1)
    press(page.owes.table, K.Key_Space)
    assert page.ask.amount.value() == 3000
    assert "1" in page.ask.word.text()
    press(page.owes.table, K.Key_Space)
    assert page.ask.amount.value() == 14600
    press(page.owes.table, K.Key_Space)
    press(page.owes.table, K.Key_Return, CTRL)
    window.calm()
    (left,) = window.shop.kernel.ask(accounts.of_member, member).bills
    assert left.owed == 11600
    assert page.ask.amount.value() == 11600


def test_what_is_owed_stays_in_sight_in_the_largest_type(window: Window) -> None:
    """The oldest debts matter most; who owes and how much may never be cut."""
    page = page_of(window, owing(window))
    window.shell.resize(1366, 698)
    theme.current().set_scale("extra")
    window.calm()
    table = page.ages.table
    last = page.ages.model.columnCount() - 1
    end = table.columnViewportPosition(last) + table.columnWidth(last)
    assert not table.isColumnHidden(last)
    assert end <= table.viewport().width()
    assert table.columnWidth(0) >= theme.px(60)
