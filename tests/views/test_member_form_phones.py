"""Phones and addresses in the member form: known ones, wrong ones, more of them, with an extension."""

from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.services import members, papers
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop, stored
from tests.views.test_member_form import begin, everyone, refused
from views import places

K = Qt.Key


def test_a_known_phone_is_said_while_it_is_typed_and_opens_by_one_key(
    clerk: Clerk, shop: Shop
) -> None:
    """The customer has been here before under her daughter's name."""
    known = shop.member()
    page = begin(clerk)
    clerk.press(K.Key_Return)
    clerk.type("154 0106 204")
    assert not page._fields.alike.isVisible()
    clerk.type("6")
    clerk.until(page._fields.alike.isVisible, "nobody warned")
    assert "张桂兰 154****2046" in page._fields.alike._words.text()
    clerk.press(K.Key_O, held=CTRL)
    clerk.at(places.MEMBER)
    assert clerk.page.member_id == known.id  # type: ignore[attr-defined]


def test_enter_after_a_known_phone_leads_to_the_file(clerk: Clerk, shop: Shop) -> None:
    """The number is hers: another member's file would be read out to her."""
    shop.member("李雷", "15401060001")
    known = shop.member()
    shop.member("赵六", "15401060002")
    page = begin(clerk)
    clerk.press(K.Key_Return)
    clerk.type("15401062046")
    clerk.until(page._fields.alike.isVisible, "nobody warned")
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.at(places.MEMBER)
    assert clerk.page.member_id == known.id  # type: ignore[attr-defined]


def test_saving_over_a_known_phone_asks_once(clerk: Clerk, shop: Shop) -> None:
    """The son has the same phone: it is his file all the same, but not by accident."""
    shop.member()
    page = begin(clerk)
    clerk.type("张小宝")
    clerk.press(K.Key_Return)
    clerk.type("15401062046")
    clerk.press(K.Key_Return, held=CTRL)
    assert len(everyone(shop)) == 1
    assert "Ctrl+Enter" in page._fields.alike._words.text()
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    assert {file.name for file in everyone(shop)} == {"张桂兰", "张小宝"}


def test_another_phone_is_asked_about_anew(clerk: Clerk, shop: Shop) -> None:
    """One yes is for one phone."""
    shop.member()
    shop.member("李雷", "15401060001")
    page = begin(clerk)
    clerk.type("张小宝")
    clerk.press(K.Key_Return)
    clerk.type("15401062046")
    clerk.press(K.Key_Return, held=CTRL)
    page._fields.phones[0].number.selectAll()
    clerk.type("15401060001")
    clerk.press(K.Key_Return, held=CTRL)
    assert len(everyone(shop)) == 2


@pytest.mark.parametrize(
    ("fill", "where"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 10_000}, "name"),
        ({"name": "甲", "phone": [["15401067731", ""], ["154", ""]]}, "phone_1"),
        ({"name": "甲", "phone": [["15401067731", "字" * 30]]}, "phone"),
        ({"name": "甲", "address": [["甲", "", ""], ["乙", "字" * 99, ""]]}, "address_1"),
        ({"name": "甲", "birthday": "1959-02-30"}, "birthday"),
        ({"name": "甲", "notes": "长" * 10_000}, "notes"),
        ({"name": "甲", "referred_by": [None, "某人"]}, "referred_by"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_everything_stays(
    clerk: Clerk, shop: Shop, fill: dict[str, Any], where: str
) -> None:
    page = begin(clerk)
    page._fields.fill(fill)
    before = page._fields.content()
    clerk.press(K.Key_Return, held=CTRL)
    assert refused(page) == [where]
    assert page._fields.content() == before
    assert everyone(shop) == []


def test_a_short_phone_is_said_on_enter_and_the_cursor_stays(clerk: Clerk) -> None:
    page = begin(clerk)
    clerk.type("甲")
    clerk.press(K.Key_Return)
    clerk.type("1540106")
    clerk.press(K.Key_Return)
    assert refused(page) == ["phone"]
    assert QApplication.focusWidget() is page._fields.phones[0].number
    clerk.type("2046")
    assert refused(page) == []


def test_tab_out_of_a_short_phone_is_no_trap(clerk: Clerk) -> None:
    """Typing is never blocked: the rest of the form can be filled first."""
    page = begin(clerk)
    clerk.press(K.Key_Return)
    clerk.type("1540106")
    clerk.press(K.Key_Tab)
    assert refused(page) == ["phone"]
    assert QApplication.focusWidget() is page._fields.phones[0].label


def test_a_line_is_taken_away_by_its_key(clerk: Clerk, shop: Shop) -> None:
    page = begin(clerk)
    clerk.type("甲")
    clerk.press(K.Key_Return)
    clerk.type("15401067731")
    clerk.press(K.Key_Insert)
    clerk.type("15401067732")
    page._fields.phones[0].number.setFocus()
    clerk.press(K.Key_D, held=CTRL)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    assert [phone.tail for phone in everyone(shop)[0].phones] == ["7732"]


def test_more_lines_than_were_made_ready_are_kept(clerk: Clerk, shop: Shop) -> None:
    """Six phones of a file must not become four by looking at it."""
    phones = tuple(PhoneEntry(number=f"1540106000{n}") for n in range(6))
    addresses = tuple(AddressEntry(text=f"{n} 号") for n in range(5))
    details = MemberDetails(name="甲", phones=phones, addresses=addresses)
    member_id = shop.kernel.run_keyed("k", members.create, details).result.id
    page = begin(clerk, places.EditMember(member_id))
    page._fields.name.setText("乙")
    clerk.press(K.Key_Return, held=CTRL)
    kept = shop.kernel.ask(stored, member_id)
    assert (kept.name, kept.phones, kept.addresses) == ("乙", phones, addresses)


def test_an_extension_survives_every_edit(clerk: Clerk, shop: Shop) -> None:
    """The x was filtered away at the next key: number and extension became one number of nobody."""
    page = begin(clerk)
    clerk.type("物业值班")
    page._fields.phones[0].setFocus()
    clerk.type("010-5550 8600转12")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    (member,) = everyone(shop)
    assert shop.kernel.ask(stored, member.id).phones[0].number == "01055508600x12"
    page = begin(clerk, places.EditMember(member.id))
    field = page._fields.phones[0].focusProxy() or page._fields.phones[0]
    field.setFocus()
    clerk.type("010-5550 8600转125")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.calm()
    assert shop.kernel.ask(stored, member.id).phones[0].number == "01055508600x125"


def test_an_extension_is_shown_where_the_whole_number_may_be(clerk: Clerk, shop: Shop) -> None:
    """The technician rings the switchboard and does not know whom to ask for."""
    details = MemberDetails(name="值班室", phones=(PhoneEntry(number="01055508600转12"),))
    member = shop.kernel.run_keyed(shop.key(), members.create, details).result
    clerk.shell.go(places.MEMBER, member.id)
    clerk.calm()
    header = cast(Any, clerk.page)._header
    assert header._phone.text() == "010****8600"
    clerk.press(K.Key_R, held=CTRL)
    assert header._phone.text() == "010-5550 8600 x12"
    job = shop.job(member.id, "FW-001")
    card = shop.kernel.run(papers.print_job_card, job.id).result
    assert card.phone == "010-5550 8600 x12"
    assert card.phone_tail == "8600"
