"""The member form in the real window: a new member by name, Enter, phone, and nothing typed is ever lost."""

from datetime import date
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.services import desk, member_file, members
from models.services.member_file import MemberFile
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from tests.clerk import CTRL, Clerk
from tests.services.test_members import FULL, rows_of
from tests.shopkeeping import Shop, stored
from views import places, texts
from views.screens.member_form import MemberFormPage, field_of, typed_content

K = Qt.Key


def begin(clerk: Clerk, target: Any = None) -> MemberFormPage:
    """The form, opened from the list of members."""
    clerk.shell.go(places.MEMBERS)
    clerk.calm()
    clerk.shell.go(places.MEMBER_FORM, target or places.NewMember())
    clerk.calm()
    return cast("MemberFormPage", clerk.page)


def everyone(shop: Shop) -> list[MemberFile]:
    rows = shop.kernel.ask(member_file.recent).rows
    return [shop.kernel.ask(member_file.file, row.id) for row in rows]


def refused(page: MemberFormPage) -> list[str]:
    return [name for form in page._fields.forms() for name in form.refused()]


def test_name_enter_phone_and_save(clerk: Clerk, shop: Shop) -> None:
    """The fast path: the customer is waiting."""
    begin(clerk)
    clerk.keys = 0
    clerk.type("李建国")
    clerk.press(K.Key_Return)
    clerk.type("15401067731")
    clerk.press(K.Key_Return, held=CTRL)
    assert clerk.keys == 2
    clerk.at(places.MEMBER)
    (file,) = everyone(shop)
    assert (file.name, file.phones[0].masked) == ("李建国", "154****7731")
    assert clerk.page.member_id == file.id  # type: ignore[attr-defined]
    assert clerk.words() == "已建『李建国』的档案"


def test_esc_after_saving_leads_to_where_one_came_from(clerk: Clerk, shop: Shop) -> None:
    """Not back into an empty form."""
    begin(clerk)
    clerk.type("李建国")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    clerk.press(K.Key_Escape, K.Key_Escape)
    clerk.at(places.MEMBERS)
    assert len(everyone(shop)) == 1


@pytest.mark.parametrize(
    ("typed", "name", "phone"),
    [
        ("15401067731", "", "15401067731"),
        ("154 0106 7731", "", "154 0106 7731"),
        ("李建国", "李建国", ""),
        ("Anna Smith", "Anna Smith", ""),
        ("zs", "", ""),
        ("", "", ""),
    ],
)
def test_what_was_searched_goes_where_it_belongs(typed: str, name: str, phone: str) -> None:
    """Nobody types a phone twice; initials are nobody's name."""
    content = typed_content(typed)
    assert content.get("name", "") == name
    assert content.get("phone", [["", ""]])[0][0] == phone


def test_f3_takes_along_what_was_searched_for(clerk: Clerk) -> None:
    clerk.press(K.Key_F1)
    clerk.type("欧阳锋")
    clerk.press(K.Key_F3)
    clerk.at(places.MEMBER_FORM)
    page = cast("MemberFormPage", clerk.page)
    assert page._fields.name.text() == "欧阳锋"
    assert QApplication.focusWidget() is page._fields.phones[0].number


def test_enter_walks_through_every_field_to_the_end(clerk: Clerk, shop: Shop) -> None:
    """A form that loses the cursor halfway is filled in halfway."""
    page = begin(clerk)
    clerk.type("甲")
    seen = []
    for _ in range(13):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
        if focus is page._fields.notes["special_needs"]:
            break
        clerk.press(K.Key_Return)
    assert len(set(seen)) == len(seen) == 12
    assert seen[-1] is page._fields.notes["special_needs"]
    for _ in range(5):
        clerk.press(K.Key_Tab)
    clerk.press(K.Key_Return)
    clerk.at(places.MEMBER)
    assert len(everyone(shop)) == 1


def test_everything_is_stored_as_typed(clerk: Clerk, shop: Shop) -> None:
    page = begin(clerk)
    fields = page._fields
    clerk.type("张桂兰")
    clerk.press(K.Key_Return)
    clerk.type("15401062046")
    clerk.press(K.Key_Insert)
    clerk.type("010-5550 2046")
    clerk.press(K.Key_Tab)
    clerk.type("座机")
    clerk.press(K.Key_Return)
    clerk.type("清河路 86 弄 12 号")
    clerk.press(K.Key_Insert)
    clerk.type("运河景苑 3 号")
    clerk.press(K.Key_Tab, K.Key_Tab)
    clerk.type("车停 3 号门")
    clerk.press(K.Key_Return, K.Key_Right, K.Key_Right, K.Key_Return)
    clerk.type("1959-6-11")
    fields.source.choose("flyer")
    fields.notes["taboos"].setFocus()
    clerk.type("家里有狗")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    kept = shop.kernel.ask(stored, everyone(shop)[0].id)
    assert kept == MemberDetails(
        name="张桂兰",
        phones=(
            PhoneEntry(number="15401062046"),
            PhoneEntry(number="01055502046", label="座机"),
        ),
        addresses=(
            AddressEntry(text="清河路 86 弄 12 号"),
            AddressEntry(text="运河景苑 3 号", note="车停 3 号门"),
        ),
        gender="male",
        birthday=date(1959, 6, 11),
        source="flyer",
        taboos="家里有狗",
    )


def test_two_quick_saves_make_one_member(clerk: Clerk, shop: Shop) -> None:
    """The second Enter of an impatient hand files nobody twice."""
    page = begin(clerk)
    clerk.type("李建国")
    page.save()
    page.save()
    page._busy = False
    page.save()
    clerk.calm()
    assert len(everyone(shop)) == 1


def test_edit_shows_everything_and_saves_nothing_new(clerk: Clerk, shop: Shop) -> None:
    """Opening and saving a file changes nothing in it."""
    friend = shop.member("吴秀珍", "15401063158")
    details = MemberDetails(
        **{n: getattr(FULL, n) for n in FULL.__dataclass_fields__} | {"referred_by_id": friend.id}
    )
    member_id = shop.kernel.run_keyed("k", members.create, details).result.id
    before = shop.kernel.ask(rows_of, member_id)
    page = begin(clerk, places.EditMember(member_id))
    assert page._fields.referrer.text() == "吴秀珍 154****3158"
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBERS)
    assert shop.kernel.ask(rows_of, member_id) == before


def test_an_edit_is_taken_back_by_ctrl_z(clerk: Clerk, shop: Shop) -> None:
    member_id = shop.kernel.run_keyed("k", members.create, FULL).result.id
    before = shop.kernel.ask(rows_of, member_id)
    clerk.shell.go(places.MEMBER, member_id)
    clerk.calm()
    clerk.press(K.Key_E, held=CTRL)
    clerk.at(places.MEMBER_FORM)
    clerk.type("改")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    assert shop.kernel.ask(stored, member_id).name != FULL.name
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(rows_of, member_id) == before


def test_referrer_and_household_are_picked_by_a_few_keys(clerk: Clerk, shop: Shop) -> None:
    wu, liu = shop.member("吴秀珍", "15401063158"), shop.member("刘敏", "15401066180")
    page = begin(clerk)
    clerk.type("张桂兰")
    page._fields.referrer.setFocus()
    clerk.type("3158")
    clerk.press(K.Key_Return)
    assert page._fields.referrer.member_id == wu.id
    assert page._fields.source.value() == "referral"
    clerk.press(K.Key_Return)
    clerk.type("刘敏")
    clerk.press(K.Key_Return, K.Key_Return, K.Key_Space)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    file = next(file for file in everyone(shop) if file.name == "张桂兰")
    assert file.referred_by is not None
    assert file.referred_by.id == wu.id
    assert [person.id for person in file.household] == [liu.id]
    assert file.consents[0].granted is True
    assert file.consents[1].granted is None


def test_what_was_typed_survives_a_crash(clerk: Clerk, shop: Shop) -> None:
    """The power fails in the middle of an address."""
    begin(clerk)
    clerk.type("张桂兰")
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.type("清河路 86")
    clerk.until(lambda: shop.kernel.ask(desk.draft, "member/new") is not None, "no draft")
    clerk.shell._pages.pop(places.MEMBER_FORM)  # the window is gone, and with it the form
    page = begin(clerk)
    assert page._fields.name.text() == "张桂兰"
    assert page._fields.addresses[0].text.text() == "清河路 86"
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    assert shop.kernel.ask(desk.draft, "member/new") is None


def test_leaving_keeps_the_draft_at_once_and_starting_over_drops_it(
    clerk: Clerk, shop: Shop
) -> None:
    begin(clerk)
    clerk.type("张")
    clerk.press(K.Key_Escape)
    clerk.at(places.MEMBERS)
    assert shop.kernel.ask(desk.draft, "member/new") is not None
    page = begin(clerk)
    notice = clerk.said[-1]
    assert notice.act is not None
    notice.act()
    clerk.calm()
    assert page._fields.name.text() == ""
    assert shop.kernel.ask(desk.draft, "member/new") is None


def test_what_was_searched_goes_before_an_old_draft_which_is_offered(
    clerk: Clerk, shop: Shop
) -> None:
    """Another customer stands there now; the old one is not lost."""
    shop.kernel.run(desk.keep_draft, "member/new", {"name": "张桂兰"})
    page = begin(clerk, places.NewMember("李建国"))
    assert page._fields.name.text() == "李建国"
    assert "张桂兰" in clerk.words()
    assert clerk.said[-1].act is not None
    clerk.said[-1].act()
    clerk.calm()
    assert page._fields.name.text() == "张桂兰"


def test_the_language_changes_under_a_filled_form(clerk: Clerk) -> None:
    page = begin(clerk)
    clerk.type("张桂兰")
    texts.set_language("en")
    clerk.calm()
    assert page.title() == "New member"
    assert page._fields.name.text() == "张桂兰"
    assert page._fields.gender._parts[0].text() == "Female"
    assert page._fields.gender.value() == ""


def test_refused_parts_of_a_line_mark_the_line() -> None:
    assert field_of("phone_label_2") == "phone_2"
    assert field_of("estate") == "address"
    assert field_of("address_note_1") == "address_1"
    assert field_of("address_1") == "address_1"
    assert field_of("name") == "name"
