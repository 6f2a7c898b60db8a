"""If these fail, a member's file loses what was typed, forgets who saw a number, or undo leaves a trace."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from models.base.errors import Confirm, Refused
from models.base.rights import Right
from models.base.usecase import query
from models.kernel import Kernel
from models.rules.phones import phone_text
from models.services import member_file, members, search, timeline
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.store.work import View
from tests.shopkeeping import Shop, stored

FULL = MemberDetails(
    name="张桂兰",
    phones=(PhoneEntry(number="15401062046"), PhoneEntry(number="01055502046", label="座机")),
    addresses=(AddressEntry(text="清河路 86 弄 12 号 502 室", estate="清河路", note="3 号门"),),
    gender="female",
    birthday=date(1959, 6, 11),
    customer_type="premium",
    source="passing",
    preferences="要纸质收据",
    special_needs="听力不好",
    taboos="家里有狗",
    access_notes="5 楼没电梯",
    notes="第一行\n第二行",
    elderly=True,
    special_care=True,
)


@query(Right.SERVE)
def rows_of(view: View, member_id: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a member as they stand, without the time of the newest activity."""
    found = {
        "member": view.sql("SELECT * FROM member WHERE id=?", (member_id,)),
        "phone": view.sql(
            "SELECT * FROM member_phone WHERE member_id=? ORDER BY position", (member_id,)
        ),
        "address": view.sql(
            "SELECT * FROM member_address WHERE member_id=? ORDER BY position", (member_id,)
        ),
    }
    return {
        name: [{key: row[key] for key in row if key != "active_at"} for row in rows]
        for name, rows in found.items()
    }


def create(kernel: Kernel, details: MemberDetails, key: str = "k") -> str:
    return kernel.run_keyed(key, members.create, details).result.id


def test_everything_typed_comes_back_as_typed(kernel: Kernel) -> None:
    member_id = create(kernel, FULL)
    assert kernel.ask(stored, member_id) == FULL


@pytest.mark.parametrize(
    "name",
    [
        "😀王小明👨‍👩‍👧",
        "字" * 40,
        "محمد علي",
        "阿不都·热合曼",
        'O\'Neill "Bob" <b>&amp;',
        "𠮷野家",
        "%_'; DROP TABLE member;--",
    ],
)
def test_odd_names_are_stored_exactly(kernel: Kernel, name: str) -> None:
    member_id = create(kernel, MemberDetails(name=name))
    assert kernel.ask(member_file.file, member_id).name == name
    assert kernel.ask(stored, member_id).name == name


LONG = "长" * 10_000


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        ({"name": ""}, "text.required", "name"),
        ({"name": "   "}, "text.required", "name"),
        ({"name": LONG}, "text.too_long", "name"),
        ({"name": "字" * 41}, "text.too_long", "name"),
        ({"name": "张\u202e三"}, "text.direction", "name"),
        ({"name": "张\x00三"}, "text.control", "name"),
        ({"phones": ("1540106",)}, "phone.too_short", "phone"),
        ({"phones": ("15401062046", "abc")}, "phone.letters", "phone_1"),
        ({"phones": ("", "", "154010620467")}, "phone.too_long", "phone_2"),
        ({"phones": ("15401062046", "01055502046", "154 0106 2046")}, "phone.twice", "phone_2"),
        ({"addresses": (AddressEntry(text=LONG),)}, "text.too_long", "address"),
        ({"addresses": (AddressEntry(text="", note="3 号门"),)}, "text.required", "address"),
        (
            {"addresses": (AddressEntry(text="甲"), AddressEntry(text="乙", estate=LONG))},
            "text.too_long",
            "estate_1",
        ),
        ({"special_needs": LONG}, "text.too_long", "special_needs"),
        ({"notes": LONG}, "text.too_long", "notes"),
        ({"source": "magic"}, "member.source", "source"),
        ({"gender": "x"}, "member.gender", "gender"),
        ({"customer_type": ""}, "member.customer_type", "customer_type"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    kernel: Kernel, typed: dict[str, Any], code: str, field: str
) -> None:
    """A clerk who is refused at the wrong field corrects the wrong thing."""
    if "phones" in typed:
        typed = {"phones": tuple(PhoneEntry(number=number) for number in typed["phones"])}
    with pytest.raises(Refused) as refused:
        create(kernel, replace(MemberDetails(name="甲"), **typed))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert kernel.ask(member_file.recent).rows == ()


def test_a_known_phone_is_asked_about_once(kernel: Kernel) -> None:
    """Else one person is filed twice and the history falls apart."""
    create(kernel, FULL)
    twin = MemberDetails(name="张贵兰", phones=(PhoneEntry(number="+86 154-0106-2046"),))
    with pytest.raises(Confirm) as asked:
        create(kernel, twin, "k2")
    assert (asked.value.code, asked.value.field) == ("member.duplicate", "phone")
    assert asked.value.values["name"] == "张桂兰"
    kernel.run_keyed("k2", members.create, twin, confirmed=("member.duplicate",))
    assert len(kernel.ask(member_file.recent).rows) == 2


def test_a_double_enter_files_one_member(kernel: Kernel) -> None:
    first = kernel.run_keyed("one", members.create, FULL)
    again = kernel.run_keyed("one", members.create, FULL)
    assert again.replayed
    assert first.result == again.result
    assert len(kernel.ask(member_file.recent).rows) == 1


def test_undo_of_an_edit_restores_the_very_rows(kernel: Kernel) -> None:
    """Ctrl+Z gives back every row as it was, phones under their own ids."""
    member_id = create(kernel, FULL)
    before = kernel.ask(rows_of, member_id)
    changed = replace(
        FULL,
        name="李雷",
        phones=(PhoneEntry(number="15401060001", label="新"), FULL.phones[1]),
        addresses=(AddressEntry(text="别处"),),
        birthday=None,
        elderly=False,
        notes="",
    )
    outcome = kernel.run(members.edit, member_id, changed)
    assert kernel.ask(stored, member_id) == changed
    assert outcome.inverse is not None
    redo = kernel.undo(outcome.inverse).inverse
    assert kernel.ask(rows_of, member_id) == before
    assert redo is not None
    kernel.undo(redo)
    assert kernel.ask(stored, member_id) == changed


def test_an_edit_leaves_the_rows_it_does_not_touch(kernel: Kernel) -> None:
    """A phone that stays keeps its row: another desk's edit of it is no conflict."""
    member_id = create(kernel, FULL)
    phones = kernel.ask(rows_of, member_id)["phone"]
    kernel.run(members.edit, member_id, replace(FULL, name="张桂蓝"))
    assert kernel.ask(rows_of, member_id)["phone"] == phones
    kernel.run(members.edit, member_id, replace(FULL, phones=FULL.phones[:1]))
    assert kernel.ask(rows_of, member_id)["phone"] == phones[:1]


def test_archive_and_undo(kernel: Kernel) -> None:
    member_id = create(kernel, FULL)
    before = kernel.ask(rows_of, member_id)
    outcome = kernel.run(members.archive, member_id)
    assert kernel.ask(member_file.recent).rows == ()
    assert [row.id for row in kernel.ask(member_file.recent, archived=True).rows] == [member_id]
    assert outcome.inverse is not None
    kernel.undo(outcome.inverse)
    assert kernel.ask(rows_of, member_id) == before


def test_undo_of_a_new_member_puts_the_file_away(kernel: Kernel) -> None:
    outcome = kernel.run_keyed("k", members.create, FULL)
    assert outcome.inverse is not None
    kernel.undo(outcome.inverse)
    assert kernel.ask(member_file.file, outcome.result.id).archived_at is not None


def test_a_member_with_an_open_job_is_not_archived(shop: Shop) -> None:
    """Else a machine stands in the shop whose owner nobody finds."""
    member = shop.member()
    job = shop.job(member.id, "FW-001")
    with pytest.raises(Refused, match=r"member\.open_jobs") as refused:
        shop.kernel.run(members.archive, member.id)
    assert refused.value.values["number"] == job.number


def test_who_saw_a_full_number_stands_in_the_timeline(kernel: Kernel) -> None:
    member_id = create(kernel, FULL)
    phone = kernel.ask(member_file.file, member_id).phones[0]
    assert phone.masked == "154****2046"
    assert kernel.run(members.reveal_phone, member_id, phone.id).result == "15401062046"
    newest = kernel.ask(timeline.of_member, member_id).entries[0]
    assert (newest.what, newest.details["tail"]) == ("phone_shown", "2046")
    assert newest.actor == kernel.actor.name
    assert "15401062046" not in str(newest)


def test_nobodys_number_is_shown_under_another_name(kernel: Kernel) -> None:
    one = create(kernel, FULL)
    other = create(kernel, MemberDetails(name="乙"), "k2")
    phone = kernel.ask(member_file.file, one).phones[0]
    with pytest.raises(Refused, match=r"record\.gone"):
        kernel.run(members.reveal_phone, other, phone.id)


def test_nobody_brings_oneself_and_nobody_unknown_brings_anyone(kernel: Kernel) -> None:
    member_id = create(kernel, FULL)
    with pytest.raises(Refused, match=r"member\.refers_self") as refused:
        kernel.run(members.edit, member_id, replace(FULL, referred_by_id=member_id))
    assert refused.value.field == "referred_by"
    with pytest.raises(Refused, match=r"record\.gone"):
        create(kernel, MemberDetails(name="乙", referred_by_id="nobody"), "k2")


def test_who_brought_whom_stands_in_both_files(kernel: Kernel) -> None:
    one = create(kernel, FULL)
    other = create(kernel, MemberDetails(name="刘敏", referred_by_id=one), "k2")
    brought_by = kernel.ask(member_file.file, other).referred_by
    assert brought_by is not None
    assert brought_by.name == "张桂兰"
    assert kernel.ask(member_file.file, one).brought == 1


def test_likeness_by_phone_and_by_name_with_address(kernel: Kernel) -> None:
    member_id = create(kernel, FULL)
    kernel.run(members.archive, member_id)
    found = kernel.ask(member_file.alike, name="", phone="154 0106 2046")
    assert [(one.id, one.why, one.archived) for one in found] == [(member_id, "phone", True)]
    assert kernel.ask(member_file.alike, name="", phone="154 0106") == ()
    kernel.run(members.restore, member_id)
    found = kernel.ask(member_file.alike, name="张桂兰", phone="", address="清河路86弄12号502室")
    assert [one.why for one in found] == ["name_address"]


def test_the_list_pages_by_newest_activity_and_loses_nobody(shop: Shop) -> None:
    """Members with the same moment stand on one side of a page's end, not on both or none."""
    for number in range(7):
        if number % 3 == 0:
            shop.clock.advance(timedelta(minutes=1))
        shop.member(f"会员{number}", f"1540106100{number}")
    whole = [row.name for row in shop.kernel.ask(member_file.recent).rows]
    assert len(whole) == 7
    assert set(whole[:1]) == {"会员6"}
    paged: list[str] = []
    beyond = ""
    while True:
        page = shop.kernel.ask(member_file.recent, limit=2, beyond=beyond)
        paged += [row.name for row in page.rows]
        beyond = page.after
        if not beyond:
            break
    assert paged == whole


def test_a_row_of_the_list_counts_the_jobs(shop: Shop) -> None:
    member = shop.member()
    shop.job(member.id, "FW-001")
    row = shop.kernel.ask(member_file.recent).rows[0]
    assert (row.name, row.masked, row.jobs, row.open_jobs) == ("张桂兰", "154****2046", 1, 1)


def test_an_extension_is_kept_and_never_shown_as_the_tail(kernel: Kernel) -> None:
    """The sentence beside the field says to write 转12: it was read and then forgotten."""
    typed = MemberDetails(name="甲", phones=(PhoneEntry(number="010-5550 8600 转 12"),))
    member_id = create(kernel, typed)
    known = kernel.ask(stored, member_id)
    assert known.phones[0].number == "01055508600x12"
    kernel.run(members.edit, member_id, known)
    assert kernel.ask(stored, member_id) == known
    shown = kernel.ask(member_file.file, member_id).phones[0]
    assert (shown.masked, shown.tail) == ("010****8600", "8600")
    assert phone_text(known.phones[0].number) == "010-5550 8600 x12"
    for asked in ("8600", "01055508600"):
        found = kernel.ask(search.search, asked).rows
        assert [row.id for row in found] == [member_id]
        assert found[0].tail == "8600"
