"""The board in the real window: a job moved by keys and by hand, found again by its filter, never lost."""

from datetime import timedelta

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent

from models.rules.jobs import Step
from models.services import filters, job_file, job_troubles
from tests.clerk import ALT, CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.screens.board import BoardPage
from views.screens.board_cards import MIME, told_time

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _board(clerk: Clerk) -> BoardPage:
    clerk.press(K.Key_3, held=ALT)
    clerk.press(K.Key_2, held=CTRL)
    clerk.at(places.BOARD)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, BoardPage)
    return page


def _shown(page: BoardPage) -> dict[Step, list[str]]:
    columns = {c.step: [card.title for card in c.list.cards()] for c in page.columns}
    return {step: titles for step, titles in columns.items() if titles}


def _step(shop: Shop, job_id: str) -> Step:
    return shop.kernel.ask(job_file.file, job_id).row.step


def test_a_card_moves_on_and_back_by_keys_with_undo(clerk: Clerk, shop: Shop) -> None:
    """The board is how the shop says where a machine is; a card that lies costs a phone call."""
    job = shop.job(shop.member().id, "FW-001", title="漏水").id
    page = _board(clerk)
    assert _shown(page) == {Step.INTAKE: ["漏水"]}
    clerk.press(K.Key_Right, held=CTRL)
    assert (_step(shop, job), _shown(page)) == (Step.QUOTE, {Step.QUOTE: ["漏水"]})
    clerk.press(K.Key_Right, held=CTRL)
    assert _step(shop, job) is Step.DISPATCH, "the choice did not follow the card"
    clerk.press(K.Key_Left, held=CTRL)
    assert _step(shop, job) is Step.DISPATCH
    clerk.press(K.Key_Return)
    assert _step(shop, job) is Step.DISPATCH, "it went back without a reason"
    clerk.type("客户改主意")
    clerk.press(K.Key_Return)
    assert _step(shop, job) is Step.QUOTE
    clerk.press(K.Key_Z, held=CTRL)
    assert _step(shop, job) is Step.DISPATCH


def test_a_move_that_may_not_be_is_said_and_the_card_stays(clerk: Clerk, shop: Shop) -> None:
    job = shop.job(shop.member().id, "FW-001", technician=False).id
    shop.move(job, Step.QUOTE)
    page = _board(clerk)
    clerk.press(K.Key_Right, held=CTRL)
    assert clerk.words() == "先选一位师傅"
    assert list(_shown(page)) == [Step.QUOTE]


def test_a_card_that_is_dropped_moves_like_one_moved_by_keys(clerk: Clerk, shop: Shop) -> None:
    job = shop.job(shop.member().id, "FW-001").id
    page = _board(clerk)
    handed = QMimeData()
    handed.setData(MIME, job.encode())
    target = page.columns[3].list
    target.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            handed,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    clerk.calm()
    assert _step(shop, job) is Step.WORK
    (index,) = page.columns[3].list.selectedIndexes()
    carried = page.columns[3].list.model().mimeData([index])
    assert bytes(carried.data(MIME).data()).decode() == job


def test_several_cards_move_together_and_one_undo_brings_all_back(clerk: Clerk, shop: Shop) -> None:
    """Five machines come back from the workshop in one box."""
    jobs = [shop.job(None, "FW-001", title=f"第 {n} 台").id for n in range(3)]
    _board(clerk)
    clerk.press(K.Key_Home)
    clerk.press(K.Key_Down, K.Key_Down, held=SHIFT)
    clerk.press(K.Key_Right, held=CTRL)
    assert {_step(shop, job) for job in jobs} == {Step.QUOTE}
    clerk.press(K.Key_Z, held=CTRL)
    assert {_step(shop, job) for job in jobs} == {Step.INTAKE}


def test_arrows_go_from_card_to_card_and_enter_opens(clerk: Clerk, shop: Shop) -> None:
    shop.job(None, "FW-001", title="甲")
    other = shop.job(None, "FW-001", title="乙")
    shop.move(other.id, Step.WORK)
    _board(clerk)
    clerk.press(K.Key_Right, K.Key_Return)
    clerk.at(places.JOB)
    assert clerk.page.record() == other.number
    clerk.press(K.Key_Escape)
    clerk.at(places.BOARD)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, BoardPage)
    assert page._card() is not None
    assert page._card().id == other.id  # type: ignore[union-attr]


def test_words_chips_and_a_saved_filter_narrow_the_board(clerk: Clerk, shop: Shop) -> None:
    """Forty cards and one phone call: the right one must be a word away."""
    shop.job(shop.member().id, "FW-001", title="漏水")
    held = shop.job(None, "FW-001", title="等轴承").id
    shop.kernel.run(job_troubles.hold, held, "parts")
    page = _board(clerk)
    clerk.press(K.Key_F, held=CTRL)
    clerk.type("张桂")
    assert _shown(page) == {Step.INTAKE: ["漏水"]}
    clerk.press(K.Key_S, held=CTRL)
    clerk.type("张家的")
    clerk.press(K.Key_Return)
    (kept,) = shop.kernel.ask(filters.saved, "board")
    assert (kept.name, kept.content.text) == ("张家的", "张桂")
    clerk.press(K.Key_Escape, K.Key_Escape)
    assert _shown(page) == {Step.INTAKE: ["漏水", "等轴承"]} or len(_shown(page)[Step.INTAKE]) == 2
    page.filter.kinds._take(page.filter.kinds._parts[2])
    clerk.calm()
    assert _shown(page) == {Step.INTAKE: ["等轴承"]}
    page.filter.kinds._take(page.filter.kinds._parts[-1])
    clerk.calm()
    assert _shown(page) == {Step.INTAKE: ["漏水"]}
    clerk.press(K.Key_D, held=CTRL)
    assert shop.kernel.ask(filters.saved, "board") == ()
    clerk.press(K.Key_Z, held=CTRL)
    assert [row.name for row in shop.kernel.ask(filters.saved, "board")] == ["张家的"]


def test_a_card_says_its_clock_in_words(clerk: Clerk, shop: Shop) -> None:
    """Colour alone tells nobody whether it is late."""
    member = shop.member().id
    late = shop.job(member, "FW-001", title="晚了")
    held = shop.job(None, "FW-001", title="等着")
    ready = shop.job(None, "FW-001", title="好了")
    shop.kernel.run(job_troubles.hold, held.id, "parts")
    shop.move(ready.id, Step.ACCEPTANCE)
    page = _board(clerk)
    found = page._found
    assert found is not None
    now = shop.clock.now() + timedelta(hours=4)
    told = {
        card.title: told_time(card, now, page.model.zone)
        for card in found.cards
        if card.id in (late.id, held.id, ready.id)
    }
    assert told["晚了"][0] == "late"
    assert told["等着"] == ("hold", "等件 4 时 1 分")
    assert page.columns[0].list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
