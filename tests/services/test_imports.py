"""Spreadsheets taken in: every row's fate is right, all of it or nothing, and a whole import can be undone."""

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.base.clock import ManualClock
from models.base.errors import Cancelled, Confirm, Refused
from models.base.rights import Right
from models.base.sheet import What
from models.base.usecase import Outcome, query
from models.rules.import_columns import suggest
from models.services import (
    check,
    consents,
    devices,
    import_known,
    imports,
    jobs,
    journal,
    member_file,
    members,
    prices,
    search,
)
from models.services.import_sorting import SeenRows
from models.services.imports import Imported, Order, Preview
from models.services.journal import Asked
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.store.work import View
from tests.raw_bytes import found_decrypted
from tests.services.hostile import HOSTILE, prove_sound
from tests.sheets.given import Given
from tests.shopkeeping import Shop

HEADING = ("姓名", "手机", "地址")
_TABLES = ("member", "member_phone", "member_address", "event", "search_document")


@query(Right.SERVE)
def _rows(view: View, name: str) -> dict[str, list[dict[str, Any]]]:
    """What stands in the file of one member, without ids, numbers that run, and places in the index."""
    member = view.sql("SELECT id, number FROM member WHERE name=?", (name,))[0]
    owner = {"member": "id", "search_document": "ref_id"}
    found = {}
    for table in _TABLES:
        rows = view.sql(
            f"SELECT * FROM {table} WHERE {owner.get(table, 'member_id')}=?", (member["id"],)
        )
        found[table] = [
            {
                key: str(value).replace(member["number"], "#").replace(member["number"][-4:], "#")
                for key, value in row.items()
                if key
                not in ("id", "member_id", "ref_id", "position", "at", "tokens", "fields", "number")
                or (table == "member_phone" and key in ("number", "position"))
            }
            for row in rows
        ]
    return found


@query(Right.SERVE)
def _count(view: View, table: str) -> int:
    return int(view.sql(f"SELECT count(*) AS n FROM {table}")[0]["n"])


def _order(what: What, sheet: Given, **more: Any) -> Order:
    columns = suggest(what, sheet.titles, sheet.cells)
    return Order(what=what, columns=tuple(columns.items()), **more)


def _look(shop: Shop, what: What, sheet: Given) -> Preview:
    return imports.preview(shop.kernel.ask, sheet, _order(what, sheet))


def _write(shop: Shop, what: What, sheet: Given, **more: Any) -> Outcome[Imported]:
    order = _order(what, sheet, **more)
    seen = imports.preview(shop.kernel.ask, sheet, order).seen
    return shop.kernel.run(imports.write, replace(order, seen=seen), sheet)


def _fates(preview: Preview) -> list[tuple[int, str]]:
    return [(fate.row, fate.kind) for fate in preview.rows]


def test_an_imported_member_is_like_one_typed_in(shop: Shop, tmp_path: Path) -> None:
    """The bulk way writes rows by itself: one that differs would be found later than all the others, or never."""
    typed = MemberDetails(
        name="周慧",
        phones=(PhoneEntry(number="15409997771"), PhoneEntry(number="01055508600")),
        addresses=(AddressEntry(text="运河景苑 7 号", estate="运河景苑"),),
        gender="female",
        birthday=date(1960, 2, 29),
        customer_type="business",
        source="wechat",
        notes="按两下铃\n二楼",
    )
    shop.kernel.run_keyed(shop.key(), members.create, typed)
    titles = ("姓名", "手机", "座机", "地址", "小区", "性别", "生日", "客户类型", "来源", "备注")
    cells = ("周惠", 15409997772, 1055508601, "运河景苑 7 号", "运河景苑", "女", "1960-2-29", "公司", "微信",
             "按两下铃\n二楼")  # fmt: skip
    assert _write(shop, "members", Given(titles, (cells,))).result.made == 1
    mine, theirs = shop.kernel.ask(_rows, "周惠"), shop.kernel.ask(_rows, "周慧")
    theirs["member_phone"][0]["number"], theirs["member_phone"][1]["number"] = (
        "15409997772",
        "01055508601",
    )
    for table in ("member", "event"):
        for row in (*mine[table], *theirs[table]):
            row.pop("name", None)
            row.pop("readings", None)
    assert mine == theirs
    assert shop.kernel.ask(search.search, "zhouhui").rows[0].name in ("周慧", "周惠")
    prove_sound(shop.kernel, tmp_path)


def test_every_fate(shop: Shop) -> None:
    """A clerk decides by this list; a row under the wrong word is lost or doubled."""
    shop.member()
    sheet = Given(
        HEADING,
        (
            ("李雷", 15409990001, "槐荫里 1 号"),
            ("张阿姨", "154 0106 2046", ""),
            ("张桂兰", "", "清河路86弄12号502室"),
            ("李雷二", "15409990001/15409990009", ""),
            ("李 雷", "", "槐荫里1号"),
            ("", "15409990003", ""),
            ("坏", "1.38E+10", ""),
            ("甲", "", ""),
            ("甲", "", ""),
            ("甲", "15409990004", ""),
            HEADING,
            ("合计", "10 人", ""),
        ),
    )
    found = _look(shop, "members", sheet)
    assert [(fate.row, fate.kind, fate.why or fate.code, fate.earlier or fate.known) for fate in found.rows] == [
        (2, "new", "", ""),
        (3, "known", "phone", "张桂兰"),
        (4, "known", "name_address", "张桂兰"),
        (5, "twin", "phone", 2),
        (6, "twin", "name_address", 2),
        (7, "refused", "text.required", ""),
        (8, "refused", "import.digits_lost", ""),
        (9, "new", "", ""),
        (10, "twin", "name_address", 9),
        (11, "new", "", ""),
        (12, "heading", "", ""),
        (13, "total", "", ""),
    ]  # fmt: skip
    assert found.counts == {"new": 3, "known": 2, "twin": 3, "refused": 2, "heading": 1, "total": 1}
    assert all(fate.entry is None for fate in found.rows)
    assert not [
        fate for fate in found.rows if "15409990001" in str(fate.told) and fate.kind != "refused"
    ]


def test_what_no_list_knows_is_kept_in_the_notes(shop: Shop) -> None:
    """The shop's own words for its customers are not thrown away."""
    sheet = Given(
        ("姓名", "客户类型", "来源", "入会日期"), (("李雷", "老街坊", "庙会", "2019年3月1日"),)
    )
    _write(shop, "members", sheet)
    row = shop.kernel.ask(member_file.recent).rows[0]
    file = shop.kernel.ask(member_file.file, row.id)
    assert file.notes == "客户类型：老街坊\n来源：庙会"
    assert file.joined_at.isoformat() == "2019-02-28T16:00:00+00:00"


def test_a_day_of_joining_after_today_is_refused(shop: Shop) -> None:
    sheet = Given(("姓名", "入会日期"), (("李雷", "2026-06-12"), ("韩梅梅", "2026-06-11")))
    assert _fates(_look(shop, "members", sheet)) == [(2, "refused"), (3, "new")]


class _Stops:
    """Progress that stops after some steps."""

    def __init__(self, after: int) -> None:
        self.left = after

    def step(self, done: int, total: int) -> None:
        """Stop, or not yet."""
        del done, total
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def _many(rows: int, *, beyond: int = 0) -> Given:
    return Given(
        HEADING,
        tuple((f"客户{n}", f"154{beyond + n:08d}", f"槐荫里 {n} 号") for n in range(rows)),
        digest=f"many {rows} {beyond}",
    )


def test_stopped_in_the_middle_nothing_was_there(shop: Shop, tmp_path: Path) -> None:
    """Half a list taken in is worse than none: nobody knows which half."""
    sheet = _many(1600)
    before = {table: shop.kernel.ask(_count, table) for table in (*_TABLES, "operation", "counter")}
    order = _order("members", sheet)
    seen = imports.preview(shop.kernel.ask, sheet, order).seen
    with pytest.raises(Cancelled):
        shop.kernel.run(imports.write, replace(order, seen=seen), sheet, progress=_Stops(2))
    assert {table: shop.kernel.ask(_count, table) for table in before} == before
    assert not shop.kernel.ask(search.search, "15400000001").rows
    done = shop.kernel.run(imports.write, replace(order, seen=seen), sheet)
    assert done.result.made == 1600
    prove_sound(shop.kernel, tmp_path)


def test_the_journal_holds_each_member_apart_and_shows_one_line(shop: Shop) -> None:
    """One person can be erased later without the others; the owner reads one line and not three thousand."""
    _write(shop, "members", _many(700))
    line = shop.kernel.ask(journal.entries, Asked()).rows[0]
    assert (line.use_case, dict(line.facts)) == (
        "imports.write",
        {"what": "members", "made": "700"},
    )
    assert shop.kernel.ask(journal.entries, Asked()).rows[1].use_case != "imports.write"
    one = shop.kernel.ask(member_file.recent).rows[0]
    own = shop.kernel.ask(journal.entries, Asked(member_id=one.id)).rows
    assert [entry.use_case for entry in own] == ["imports.write"]


def test_a_shop_that_sold_meanwhile_is_looked_at_again(shop: Shop) -> None:
    """Between looking and writing a new member came in by hand, with a phone that stands in the sheet."""
    sheet = _many(3)
    order = _order("members", sheet)
    seen = imports.preview(shop.kernel.ask, sheet, order).seen
    shop.member("新来的", "15400000001")
    done = shop.kernel.run(imports.write, replace(order, seen=seen), sheet).result
    assert (done.made, [(fate.row, fate.kind) for fate in done.left]) == (2, [(3, "known")])
    assert shop.kernel.ask(check.check).sound


def test_a_count_that_does_not_hold_writes_nothing(shop: Shop) -> None:
    """The number stands in every operation; a wrong one would break the journal."""
    sheet = _many(3)
    order = _order("members", sheet)
    seen = imports.preview(shop.kernel.ask, sheet, order).seen
    for wrong in (2, 4):
        with pytest.raises(Refused, match=r"import\.moved"):
            shop.kernel.run(imports.write, replace(order, seen=replace(seen, new=wrong)), sheet)
    assert shop.kernel.ask(_count, "member") == 0


def test_the_same_sheet_is_recognised(shop: Shop) -> None:
    """Not sure whether it worked, somebody does it again; the second time is said, and asked about."""
    sheet = _many(3)
    _write(shop, "members", sheet)
    assert _look(shop, "members", sheet).earlier is not None
    order = _order("members", sheet)
    with pytest.raises(Confirm, match=r"import\.again"):
        shop.kernel.run(imports.write, order, sheet)
    with pytest.raises(Refused, match=r"import\.nothing"):
        shop.kernel.run(imports.write, order, sheet, confirmed=("import.again",))
    other = Given(sheet.titles, sheet.cells, digest="another sheet")
    assert _look(shop, "members", other).earlier is None


def test_columns_are_remembered_by_the_heading(shop: Shop) -> None:
    """Corrected by hand once, right the next time."""
    sheet = Given(("客户", "号", "备注"), (("李雷", "15409990001", "x"),))
    order = Order(what="members", columns=(("name", 0), ("phone", 1)))
    shop.kernel.run(imports.write, order, sheet)
    from models.rules.import_columns import shape_id

    kept = shop.kernel.ask(import_known.standing, "members", "d", shape_id("members", sheet.titles))
    assert kept.columns == {"name": 0, "phone": 1}
    bare = Given(("", ""), (("韩梅梅", "15409990002"),), digest="bare")
    shop.kernel.run(imports.write, order, bare)
    none = shop.kernel.ask(import_known.standing, "members", "d", shape_id("members", bare.titles))
    assert none.columns is None


@pytest.mark.parametrize(
    ("columns", "code", "field"),
    [
        ((("phone", 1),), "import.columns_missing", "name"),
        ((("name", 0), ("phone", 0)), "import.column_twice", "phone"),
        ((("name", 0), ("nobody", 1)), "import.column", "columns"),
        ((("name", -1),), "import.column", "columns"),
    ],
)
def test_columns_that_cannot_be_are_refused(
    shop: Shop, columns: tuple[tuple[str, int], ...], code: str, field: str
) -> None:
    with pytest.raises(Refused, match=code.replace(".", r"\.")) as refused:
        shop.kernel.run(imports.write, Order(what="members", columns=columns), _many(1))
    assert refused.value.field == field


def test_too_many_rows_are_refused_before_anything_is_written(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "ROWS_MOST", {"members": 600})
    with pytest.raises(Refused, match=r"import\.too_many"):
        _look(shop, "members", _many(601))
    with pytest.raises(Refused, match=r"import\.too_many"):
        shop.kernel.run(imports.write, _order("members", _many(601)), _many(601))


# Undo


def test_undone_nothing_is_left_of_anybody(shop: Shop, tmp_path: Path, clock: ManualClock) -> None:
    """The wrong list: three hundred strangers must go from the search, the file and the journal alike."""
    known = shop.member()
    outcome = _write(
        shop,
        "members",
        Given(HEADING, (("欧阳无痕", "15409998887", "无痕路 9 号"), *_many(300).cells)),
    )
    clock.advance(timedelta(minutes=5))
    store, words = shop.kernel.store, ("欧阳无痕", "15409998887", "无痕路")
    assert len(found_decrypted(store.folder, store.key, words)) >= len(words)
    assert shop.kernel.ask(search.search, "15409998887").rows
    assert outcome.inverse is not None
    assert shop.kernel.undo(outcome.inverse).result == 301
    assert shop.kernel.ask(_count, "member") == 1
    assert not shop.kernel.ask(search.search, "15409998887").rows
    assert [row.id for row in shop.kernel.ask(search.search, "2046").rows] == [known.id]
    prove_sound(shop.kernel, tmp_path)
    shop.kernel.close()
    assert found_decrypted(store.folder, store.key, words) == []


def test_after_the_undo_the_corrected_sheet_comes_in(shop: Shop) -> None:
    """Nobody may be told that a phone is known which only the undone import had."""
    outcome = _write(shop, "members", _many(40))
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    again = _write(shop, "members", _many(40))
    assert again.result.made == 40
    with pytest.raises(Refused, match=r"import\.undone"):
        shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(check.check).sound


def _job(shop: Shop, member_id: str) -> None:
    shop.job(member_id, "FW-001")


def _household(shop: Shop, member_id: str) -> None:
    from models.services import households

    shop.kernel.run(households.join, member_id, shop.member("旁人", "15401060009").id)


def _referred(shop: Shop, member_id: str) -> None:
    details = MemberDetails(name="新人", source="referral", referred_by_id=member_id)
    shop.kernel.run_keyed(shop.key(), members.create, details)


def _reveal(shop: Shop, member_id: str) -> None:
    phone = shop.kernel.ask(member_file.file, member_id).phones[0].id
    shop.kernel.run(members.reveal_phone, member_id, phone)


def _edit(shop: Shop, member_id: str) -> None:
    shop.kernel.run(members.edit, member_id, MemberDetails(name="改了名"))


def _consent(shop: Shop, member_id: str) -> None:
    shop.kernel.run(consents.record, member_id, purpose="service", granted=True)


def _archive(shop: Shop, member_id: str) -> None:
    shop.kernel.run(members.archive, member_id)


@pytest.mark.parametrize(
    "follow", [_job, _household, _referred, _reveal, _edit, _consent, _archive]
)
def test_an_import_is_not_undone_once_something_followed(shop: Shop, follow: Any) -> None:
    """A job on file for a member who never was: refused, and nothing is taken back."""
    outcome = _write(shop, "members", _many(30))
    one = shop.kernel.ask(member_file.recent).rows[7]
    follow(shop, one.id)
    before = shop.kernel.ask(_count, "member")
    assert outcome.inverse is not None
    with pytest.raises(Refused, match=r"import\.followed") as refused:
        shop.kernel.undo(outcome.inverse)
    assert refused.value.values["name"] in (one.name, "改了名")
    assert shop.kernel.ask(_count, "member") == before
    assert shop.kernel.ask(check.check).sound


def test_emptied_operations_need_their_import_to_be_taken_back(shop: Shop) -> None:
    """Otherwise anybody with the key could empty the journal and leave no trace."""
    outcome = _write(shop, "members", _many(3))
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    with shop.kernel.store.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE import_run SET undone_at=NULL")
    report = shop.kernel.ask(check.check)
    assert {finding.name for finding in report.findings if finding.broken} == {"journal.chain"}


# Devices


DEVICES = ("电话", "卡号", "姓名", "产品", "品牌", "型号", "机身号", "购机日期", "备注")


def test_devices_find_their_owners(shop: Shop, tmp_path: Path) -> None:
    """A washing machine on the wrong file is repaired under the wrong warranty."""
    owner = shop.member()
    shop.washer(owner.id)
    shop.kernel.run_keyed(
        shop.key(), members.create, MemberDetails(name="小张", phones=(PhoneEntry(number="15401062046"),)),
        confirmed=("member.duplicate",),
    )  # fmt: skip
    sheet = Given(
        DEVICES,
        (
            ("15401062046", "", "张桂兰", "格力空调", "格力", "KFR-35", "G1", "2024/5/1", ""),
            ("", owner.number, "", "冰箱", "", "", "", "", ""),
            ("", owner.number, "", "洗衣机", "海尔", "滚筒洗衣机 10 kg", "CE0K210577A31", "", ""),
            ("15401062046", "", "", "空调", "", "", "", "", ""),
            ("15409999999", "", "谁", "空调", "", "", "", "", ""),
            ("15401062046", "", "张桂兰", "柜机空调", "格力", "KFR-35", "G1", "", ""),
            ("", "12345", "", "空调", "", "", "", "", ""),
            ("", "", "", "空调", "", "", "", "", ""),
            ("15401062046", "", "小张", "咖啡机", "德龙", "", 1234567890123456, "", ""),
            ("15401062046", "", "小张", "咖啡机", "德龙", "E1", "", "", "坏过"),
        ),
    )
    found = _look(shop, "devices", sheet)
    assert [(fate.row, fate.kind, fate.why or fate.code) for fate in found.rows] == [
        (2, "new", ""),
        (3, "new", ""),
        (4, "known", "serial"),
        (5, "refused", "import.member_several"),
        (6, "refused", "import.member_unknown"),
        (7, "twin", "serial"),
        (8, "refused", "member.card"),
        (9, "refused", "import.owner_missing"),
        (10, "refused", "import.digits_lost"),
        (11, "new", ""),
    ]  # fmt: skip
    outcome = _write(shop, "devices", sheet)
    assert outcome.result.made == 3
    file = shop.kernel.ask(member_file.file, owner.id)
    assert {(device.category, device.serial) for device in file.devices} >= {
        ("ac", "G1"),
        ("fridge", ""),
    }
    assert [row.id for row in shop.kernel.ask(search.search, "G1").rows] == [owner.id]
    other = next(row for row in shop.kernel.ask(member_file.recent).rows if row.name == "小张")
    (coffee,) = shop.kernel.ask(member_file.file, other.id).devices
    assert (coffee.category, coffee.note) == ("other", "坏过\n咖啡机")
    prove_sound(shop.kernel, tmp_path)
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert len(shop.kernel.ask(member_file.file, owner.id).devices) == 1
    assert _look(shop, "devices", sheet).counts["new"] == 3
    prove_sound(shop.kernel, tmp_path)


def test_devices_with_a_job_are_not_taken_back(shop: Shop) -> None:
    owner = shop.member()
    outcome = _write(shop, "devices", Given(("卡号", "产品"), ((owner.number, "空调"),)))
    (device,) = shop.kernel.ask(member_file.file, owner.id).devices
    details = jobs.JobDetails(member_id=owner.id, device_id=device.id, title="不冷")
    shop.kernel.run_keyed(shop.key(), jobs.open_job, details)
    assert outcome.inverse is not None
    with pytest.raises(Refused, match=r"import\.followed"):
        shop.kernel.undo(outcome.inverse)
    assert devices.spoken_as("", "ac", "") == "ac"


# Prices


PRICES = ("项目编号", "服务项目", "分类", "类型", "单位", "价格", "成本", "质保期")


def test_a_price_list_brings_new_items_and_new_prices(
    shop: Shop, tmp_path: Path, clock: ManualClock
) -> None:
    """The price list of the year, typed in Excel: known items keep their names and get their prices."""
    sheet = Given(
        PRICES,
        (
            ("FW-001", "上门费（改名）", "上门", "", "次", 35, "", ""),
            ("FW-114", "更换滚筒轴承，工时", "洗衣机", "", "次", 120, 0, 90),
            ("KT-01", "空调清洗", "空调", "服务", "台", "120元/台", "", "3个月"),
            ("", "加氟", "", "", "次", 150.5, "", ""),
            ("kt-01", "又是清洗", "", "", "", 1, "", ""),
            ("PJ-9", "压缩机", "配件", "", "个", "面议", "", ""),
            ("", "水封 40.75", "", "配件", "个", 30, 9, 180),
            ("", "没价", "", "", "", "", "", ""),
        ),
    )
    found = _look(shop, "prices", sheet)
    assert [(fate.row, fate.kind, fate.why or fate.code) for fate in found.rows] == [
        (2, "price", "code"),
        (3, "known", "code"),
        (4, "new", ""),
        (5, "new", ""),
        (6, "twin", "code"),
        (7, "refused", "money.not_a_number"),
        (8, "price", "name"),
        (9, "refused", "price.needed"),
    ]  # fmt: skip
    later = clock.now().date() + timedelta(days=10)
    outcome = _write(shop, "prices", sheet, day=later)
    assert outcome.result.made == 4
    rows = {row.code: row for row in shop.kernel.ask(prices.price_list).rows}
    assert (rows["FW-001"].name, rows["FW-001"].price, rows["FW-001"].next_price) == (
        "上门检测费",
        3000,
        3500,
    )
    assert (rows["KT-01"].price, rows["KT-01"].warranty_days, rows["KT-01"].category) == (
        12000,
        90,
        "空调",
    )
    assert (rows["FW-121"].name, rows["FW-121"].category) == ("加氟", "空调")
    assert rows["PJ-0618"].next_from == later
    prove_sound(shop.kernel, tmp_path)
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    after = {row.code: row for row in shop.kernel.ask(prices.price_list, archived=True).rows}
    assert set(after) == {"FW-001", "FW-114", "FW-120", "PJ-0612", "PJ-0618"}
    assert shop.kernel.ask(prices.price_list, day=later).rows[0].price == 3000
    assert "空调" not in {row.category for row in after.values()}
    prove_sound(shop.kernel, tmp_path)


def test_a_list_with_headings_between_and_without_codes(shop: Shop) -> None:
    """As it hangs on the wall: 洗衣机 as a line of its own, the items under it."""
    cells = (
        ("洗衣机类", None),
        ("更换门封", 80),
        ("清洗", 60),
        ("空调类", None),
        ("清洗外机", 90),
        ("合计", 230),
    )
    sheet = Given(("项目", "价格"), cells)
    _write(shop, "prices", sheet)
    rows = {row.name: row for row in shop.kernel.ask(prices.price_list).rows}
    assert rows["更换门封"].category == rows["清洗"].category == "洗衣机类"
    assert rows["清洗外机"].category == "空调类"
    assert len({rows[name].code for name in ("更换门封", "清洗", "清洗外机")}) == 3


def test_an_item_that_was_sold_is_not_taken_back(shop: Shop) -> None:
    outcome = _write(shop, "prices", Given(("项目", "价格"), (("清洗", 60),)))
    (item,) = (row for row in shop.kernel.ask(prices.price_list).rows if row.name == "清洗")
    shop.items[item.code] = item.id
    shop.sell(item.code)
    assert outcome.inverse is not None
    with pytest.raises(Refused, match=r"import\.followed"):
        shop.kernel.undo(outcome.inverse)


# Anything


def test_hostile_cells_are_refused_or_kept_exactly(shop: Shop, tmp_path: Path) -> None:
    """T43: a sheet is the easiest way to put ten thousand strange strings into a shop at once."""
    cells = tuple((text, f"154{n:08d}", text, text) for n, text in enumerate(HOSTILE))
    sheet = Given(("姓名", "手机", "地址", "备注"), cells)
    found = _look(shop, "members", sheet)
    assert found.seen.rows == len(HOSTILE)
    assert all(fate.field for fate in found.rows if fate.kind == "refused")
    done = _write(shop, "members", sheet).result
    assert done.made == found.counts["new"] > 30
    by_phone = {f"154{n:08d}": text for n, text in enumerate(HOSTILE)}
    for row in shop.kernel.ask(member_file.recent, limit=500).rows:
        kept = shop.kernel.ask(_details, row.id)
        assert kept.name == by_phone[kept.phones[0].number].strip()
    prove_sound(shop.kernel, tmp_path)


@query(Right.SERVE)
def _details(view: View, member_id: str) -> MemberDetails:
    return members.stored_details(view, member_id)


NAMES = st.sampled_from(("李雷", "韩梅梅", "", "王芳", " 李 雷"))
PHONES = st.sampled_from(
    ("", "15400000001", 15400000001, "154 0000 0002", "15400000003/15400000001", "1.54E+10")
)
PLACES = st.sampled_from(("", "槐荫里 1 号", "槐荫里1号", "杏园"))


@settings(max_examples=25)
@given(st.lists(st.tuples(NAMES, PHONES, PLACES), max_size=14), st.integers(0, 10**6))
def test_any_sheet_is_written_as_it_was_foretold(shop: Shop, cells: list[Any], salt: int) -> None:
    """What the clerk saw is what happens; nobody is there twice; undone, all is as before."""
    sheet = Given(HEADING, tuple(cells), digest=f"{salt} {random.random()}")
    before = shop.kernel.ask(_count, "member")
    foretold = _look(shop, "members", sheet)
    if not foretold.taken:
        with pytest.raises(Refused, match=r"import\.nothing"):
            _write(shop, "members", sheet)
        return
    outcome = _write(shop, "members", sheet)
    assert outcome.result.made == foretold.taken
    assert [(f.row, f.kind) for f in outcome.result.left] == [
        (f.row, f.kind) for f in foretold.rows if not f.taken
    ]
    assert shop.kernel.ask(_count, "member") == before + foretold.taken
    numbers = shop.kernel.ask(_phones)
    assert len(numbers) == len(set(numbers))
    assert _look(shop, "members", sheet).taken == 0
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert shop.kernel.ask(_count, "member") == before


@query(Right.SERVE)
def _phones(view: View) -> list[str]:
    return [row["number"] for row in view.sql("SELECT number FROM member_phone")]


@given(
    st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1), st.integers(1, 10**6)), max_size=60),
    st.integers(0, 3000),
)
def test_rows_that_were_seen_are_found_like_in_a_dict(
    pairs: list[tuple[int, int]], more: int
) -> None:
    """A twin that is missed is a member on file twice; one that is none is a member who never came in."""
    plain: dict[int, int] = {}
    seen = SeenRows()
    for key, row in [*pairs, *((n * 2**32, n + 1) for n in range(more))]:
        assert seen.row(key) == plain.get(key, 0)
        seen.note(key, row)
        plain[key] = row
    assert all(seen.row(key) == row for key, row in plain.items())
    assert seen.row(12345678901) == plain.get(12345678901, 0)


def test_a_sheet_for_a_coming_day_is_compared_with_what_holds_then(
    shop: Shop, clock: ManualClock
) -> None:
    """135 was prepared for July; the sheet of July says 120 as today, and must bring it back to 120."""
    later = clock.now().date() + timedelta(days=10)
    new = prices.NewPrice(shop.items["FW-114"], 13500)
    shop.kernel.run(prices.set_prices, (new,), effective_from=later)
    sheet = Given(PRICES, (("FW-114", "更换滚筒轴承，工时", "", "", "次", 120, "", ""),))
    assert _write(shop, "prices", sheet, day=later).result.made == 1
    assert shop.kernel.ask(prices.item_on, shop.items["FW-114"], day=later).price == 12000
