"""A day with points, told from the desk: brought by a neighbour, paid, rewarded, redeemed, refunded, explained."""

import pypdfium2
from msgspec import structs
from PySide6.QtCore import Qt

from models.rules.programme import DEFAULT, Behaviour
from models.services import bills, check, points, redemptions, rewards
from models.services.rewards import RewardDetails
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from tests.views.test_checkout_points import switch_on
from views import places
from views.screens.member import MemberPage
from views.screens.member_form import MemberFormPage
from views.screens.points import PointsPage

K = Qt.Key
RULES = structs.replace(
    DEFAULT,
    behaviours=(Behaviour(code="referral", name="推荐", points=200, every="any", welcome=50),),
)


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _has(shop: Shop, member: str) -> tuple[int, int]:
    """What a member may use, and what is owed."""
    held = shop.kernel.ask(points.of_member, member)
    return held.available, held.debt


def _job_paid(clerk: Clerk, member: str, what: str, *keys: Qt.Key) -> None:
    """Take a job in at the member, put one line on it and take the money; ``keys`` at the till before Enter."""
    sheets = len(clerk.tray.sheets)
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    clerk.press(K.Key_F2)
    clerk.at(places.JOB_FORM)
    clerk.type("滚筒异响")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    clerk.press(K.Key_Insert)
    clerk.type(what)
    clerk.press(K.Key_Return, K.Key_Return, K.Key_F4)
    clerk.at(places.CHECKOUT)
    clerk.calm()
    for key in keys:
        clerk.press(key)
        clerk.calm()
    clerk.press(K.Key_Return)
    clerk.until(lambda: len(clerk.tray.sheets) == sheets + 1, "no receipt came out")


def test_a_day_with_points_from_the_neighbour_s_word_to_the_angry_member(
    clerk: Clerk, shop: Shop
) -> None:
    """Every point of the day is on a paper or one key away, and the books are sound at night."""
    switch_on(shop, RULES)
    reward = RewardDetails(code="LP-01", name="保温杯", points=120)
    shop.kernel.run(rewards.add, reward)
    neighbour = shop.member("王芳", "15401065555").id

    # A new member, brought by a neighbour whose number ends in 5555.
    clerk.press(K.Key_F1)
    clerk.type("15401069977")
    clerk.press(K.Key_F3)
    clerk.at(places.MEMBER_FORM)
    form = clerk.page
    assert isinstance(form, MemberFormPage)
    clerk.type("赵文博")
    form._fields.referrer.setFocus()
    clerk.type("5555")
    clerk.press(K.Key_Return)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    page = clerk.page
    assert isinstance(page, MemberPage)
    newcomer = page.member_id
    assert newcomer is not None
    assert _has(shop, newcomer) == _has(shop, neighbour) == (0, 0)

    # The first paid job: 120 yuan earn 120 points, 50 of welcome, and 200 for the neighbour.
    _job_paid(clerk, newcomer, "FW-114")
    assert (_has(shop, newcomer), _has(shop, neighbour)) == ((170, 0), (200, 0))
    paper = _text(clerk.tray.sheets[-1].pdf)
    assert "积分" in paper
    assert "120" in paper
    (first,) = shop.kernel.ask(bills.of_day)

    # The newcomer takes a cup for 120 points, the neighbour pays 2 yuan of a call with 200.
    clerk.shell.go(places.MEMBER, newcomer)
    clerk.calm()
    clerk.press(K.Key_F6)
    clerk.at(places.POINTS)
    clerk.press(K.Key_Return)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: _has(shop, newcomer) == (50, 0), "the cup was not redeemed")
    (cup,) = shop.kernel.ask(redemptions.of_member, newcomer)
    assert (cup.state, cup.points) == ("completed", 120)
    _job_paid(clerk, neighbour, "FW-001", K.Key_Minus)
    assert _has(shop, neighbour) == (28, 0)

    # It was not mended: everything goes back, and with it what it earned, spent or not.
    clerk.shell.go(places.BILL, first.id)
    clerk.calm()
    clerk.press(K.Key_F5)
    clerk.at(places.REFUND)
    clerk.calm()
    clerk.page.ask.reason.setFocus()  # type: ignore[attr-defined]
    clerk.type("没修好")
    sheets = len(clerk.tray.sheets)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.until(lambda: len(clerk.tray.sheets) == sheets + 1, "no refund slip came out")
    assert (_has(shop, newcomer), _has(shop, neighbour)) == ((0, 120), (0, 172))

    # "Where are my points?" One key at the member, and each lot and each move with its reason is there.
    clerk.shell.go(places.MEMBER, newcomer)
    clerk.calm()
    clerk.press(K.Key_4, held=CTRL)
    clerk.at(places.POINTS)
    clerk.calm()
    shown = clerk.page
    assert isinstance(shown, PointsPage)
    lots = [lot.points for lot in shown.ledger.lots.model().rows()]  # type: ignore[attr-defined]
    assert sum(lots) == -120
    told = shop.kernel.ask(points.entries, newcomer)
    assert {(row.kind, row.rule, row.points) for row in told} == {
        ("earn", "base", 120),
        ("bonus", "welcome", 50),
        ("spend", "redemption", -120),
        ("take_back", "base", -120),
        ("take_back", "welcome", -50),
    }
    assert len(told) == 5

    # The next job pays what was owed, and the books are sound.
    _job_paid(clerk, newcomer, "FW-114")
    assert _has(shop, newcomer)[1] == 0
    assert shop.kernel.ask(check.check).sound
