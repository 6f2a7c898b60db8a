"""The field that finds an item or a member: one for the till, the job, the member's form."""

from PySide6.QtCore import Qt

from tests.clerk import Clerk
from tests.shopkeeping import Shop
from views import places
from views.finder import Finder

K = Qt.Key


def _till(clerk: Clerk) -> Finder:
    clerk.shell.go(places.CHECKOUT, places.Till())
    clerk.calm()
    finder: Finder = clerk.page.lines.finder  # type: ignore[attr-defined]
    assert finder.hasFocus()
    return finder


def test_what_is_not_found_is_said_in_sight(clerk: Clerk) -> None:
    """The refusal stood behind the open list, half a line of it."""
    finder = _till(clerk)
    clerk.type("没有这个")
    assert finder.listing()
    clerk.press(K.Key_Return)
    assert not finder.listing()
    message = clerk.page.lines.message  # type: ignore[attr-defined]
    assert message.isVisible()
    clerk.type("s")
    assert not message.isVisible()


def test_tab_leaves_the_field_with_its_list(clerk: Clerk) -> None:
    """A field that Tab cannot leave is a trap for the keyboard."""
    finder = _till(clerk)
    clerk.type("sf")
    assert finder.listing()
    clerk.press(K.Key_Tab)
    assert not finder.listing()
    assert not finder.hasFocus()


def test_the_tills_own_keys_work_from_the_empty_row(clerk: Clerk) -> None:
    """After the last item the hand is on the number pad: / must not be searched for."""
    finder = _till(clerk)
    clerk.type("sf")
    clerk.press(K.Key_Return)
    assert finder.hasFocus()
    clerk.press(K.Key_Slash)
    pay = clerk.page.pay  # type: ignore[attr-defined]
    assert (finder.text(), pay.kind()) == ("", "alipay")
    assert pay.field.hasFocus()


def test_letters_still_in_the_input_method_find_a_member(clerk: Clerk, shop: Shop) -> None:
    """Else the referrer's name must be typed to the end, with the customer waiting."""
    shop.member()
    clerk.shell.go(places.MEMBER_FORM, places.NewMember())
    clerk.calm()
    picker = next(f for f in clerk.page.findChildren(Finder) if f.isVisible())
    picker.setFocus()
    clerk.compose("zgl")
    assert picker.listing()
    clerk.press(K.Key_Return)
    assert picker.text().startswith("张桂兰")
