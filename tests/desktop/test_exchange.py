"""Tables in and out on the command line: a wrong file gets a reason, a formula stays text, a sheet counts once."""

import csv
import io
import json
import random
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop import cli, opening
from models.base.clock import ManualClock
from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.kernel import Kernel, Surroundings
from models.services import exchange, imports, members
from models.services.imports import Order
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.store.work import View
from tests.desktop.conftest import UNTIL
from tests.sheets.given import Given
from tests.shopkeeping import Shop
from views.sheets import csv_out, reading, xlsx_out
from views.sheets.lists_out import TENDERS
from views.texts import catalogue

TABLE = "姓名,手机,地址\r\n李雷,154 0999 0001,槐荫里 1 号\r\n韩梅梅,15409990002,\r\n,,\r\n"
RUN_BY_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r", "\n")
"""SAFETY.md's list, written here again: a test that reads the program's own would agree with any."""
HOSTILE = (
    "=1+1", "+86 154", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x","y")',
    "'=1", '"quoted", comma', "<img src=/etc/passwd>", "%_'; DROP TABLE member; --", "两\n行", "#REF!",
)  # fmt: skip


def _json(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int | None, Any, Any]:
    code = cli.run(["--json", *(str(word) for word in words)])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, json.loads(err) if err else None


@query(Right.SERVE)
def _operations(view: View) -> list[str]:
    return [row["use_case"] for row in view.sql("SELECT use_case FROM operation ORDER BY position")]


def _kernel(folder: Path) -> Kernel:
    key = opening.demo_key(folder)
    assert key is not None
    return opening.open_shop(folder, key, around=Surroundings(ManualClock(UNTIL), random.Random(2)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_table_is_taken_in_once(
    capsys: pytest.CaptureFixture[str],
    demo_folder: Path,
    tmp_path: Path,
    encoding: str,
    delimiter: str,
) -> None:
    """The clerk is not sure whether it worked and does it again: nobody may be there twice."""
    file = tmp_path / "会员.csv"
    file.write_bytes(TABLE.replace(",", delimiter).encode(encoding))
    words = ("--shop", demo_folder, "import", "members", file)
    code, done, _ = _json(capsys, *words)
    assert (code, done["created"], done["skipped"], done["replayed"]) == (0, 2, [], False)
    code, again, _ = _json(capsys, *words)
    assert (code, again["created"], again["replayed"]) == (0, 2, True)
    _, found, _ = _json(capsys, "--shop", demo_folder, "search", "0999")
    assert sorted(r["name"] for r in found["found"] if r["kind"] == "member") == ["李雷", "韩梅梅"]


def test_duplicates_and_wrong_rows_are_left_out_and_named(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, tmp_path: Path
) -> None:
    """Against the shop and inside the table, by phone and by name with address; the rest comes in."""
    file = tmp_path / "m.csv"
    file.write_text(
        "phone;name;address\n15401062046;张阿姨;\n15409990003;王五;杏园 1\n154-0999-0003;老王;\n"
        ";王五;杏园1\n;张桂兰;清河路 86 弄 12 号 502 室\n1540999;钱七;\n;;杏园 3\n15409990004;喂;",
        encoding="utf-8",
    )
    words = ("--shop", demo_folder, "import", "members", file)
    code, looked, _ = _json(capsys, *words, "--dry-run")
    assert (code, looked["counts"]["new"]) == (0, 2)
    assert not _json(capsys, "--shop", demo_folder, "search", "15409990004")[1]["found"]
    code, done, _ = _json(capsys, *words)
    assert (code, done["created"]) == (0, 2)
    told = [
        (e["row"], e["kind"], e["why"] or e["code"], e["known"], e["earlier"])
        for e in done["skipped"]
    ]
    assert told == [
        (2, "known", "phone", "张桂兰", 0),
        (4, "twin", "phone", "", 3),
        (5, "twin", "name_address", "", 3),
        (6, "known", "name_address", "张桂兰", 0),
        (7, "refused", "phone.too_short", "", 0),
        (8, "refused", "text.required", "", 0),
    ]
    assert looked["rows"] == done["skipped"]


def test_the_command_speaks_to_a_person(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, tmp_path: Path
) -> None:
    """Whoever runs it at night reads in the morning what was left out, and why."""
    file = tmp_path / "m.csv"
    file.write_text("姓名,手机\n赵六,15409990005\n钱七,1540999\n合计,2\n", encoding="utf-8")
    assert cli.run(["--shop", str(demo_folder), "import", "members", str(file)]) == 0
    said = capsys.readouterr().out
    assert "A 列『姓名』是姓名" in said
    assert "第 3 行 钱七：手机：号码要 11 位，现在 7 位" in said
    assert "第 4 行 合计：合计行，不是记录" in said
    assert "导入 1 行，跳过 2 行" in said


def test_a_sheet_is_named_or_found(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, tmp_path: Path
) -> None:
    """The workbook has a page of notes first, and two lists behind it."""
    book = openpyxl.Workbook()
    book.active.append(["这里是说明"])
    for name, person, phone in (
        ("老客户", "甲一", "15409990011"),
        ("新客户", "乙二", "15409990012"),
    ):
        sheet = book.create_sheet(name)
        sheet.append(["姓名", "电话"])
        sheet.append([person, phone])
    file = tmp_path / "book.xlsx"
    book.save(file)
    words = ("--shop", demo_folder, "import", "members", file)
    assert _json(capsys, *words)[1]["created"] == 1
    assert _json(capsys, "--shop", demo_folder, "search", "甲一")[1]["found"]
    assert _json(capsys, *words, "--sheet", "新客户")[1]["created"] == 1
    assert _json(capsys, *words, "--sheet", "3")[1]["replayed"]
    code, _, trouble = _json(capsys, *words, "--sheet", "没有")
    assert (code, trouble["code"]) == (1, "sheet.none")


def _workbook(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty"),
        (b" \r\n \r\n", "sheet.empty"),
        (b"%PDF-1.7 \xe2\xe3", "sheet.no_table"),
        (b"<html><table><tr><td>x", "sheet.no_table"),
        (b"PK\x03\x04\x14\x00", "sheet.broken"),
        (_workbook({"word/document.xml": b"<x/>"}), "sheet.no_table"),
        (_workbook({"xl/workbook.xml": b"<x"}), "sheet.broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.old_workbook"),
        (b"\x89PNG\r\n\x1a\n", "sheet.no_table"),
        (b"\xff\xfe\xff", "sheet.encoding"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "sheet.encoding"),
        (b"a\0b", "sheet.encoding"),
        ("姓名,手机\n李雷,154".encode()[:-1] + "雷".encode()[:2], "sheet.broken_text"),
        ("姓名,手机\n".encode(), "import.nothing"),
        (b'name,phone\n"' + b"x" * 200_000, "sheet.row"),
        ('姓名,手机\n"李雷,15409990001\n韩梅梅,15409990002\n'.encode(), "sheet.row"),
    ],
)
def test_a_wrong_file_gets_a_reason(
    capsys: pytest.CaptureFixture[str],
    demo_folder: Path,
    tmp_path: Path,
    content: bytes,
    code: str,
) -> None:
    """A quote that is never closed swallows the rest of the list: it must be said, not taken for one cell."""
    file = tmp_path / "wrong.csv"
    file.write_bytes(content)
    exit_code, _, trouble = _json(capsys, "--shop", demo_folder, "import", "members", file)
    assert (exit_code, trouble["code"]) == (1, code)
    assert cli.run(["--shop", str(demo_folder), "import", "members", str(file)]) == 1
    assert capsys.readouterr().err.strip()


def test_a_folder_and_nothing_are_no_tables(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, tmp_path: Path
) -> None:
    """Tab completion stops at the folder."""
    shop = ("--shop", demo_folder, "import", "members")
    assert _json(capsys, *shop, tmp_path)[2]["code"] == "sheet.folder"
    assert _json(capsys, *shop, tmp_path / "gone.csv")[2]["code"] == "sheet.missing"


KINDS = ("members", "devices", "jobs", "bills", "prices", "journal")


@pytest.mark.parametrize("what", KINDS)
def test_an_export_is_whole_audited_and_readable(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, tmp_path: Path, what: str
) -> None:
    """Who took all the numbers with them must stand in the journal; both forms hold the same."""
    file, book = tmp_path / f"{what}.csv", tmp_path / f"{what}.xlsx"
    code, done, _ = _json(capsys, "--shop", demo_folder, "export", what, file)
    assert code == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == done["rows"] + 1 > (1 if what == "devices" else 20)
    assert len({len(row) for row in rows}) == 1
    assert (file.stat().st_mode & 0o077) == 0
    kernel = _kernel(demo_folder)
    assert kernel.ask(_operations)[-1] == "exchange.permit"
    kernel.close()
    code, again, _ = _json(capsys, "--shop", demo_folder, "export", what, book)
    assert (code, again["rows"]) == (0, done["rows"] + (what == "journal"))
    assert (book.stat().st_mode & 0o077) == 0
    assert not list(tmp_path.glob("*.part"))
    cells = list(openpyxl.load_workbook(book).active.iter_rows(values_only=True))
    assert list(cells[0]) == rows[0]
    if what == "bills":
        said = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        tender = catalogue("zh").say
        kinds = [tender(f"cli.tender.{kind}") for kind in TENDERS]
        assert all(float(r["实收"]) == pytest.approx(sum(float(r[k]) for k in kinds)) for r in said)
        assert [row[9] for row in cells[1:]] == [float(row["实收"]) for row in said]
    if what == "members":
        assert "154 0106 2046" in {row[2] for row in cells}
        assert isinstance(cells[1][8], datetime)


@pytest.mark.parametrize(
    ("what", "form"), [(w, f) for w in ("members", "devices", "prices") for f in ("csv", "xlsx")]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_exported_table_can_be_taken_in_again(
    demo_folder: Path, tmp_path: Path, what: Any, form: str, language: str
) -> None:
    """The way from one shop's PC to the next, and the price list's way through a spreadsheet and back."""
    from models.rules.import_columns import FIELDS, suggest
    from views.sheets import list_file

    kernel = _kernel(demo_folder)
    file = tmp_path / f"m.{form}"
    permit = kernel.run(exchange.permit, what).result
    list_file.write_list(
        file, what, lambda take: kernel.ask(exchange.export, permit, take),
        words=catalogue(language), zone="Asia/Shanghai",
    )  # fmt: skip
    sheet = reading.open_file(file).best(what)
    columns = suggest(what, sheet.titles, sheet.sample)
    expected = {field.name for field in FIELDS[what]} - {"gender", "birthday", "notes"}
    assert set(columns) == expected
    seen = imports.preview(kernel.ask, sheet, Order(what=what, columns=tuple(columns.items())))
    kernel.close()
    assert set(seen.counts) <= {"known"}
    assert seen.seen.rows >= 1 or what == "devices"


def test_a_clerk_exports_and_imports_nothing(demo_folder: Path) -> None:
    """T42: hiding the command is no right."""
    kernel = _kernel(demo_folder)
    kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    with pytest.raises(Refused, match=r"right\.missing"):
        kernel.run(exchange.permit, "members")
    permit = exchange.Permit("members", datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(Refused, match=r"right\.missing"):
        kernel.ask(exchange.export, permit, print)
    order = Order(what="members", columns=(("name", 0),))
    with pytest.raises(Refused, match=r"right\.missing"):
        kernel.run(imports.write, order, Given(("姓名",), (("甲",),)))
    assert kernel.ask(_operations)[-3:] == [
        "denied exchange.permit",
        "denied exchange.export",
        "denied imports.write",
    ]
    kernel.close()


def _hostile_shop(shop: Shop) -> None:
    for place, text in enumerate(HOSTILE):
        line = " ".join(text.split())
        details = MemberDetails(
            name=line or "x",
            phones=(PhoneEntry(number=f"1540888{place:04d}"),),
            addresses=(AddressEntry(text=line),),
        )
        shop.kernel.run_keyed(shop.key(), members.create, details)


def test_no_cell_becomes_a_formula(shop: Shop, tmp_path: Path) -> None:
    """T43: the owner opens the export, and a customer's name runs a program."""
    _hostile_shop(shop)
    file = tmp_path / "m.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv_out.Table(stream, "members", words=catalogue("zh"), zone="Asia/Shanghai")
        permit = shop.kernel.run(exchange.permit, "members").result
        shop.kernel.ask(exchange.export, permit, table.take)
    text = file.read_text(encoding="utf-8-sig")
    cells = [entry for row in csv.reader(io.StringIO(text, newline="")) for entry in row]
    assert len(cells) > 14 * len(HOSTILE)
    assert not [entry for entry in cells if entry.startswith(RUN_BY_A_SPREADSHEET)]
    _comes_back(shop, file)


def test_no_cell_of_a_workbook_becomes_a_formula(shop: Shop, tmp_path: Path) -> None:
    """The same in Excel's own form: a formula is a kind of cell there, and no name may be one."""
    _hostile_shop(shop)
    file = tmp_path / "m.xlsx"
    table = xlsx_out.Table("members", words=catalogue("zh"), zone="Asia/Shanghai")
    permit = shop.kernel.run(exchange.permit, "members").result
    shop.kernel.ask(exchange.export, permit, table.take)
    table.save(file)
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        styles = archive.read("xl/styles.xml")
    assert b"<f" not in sheet.replace(b"<formula", b"")
    assert b'quotePrefix="1"' in styles
    cells = [cell for row in openpyxl.load_workbook(file).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    _comes_back(shop, file)


def _comes_back(shop: Shop, file: Path) -> None:
    """Every hostile name is read again as it was: all of them are known to the shop by their phones."""
    sheet = reading.open_file(file).best("members")
    columns = (("name", 1), ("phone", 2), ("address", 3))
    seen = imports.preview(shop.kernel.ask, sheet, Order(what="members", columns=columns))
    assert seen.counts.get("known") == len(HOSTILE) - 1
    assert [(fate.name, fate.code) for fate in seen.rows if fate.kind == "refused"] == [
        ("#REF!", "import.error_value")
    ]
    back = {fate.name for fate in seen.rows}
    assert {" ".join(text.split()) for text in HOSTILE} <= back | {"'=1"}


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    """And numbers stay numbers, a minus included."""
    said = csv_out.cell(text)
    assert said in (text, f"'{text}")
    assert not said.startswith(RUN_BY_A_SPREADSHEET)
    assert csv_out.cell(-3) == -3
    assert csv_out.cell(csv_out.amount(-344_05)) == "-344.05"


@pytest.mark.parametrize("form", ["pdf", "json"])
def test_a_members_own_data_is_written_audited_and_private(
    demo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """The member asks at the desk for what is known; the owner sees later that it was handed over."""
    file = tmp_path / f"own.{form}"
    where = ("--shop", demo_folder, "export", "member")
    code, done, _ = _json(capsys, *where, "88000001", file)
    assert (code, done["number"]) == (0, "88000001")
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_bytes().startswith(b"%PDF" if form == "pdf" else b"{")
    code, _, refused = _json(capsys, *where, "88000001", tmp_path / "own.docx")
    assert (code, refused["code"]) == (1, "personal.form")
    kernel = _kernel(demo_folder)
    assert kernel.ask(_operations)[-1] == "personal_data.hand_over"
    kernel.close()
