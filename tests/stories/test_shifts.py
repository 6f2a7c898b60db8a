"""A day with three people at one desk: who is not there cannot act, and who may not gets it approved."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.app import Window
from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.services import prices, shop
from models.services.prices import ItemDetails
from models.store.work import View
from tests.clerk import Clerk, PaperTray, sit_down
from tests.shopkeeping import Shop
from tests.views.hands import press, type_text
from views import texts
from views.screens.sign_in import Approve, SignIn

OWNER, SUPERVISOR, CLERK = "271828", "161803", "5032"
ITEM = ItemDetails(category="上门", code="FW-909", name="夜间上门", kind="service", unit="次")
ENTER = Qt.Key.Key_Return


@query(Right.ENTER)
def _operations(view: View) -> list[tuple[str, str, str]]:
    rows = view.sql(
        "SELECT o.use_case, s.name, a.name AS approver FROM operation o"
        " LEFT JOIN staff s ON s.id=o.actor_id LEFT JOIN staff a ON a.id=o.approver_id"
        " ORDER BY position"
    )
    return [(row["use_case"], row["name"] or "", row["approver"] or "") for row in rows]


@pytest.fixture
def desk(clerk: Clerk) -> Clerk:
    """The window with an owner, a supervisor (王芳) and a clerk (小何), each with a PIN; the owner at it."""
    session, kernel = clerk.window.session, clerk.window.kernel
    session.set_pin(kernel.actor.id, OWNER)
    for name, level, pin in (("王芳", Level.SUPERVISOR, SUPERVISOR), ("小何", Level.CLERK, CLERK)):
        person = kernel.run(shop.add_person, name=name, technician=False, level=int(level)).result
        session.set_pin(person, pin)
    return clerk


def _front(desk: Clerk) -> SignIn:
    def standing() -> bool:
        return any(isinstance(w, SignIn) and w.isVisible() for w in QApplication.topLevelWidgets())

    desk.until(standing, "the sign-in never came")
    return next(
        w for w in QApplication.topLevelWidgets() if isinstance(w, SignIn) and w.isVisible()
    )


def _slip(desk: Clerk) -> Approve:
    slip: Callable[[], Approve | None] = lambda: desk.shell.findChild(Approve)  # noqa: E731
    desk.until(lambda: (found := slip()) is not None and found.isVisible(), "nobody was asked")
    found = slip()
    assert found is not None
    return found


def _sign_in(desk: Clerk, downs: int, pin: str) -> None:
    """Arrow keys to the person, the digits, Enter."""
    front = _front(desk)
    press(front.pad.pin, Qt.Key.Key_Home)
    for _ in range(5):
        press(front.pad.pin, Qt.Key.Key_Up)
    for _ in range(downs):
        press(front.pad.pin, Qt.Key.Key_Down)
    type_text(front.pad.pin, pin)
    press(front.pad.pin, ENTER)


def test_the_lock_hides_everything_and_the_next_person_comes_in_by_pin(desk: Clerk) -> None:
    """The owner fetches a part; who stands at the desk sees names of the shop's people and nothing else."""
    desk.press(Qt.Key.Key_F12)
    _front(desk)
    assert not desk.shell.isVisible()
    assert desk.window.kernel.actor.level is Level.NONE
    with pytest.raises(Refused, match=r"right\.missing"):
        desk.window.kernel.ask(prices.price_list)
    _sign_in(desk, 2, CLERK)
    desk.until(desk.shell.isVisible, "the desk never came back")
    desk.calm()
    assert desk.window.kernel.actor.name == "小何"
    assert desk.window.guard.locked is False
    assert ("sign_in.signed_in", "小何", "") in desk.window.kernel.ask(_operations)


def test_a_wrong_pin_says_so_beside_the_field_and_then_waits(desk: Clerk) -> None:
    desk.press(Qt.Key.Key_F12)
    front = _front(desk)
    for _ in range(3):
        _sign_in(desk, 0, "000001")
        desk.until(lambda: not desk.window.tasks.busy)
    assert "密码不对" in front.pad.form.message("pin")
    assert "10 秒后再试" in front.pad.form.message("pin")
    assert front.pad.pin.text() == ""
    assert not desk.shell.isVisible()


def test_what_a_clerk_may_not_is_approved_once_by_a_second_pin(desk: Clerk) -> None:
    """The clerk stays signed in, the customer is served, and the owner sees both names later."""
    desk.press(Qt.Key.Key_F12)
    _sign_in(desk, 2, CLERK)
    desk.until(desk.shell.isVisible)
    desk.calm()
    done: list[object] = []
    desk.window.tasks.run(prices.add_item, ITEM, price=8000, done=done.append)
    slip = _slip(desk)
    press(slip.pad.pin, Qt.Key.Key_Down)
    type_text(slip.pad.pin, SUPERVISOR)
    press(slip.pad.pin, ENTER)
    desk.until(lambda: bool(done), "the approved act was never done")
    assert not slip.isVisible()
    assert desk.window.kernel.actor.name == "小何"
    assert desk.window.kernel.ask(_operations)[-1] == ("prices.add_item", "小何", "王芳")


def test_esc_leaves_it_and_the_refusal_is_said(desk: Clerk) -> None:
    desk.press(Qt.Key.Key_F12)
    _sign_in(desk, 2, CLERK)
    desk.until(desk.shell.isVisible)
    desk.calm()
    heard: list[Refused] = []
    desk.window.tasks.run(prices.add_item, ITEM, price=8000, refused=heard.append)
    slip = _slip(desk)
    press(slip.pad.pin, Qt.Key.Key_Escape)
    desk.calm()
    assert not slip.isVisible()
    assert [refused.code for refused in heard] == ["right.missing"]
    assert desk.shell.isVisible()


def test_an_idle_desk_locks_itself_and_a_key_keeps_it_open(desk: Clerk) -> None:
    """A desk left alone with a customer in front of it shows no member."""
    guard = desk.window.guard
    guard.set_idle(5)
    timer = guard._idle
    assert timer.interval() == 300_000
    timer.start(300)
    for _ in range(4):
        desk._turn(150)
        press(desk.shell, Qt.Key.Key_Shift)
        timer.setInterval(300)
    assert not guard.locked
    desk.until(lambda: guard.locked, "it never locked")
    assert not desk.shell.isVisible()


def test_without_pins_there_is_nothing_to_lock(clerk: Clerk) -> None:
    """A shop of one person that skipped the PIN is not shut out by F12."""
    clerk.press(Qt.Key.Key_F12)
    assert clerk.shell.isVisible()
    assert clerk.window.kernel.ask(prices.price_list).rows


def test_a_clock_that_was_set_back_is_said_before_anything_is_sold(
    shop: Shop, dressed: QApplication
) -> None:
    """An empty battery puts a computer into another year; sales would stand before those already made."""
    del dressed
    texts.set_language("zh")
    shop.sell("FW-001")
    shop.clock.advance(timedelta(hours=-2))
    tray = PaperTray()
    clerk = sit_down(Window(shop.kernel, printers=tray), tray)
    clerk.calm()
    assert clerk.shell.bar.message().startswith("电脑现在说")
    shop.sell("FW-001")
    clerk.close()
    clerk.shell.deleteLater()


def test_ctrl_z_is_not_for_what_another_person_did(desk: Clerk) -> None:
    """The next one at the desk would take back what the last one had done, unseen."""
    window, undone = desk.window, list[str]()
    owner = window.kernel.actor
    window.notices.say("x", undo=lambda: undone.append("mine"))
    window.guard.entered.emit(owner)
    window.guard.entered.emit(Actor(id="another", name="小何", level=Level.CLERK))
    assert not window.notices.undo()
    assert undone == []
    window.guard.entered.emit(owner)
    window.notices.say("y", undo=lambda: undone.append("mine"))
    window.guard.entered.emit(owner)  # locked and back again: it is the same person's
    assert window.notices.undo()
    assert undone == ["mine"]
