"""Tables in and out: a wrong file gets a reason, a formula stays text, the same file counts once."""

import csv
import io
import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desktop import cli, opening
from models.base.clock import ManualClock
from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.kernel import Kernel, Surroundings
from models.services import exchange, members
from models.services.exchange import MemberIn
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.store.work import View
from tests.desktop.conftest import UNTIL
from tests.shopkeeping import Shop
from views.sheets import csv_out, members_in
from views.texts import catalogue

TABLE = "姓名,手机,地址\r\n李雷,154 0999 0001,槐荫里 1 号\r\n韩梅梅,15409990002,\r\n,,\r\n"
RUN_BY_A_SPREADSHEET = ("=", "+", "-", "@", "\t", "\r", "\n")
"""SAFETY.md's list, written here again: a test that reads the program's own would agree with any."""
HOSTILE = (
    "=1+1", "+86 154", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x","y")',
    "'=1", '"quoted", comma', "<img src=/etc/passwd>", "%_'; DROP TABLE member; --", "两\n行",
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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
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


def test_duplicates_are_left_out_and_named(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, tmp_path: Path
) -> None:
    """Against the shop and inside the table, by phone and by name with address."""
    file = tmp_path / "m.csv"
    file.write_text(
        "phone;name;address\n15401062046;张阿姨;\n15409990003;王五;杏园 1\n154-0999-0003;老王;\n"
        ";王五;杏园1\n;张桂兰;清河路 86 弄 12 号 502 室\n",
        encoding="utf-8",
    )
    code, done, _ = _json(capsys, "--shop", demo_folder, "import", "members", file)
    assert (code, done["created"]) == (0, 1)
    told = [(e["row"], e["why"], e["known"], e["earlier"]) for e in done["skipped"]]
    assert told == [
        (2, "phone", "张桂兰", 0),
        (4, "phone", "王五", 3),
        (5, "name_address", "王五", 3),
        (6, "name_address", "张桂兰", 0),
    ]


def test_a_wrong_row_is_named_and_nothing_is_taken(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, tmp_path: Path
) -> None:
    """Half a list taken in is worse than none: nobody knows which half."""
    file = tmp_path / "m.csv"
    file.write_text(
        "姓名,手机\n赵六,15409990004\n,15409990005\n钱七,1540999\n孙八,喂\n", encoding="utf-8"
    )
    words = ["--shop", str(demo_folder), "import", "members", str(file)]
    code, _, trouble = _json(capsys, *words)
    assert (code, trouble["code"]) == (1, "import.rows")
    told = [(row["row"], row["code"]) for row in trouble["values"]["rows"]]
    assert told == [(3, "text.required"), (4, "phone.too_short"), (5, "phone.letters")]
    assert cli.run(words) == 1
    err = capsys.readouterr().err
    assert "第 4 行 手机：号码要 11 位，现在 7 位" in err
    assert not _json(capsys, "--shop", demo_folder, "search", "15409990004")[1]["found"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty"),
        (b" \r\n \r\n", "sheet.empty"),
        (b"%PDF-1.7 \xe2\xe3", "sheet.no_table"),
        (b"PK\x03\x04\x14\x00", "sheet.workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.workbook"),
        (b"\x89PNG\r\n\x1a\n", "sheet.no_table"),
        ("姓名,手机\n".encode("utf-16"), "sheet.encoding"),
        (b"\xff\xfe\xff\xff", "sheet.encoding"),
        (b"a\0b", "sheet.encoding"),
        ("名字,电话\n李雷,1\n".encode(), "sheet.columns"),
        ("姓名,手机\n".encode(), "import.nothing"),
        (b'name,phone\n"' + b"x" * 200_000, "sheet.row"),
        (("姓名\n" + "李\n" * 5001).encode(), "import.too_many"),
        (b"x" * 5_000_001, "sheet.too_large"),
    ],
)
def test_a_wrong_file_gets_a_reason(
    capsys: pytest.CaptureFixture[str],
    demo_folder: Path,
    tmp_path: Path,
    content: bytes,
    code: str,
) -> None:
    """A renamed workbook is the most common one of all."""
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


@pytest.mark.parametrize("what", ["members", "jobs", "bills"])
def test_an_export_is_whole_audited_and_readable(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, tmp_path: Path, what: str
) -> None:
    """Who took all the numbers with them must stand in the journal."""
    file = tmp_path / f"{what}.csv"
    code, done, _ = _json(capsys, "--shop", demo_folder, "export", what, file)
    assert code == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == done["rows"] > 20
    assert all(None not in row and None not in row.values() for row in rows)
    assert (file.stat().st_mode & 0o077) == 0
    assert not list(tmp_path.glob("*.part"))
    kernel = _kernel(demo_folder)
    assert kernel.ask(_operations)[-1] == "exchange.permit"
    kernel.close()
    if what == "members":
        assert {row["手机"] for row in rows} >= {"154 0106 2046"}
    if what == "bills":
        assert all(
            float(row["实收"])
            == pytest.approx(sum(float(row[k]) for k in ("现金", "微信", "支付宝", "刷卡")))
            for row in rows
        )


def test_an_exported_table_can_be_taken_in_again(
    capsys: pytest.CaptureFixture[str], demo_folder: Path, tmp_path: Path
) -> None:
    """The way from one shop's PC to the next."""
    file = tmp_path / "m.csv"
    _json(capsys, "--shop", demo_folder, "export", "members", file)
    code, done, _ = _json(capsys, "--shop", demo_folder, "import", "members", file)
    assert (code, done["created"], len(done["skipped"])) == (0, 0, 25)


def test_a_clerk_exports_nothing(demo_folder: Path) -> None:
    """T42: hiding the command is no right."""
    kernel = _kernel(demo_folder)
    kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    with pytest.raises(Refused, match=r"right\.missing"):
        kernel.run(exchange.permit, "members")
    permit = exchange.Permit("members", datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(Refused, match=r"right\.missing"):
        kernel.ask(exchange.export, permit, print)
    with pytest.raises(Refused, match=r"right\.missing"):
        kernel.run_keyed("k", exchange.import_members, (MemberIn(row=2, name="甲"),))
    assert kernel.ask(_operations)[-3:] == [
        "denied exchange.permit",
        "denied exchange.export",
        "denied exchange.import_members",
    ]
    kernel.close()


def test_no_cell_becomes_a_formula(shop: Shop) -> None:
    """T43: the owner opens the export, and a customer's name runs a program."""
    for place, text in enumerate(HOSTILE):
        line = " ".join(text.split())
        details = MemberDetails(
            name=line or "x",
            phones=(PhoneEntry(number=f"1540888{place:04d}"),),
            addresses=(AddressEntry(text=line),),
        )
        shop.kernel.run_keyed(shop.key(), members.create, details)
    stream = io.StringIO(newline="")
    table = csv_out.Table(stream, "members", words=catalogue("zh"), zone="Asia/Shanghai")
    permit = shop.kernel.run(exchange.permit, "members").result
    shop.kernel.ask(exchange.export, permit, table.take)
    text = stream.getvalue()
    cells = [entry for row in csv.reader(io.StringIO(text[1:], newline="")) for entry in row]
    assert len(cells) > 14 * len(HOSTILE)
    assert not [entry for entry in cells if entry.startswith(RUN_BY_A_SPREADSHEET)]
    back = members_in.read(text.encode(), name="m.csv")
    assert {" ".join(text.split()) for text in HOSTILE} <= {row.name for row in back} | {"'=1"}


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
