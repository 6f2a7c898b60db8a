"""One box finds everything: by whatever the clerk has in hand, best first, newest first."""

import dataclasses
from datetime import timedelta

import pytest

from models.base.errors import Refused
from models.services import bills, devices, job_file, members, search
from models.services.devices import DeviceDetails
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.services.search import Kind
from tests.shopkeeping import Shop


def _names(shop: Shop, text: str, kind: Kind = "member", preedit: str = "") -> list[str]:
    found = shop.kernel.ask(search.search, text, kind=kind, preedit=preedit)
    return [row.name for row in found.rows]


@pytest.fixture
def street(shop: Shop) -> Shop:
    """A street of members with difficult names."""
    people = (
        ("张三", "15401060318", "清河路 18 弄 3 号 201 室"),
        ("曾帅", "15401068831", "清河路 102 号 底商"),
        ("单雄信", "15401060001", "永泰东里 5 号楼 402"),
        ("解晓东", "15401060002", "宝盛里 21 号楼 1 单元 603"),
        ("查良镛", "15401060003", "清河路 86 弄 7 号 1102 室"),
        ("仇英", "15401060004", ""),
        ("区志强", "15401060005", ""),
        ("尉迟恭", "15401060006", ""),
        ("万俟卨", "15401060007", ""),
        ("欧阳翠", "15401060008", ""),
        ("李", "15401060009", ""),
        ("Anna Smith", "+441632960961", ""),
    )
    for name, phone, address in people:
        details = MemberDetails(
            name=name,
            phones=(PhoneEntry(number=phone),),
            addresses=(AddressEntry(text=address),) if address else (),
        )
        shop.kernel.run_keyed(shop.key(), members.create, details)
        shop.clock.advance(timedelta(minutes=1))
    return shop


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("张三", "张三"),
        ("三", "张三"),
        ("zs", "张三"),
        ("zhangsan", "张三"),
        ("zhang", "张三"),
        ("0318", "张三"),
        ("1540106 0318", "张三"),
        ("18弄", "张三"),
        ("zengshuai", "曾帅"),
        ("zs", "曾帅"),
        ("shan", "单雄信"),
        ("sxx", "单雄信"),
        ("xiexiaodong", "解晓东"),
        ("zhaliangyong", "查良镛"),
        ("qiuying", "仇英"),
        ("ouzhiqiang", "区志强"),
        ("yuchigong", "尉迟恭"),
        ("ycg", "尉迟恭"),
        ("moqi", "万俟卨"),
        ("ouyangcui", "欧阳翠"),
        ("oyc", "欧阳翠"),
        ("李", "李"),
        ("anna", "Anna Smith"),
        ("底商", "曾帅"),
        ("清河路 201", "张三"),
        ("ＺＳ", "张三"),
    ],
)
def test_a_member_is_found_by(street: Shop, typed: str, found: str) -> None:
    """The customer says a name over the noise; the clerk types what was heard."""
    assert found in _names(street, typed)


def test_letters_still_in_the_input_method_find(street: Shop) -> None:
    """The clerk should not have to commit a name to find it."""
    assert _names(street, "", preedit="zhang'san") == ["张三"]
    assert "张三" in _names(street, "", preedit="zs")


def test_the_better_class_comes_first_then_the_newest(street: Shop) -> None:
    """The wrong 张 on top is the wrong address on the job card."""
    street.member(name="张三丰", phone="15401067777")
    street.clock.advance(timedelta(minutes=1))
    street.member(name="三张", phone="15401067778")
    assert _names(street, "张三")[:2] == ["张三丰", "张三"]
    zhang = next(row for row in street.kernel.ask(search.search, "张三").rows if row.name == "张三")
    street.clock.advance(timedelta(minutes=1))
    street.sell("FW-001", member_id=zhang.id)
    assert _names(street, "张三")[:2] == ["张三", "张三丰"]


def test_notes_serials_and_numbers_find(shop: Shop) -> None:
    """What stands on the machine or in the notes leads to the member."""
    member = shop.member()
    shop.washer(member.id)
    details = shop.kernel.ask(members.details, member.id)
    shop.kernel.run(
        members.edit, member.id, dataclasses.replace(details, notes="女儿在上海，周末来")
    )
    for typed in ("CE0K210577A31", "ce0k2105", member.number, "8800 0001", "上海"):
        assert _names(shop, typed) == ["张桂兰"], typed


def test_jobs_bills_and_prices_are_found_by_number_and_name(shop: Shop) -> None:
    """The clerk reads a number off any paper and is there."""
    member = shop.member()
    job = shop.job(member.id, "FW-001")
    posted = shop.sell("PJ-0612", member_id=member.id)
    assert _names(shop, job.number, "job") == ["张桂兰"]
    assert _names(shop, "001", "job") == ["张桂兰"]
    assert _names(shop, "漏水", "job") == ["张桂兰"]
    assert _names(shop, posted.number, "bill") == ["张桂兰"]
    assert _names(shop, "zctj", "price") == ["轴承套件 6205/6206"]
    assert _names(shop, "PJ-0618", "price") == ["水封 40.75"]


def test_a_scanned_code_names_its_record(shop: Shop) -> None:
    """A scan must open the thing itself, not a list."""
    member = shop.member()
    job = shop.job(member.id, "FW-001")
    posted = shop.sell("FW-001")
    code = shop.kernel.ask(job_file.file, job.id).code
    assert shop.kernel.ask(search.by_code, code).id == job.id
    receipt = shop.kernel.ask(bills.file, posted.id).receipt
    assert shop.kernel.ask(search.by_code, receipt.code).id == posted.id
    assert shop.kernel.ask(search.by_code, "PJ-0612").kind == "price"
    broken = code[:-1] + str((int(code[-1]) + 1) % 10)
    with pytest.raises(Refused, match=r"code\.check"):
        shop.kernel.ask(search.by_code, broken)


def test_a_renamed_member_is_found_by_the_new_name_only(shop: Shop) -> None:
    """After a marriage the old name on the job list sends the technician to a stranger."""
    member = shop.member()
    shop.job(member.id, "FW-001")
    details = shop.kernel.ask(members.details, member.id)
    shop.kernel.run(members.edit, member.id, dataclasses.replace(details, name="李桂兰"))
    assert _names(shop, "lgl") == ["李桂兰"]
    assert _names(shop, "lgl", "job") == ["李桂兰"]
    assert _names(shop, "zgl") == []


def test_an_archived_member_is_found_by_number_only(shop: Shop) -> None:
    """Who left should not stand in the way of who is here."""
    member = shop.member()
    shop.kernel.run(members.archive, member.id)
    assert _names(shop, "张桂兰") == []
    assert _names(shop, member.number) == ["张桂兰"]


def test_pages_follow_each_other_without_gap_or_repeat(shop: Shop) -> None:
    """With two hundred 王s the one looked for must be on some page, once."""
    for number in range(120):
        details = MemberDetails(name=f"王{number:03d}")
        shop.kernel.run_keyed(shop.key(), members.create, details)
    seen: list[str] = []
    place = None
    while True:
        page = shop.kernel.ask(search.search, "王", beyond=place)
        seen += [row.name for row in page.rows]
        place = page.after
        if place is None:
            break
    assert len(seen) == len(set(seen)) == 120
    assert seen[0] == "王119"


MOST_TERMS = " ".join(
    "".join(f"{chr(0x4E00 + 11 * place + word)}{chr(0x61 + place)}" for place in range(25))
    for word in range(2)
)
"""A hundred characters of which each begins another run: the most that can be asked of the index."""


def test_pages_of_several_words_follow_each_other_too(shop: Shop) -> None:
    """The street has more 王s than a page holds; none may fall between two pages."""
    for number in range(70):
        away = AddressEntry(text=f"{'文化路' if number % 3 else '清河路'} {number} 号")
        details = MemberDetails(name=f"王{number:03d}", addresses=(away,))
        shop.kernel.run_keyed(shop.key(), members.create, details)
    for text, wanted in (
        ("王 路", [f"王{number:03d}" for number in range(69, -1, -1)]),
        ("清河路 号 王", [f"王{number:03d}" for number in range(69, -1, -3)]),
        ("王 查无此路", []),
    ):
        for limit in (10, 50):
            seen: list[str] = []
            place = None
            while True:
                page = shop.kernel.ask(search.search, text, limit=limit, beyond=place)
                seen += [row.name for row in page.rows]
                place = page.after
                if place is None:
                    break
            assert seen == wanted, (text, limit)


def test_a_word_that_only_a_note_has_finds_with_a_name(shop: Shop) -> None:
    """Two things the clerk remembers of a member, one of them in a note, are enough."""
    member = shop.member()
    details = shop.kernel.ask(members.details, member.id)
    shop.kernel.run(members.edit, member.id, dataclasses.replace(details, notes="女儿在上海"))
    (row,) = shop.kernel.ask(search.search, "zgl 上海").rows
    assert row.matched_text == "女儿在上海"
    assert {span.field for span in row.spans} == {"name", "pinyin", "note"}
    assert _names(shop, "zgl 上海 北京") == []
    long = "".join(chr(0x4E00 + 13 * place) for place in range(180))
    shop.kernel.run(members.edit, member.id, dataclasses.replace(details, notes=long))
    assert _names(shop, f"zgl {long[:80]}", preedit=long[80:]) == ["张桂兰"]


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "*",
        "NEAR",
        "a OR b",
        "-x",
        "%",
        "_",
        "'; DROP TABLE member;--",
        "",
        "   ",
        "😀",
        "\x00",
        "单" * 200,
        MOST_TERMS,
        MOST_TERMS.replace(" ", ""),
    ],
)
def test_nothing_typed_breaks_the_search(shop: Shop, typed: str) -> None:
    """A stray quote in the box must not be a crash in front of a customer."""
    shop.member()
    results = shop.kernel.ask(search.search_all, typed)
    assert [result.kind for result in results] == ["member", "job", "bill", "price"]
    results = shop.kernel.ask(search.search_all, typed, preedit=typed[::-1])
    assert len(results) == 4


def test_a_device_put_away_is_no_longer_found(shop: Shop) -> None:
    """The machine that was thrown out years ago is nobody's now."""
    member = shop.member()
    device = shop.kernel.run(
        devices.add, member.id, DeviceDetails(category="tv", serial="TV998877")
    ).result
    assert _names(shop, "TV998877") == ["张桂兰"]
    shop.kernel.run(devices.archive, device)
    assert _names(shop, "TV998877") == []
