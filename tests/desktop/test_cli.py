"""The command line: what a script at night relies on, and what must never be a traceback."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop import cli, opening
from desktop.instance import FolderLock
from models.store import backup
from models.store.engine import FileKey
from tests.conftest import PASSPHRASE

Said = tuple[int | None, Any, Any]
Run = Callable[..., Said]


@pytest.fixture
def linli(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run with --json; returns the exit code and what stdout and stderr hold, decoded."""

    def run(*words: object) -> Said:
        code = cli.run(["--json", *(str(word) for word in words)])
        out, err = capsys.readouterr()
        assert len(out.splitlines()) <= 1
        return code, json.loads(out) if out else None, json.loads(err) if err else None

    return run


@pytest.fixture
def spoken(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int | None, str, str]]:
    """Run as a person would; returns the exit code and both texts."""

    def run(*words: object) -> tuple[int | None, str, str]:
        code = cli.run([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


Spoken = Callable[..., tuple[int | None, str, str]]


def test_without_a_command_the_window_opens() -> None:
    """``linli`` alone is how the shop is opened every morning."""
    assert cli.run([]) is None
    assert cli.run(["--shop", "/somewhere"]) is None
    assert cli.shop_folder(["--shop", "/somewhere"]) == Path("/somewhere")


@pytest.mark.parametrize(
    "words", [["sell"], ["show", "person", "1"], ["search"], ["paper", "receipt", "A-1"]]
)
def test_wrong_usage_exits_2(spoken: Spoken, words: list[str]) -> None:
    """A script tells a slip in itself from a refusal of the shop."""
    code, out, err = spoken(*words)
    assert (code, out) == (2, "")
    assert "usage" in err


def test_the_version_is_told(linli: Run, spoken: Spoken) -> None:
    """The first question of every helper on the phone."""
    code, document, _ = linli("--version")
    assert (code, set(document)) == (0, {"version"})
    assert spoken("--version")[1].startswith("LinLi Desk ")


def test_new_founds_a_shop_that_passphrase_and_paper_key_open(
    linli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The paper key is said once; if it did not open the shop, nobody would know for years."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    folder = tmp_path / "shop"
    code, document, _ = linli(
        "new", folder, "--trade", "repair", "--name", "邻里", "--owner", "何玉梅"
    )
    assert code == 0
    assert len(document["paper_key"].replace("-", "")) == 28
    code, report, _ = linli("--shop", folder, "check", "--deep")
    assert (code, report["sound"], report["members"]) == (0, True, 0)
    assert linli("new", folder, "--name", "x", "--owner", "y")[2]["code"] == "shop.exists"
    assert linli("--shop", folder, "backup", tmp_path / "stick")[0] == 0
    monkeypatch.setenv("LINLI_PASSPHRASE", document["paper_key"])
    assert linli("restore", tmp_path / "stick", tmp_path / "again")[0] == 0


@pytest.mark.parametrize("wanted", [True, False])
def test_a_new_shop_has_points_unless_it_is_told_not_to(
    linli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, wanted: bool
) -> None:
    """An owner who wants none must not owe points from the first bill on."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    folder = tmp_path / "shop"
    asked = ("new", folder, "--name", "邻里", "--owner", "何玉梅", "--without-prices")
    code, document, _ = linli(*asked, *(() if wanted else ("--no-points",)))
    assert (code, document["points"]) == (0, wanted)
    _, shown, _ = linli("--shop", folder, "rules", "show")
    assert [row["number"] for row in shown["versions"]] == ([1] if wanted else [])
    assert linli("--shop", folder, "check")[1]["sound"]


def test_new_asks_what_was_not_said(
    spoken: Spoken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody at the keyboard is asked; nobody at the keyboard is told what is missing."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("sys.stdin", io.StringIO("邻里家电\n何玉梅\n"))
    assert spoken("new", tmp_path / "shop")[0] == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, _, err = spoken("new", tmp_path / "other")
    assert code == 1
    assert "没人回答" in err
    monkeypatch.delenv("LINLI_PASSPHRASE")
    code, _, err = spoken("new", tmp_path / "other", "--name", "a", "--owner", "b")
    assert code == 1
    assert "LINLI_PASSPHRASE" in err
    assert not (tmp_path / "other").exists()


def test_a_wrong_passphrase_is_called_wrong(
    linli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T21: called damaged, the owner would restore an old backup over a good shop."""
    before = (folder / "shop.db").read_bytes()
    monkeypatch.setenv("LINLI_PASSPHRASE", "something else")
    code, document, trouble = linli("--shop", folder, "check")
    assert (code, document, trouble["code"]) == (1, None, "key.wrong")
    assert (folder / "shop.db").read_bytes() == before
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    assert linli("--shop", folder, "check")[0] == 0


def test_demo_makes_a_shop_and_never_over_another(linli: Run, tmp_path: Path) -> None:
    """``make run`` stands on this command."""
    words = ("demo", tmp_path / "shop", "--members", "5", "--years", "0.05", "--seed", "2")
    code, document, _ = linli(*words)
    assert (code, document["members"]) == (0, 5)
    assert linli("--shop", tmp_path / "shop", "check")[0] == 0
    assert linli(*words)[2]["code"] == "demo.not_empty"


def test_search_and_show_find_by_what_people_have_in_hand(linli: Run, demo_folder: Path) -> None:
    """Phones stay masked: looking is not a reveal."""
    shop = ("--shop", demo_folder)
    code, document, _ = linli(*shop, "search", "张桂", "2046")
    assert code == 0
    assert [row["name"] for row in document["found"] if row["kind"] == "member"] == ["张桂兰"]
    card = next(row["number"] for row in document["found"] if row["kind"] == "member")
    _, member, _ = linli(*shop, "show", "member", f"{card[:4]} {card[4:]}")
    assert member["name"] == "张桂兰"
    assert "15401062046" not in json.dumps(member)
    _, job, _ = linli(*shop, "show", "job", "a260610-023")
    assert job["row"]["number"] == "GD-A260610-023"
    assert linli(*shop, "show", "job", job["code"])[1] == job
    _, bill, _ = linli(*shop, "show", "bill", "a1")
    assert bill["receipt"]["number"] == "A-000001"
    assert linli(*shop, "search", "zzzz")[1]["found"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "member", "12"), "member.card"),
        (("show", "member", "8800 9999"), "code.nothing"),
        (("show", "job", "nonsense"), "code.job_number"),
        (("show", "job", "GD-A260610-999"), "job.unknown"),
        (("show", "bill", "A-999999"), "checkout.unknown"),
        (("paper", "receipt", "A-1", "-o", "/nowhere/at/all/r.pdf"), "file.no_folder"),
        (("paper", "receipt", "A-1", "-o", "/"), "sheet.folder"),
        (("export", "bills", "/nowhere/at/all/b.csv"), "file.no_folder"),
    ],
)
def test_what_is_not_there_has_a_reason(
    linli: Run, spoken: Spoken, demo_folder: Path, words: tuple[str, ...], code: str
) -> None:
    """Each with its code for a script and a sentence for a person."""
    exit_code, document, trouble = linli("--shop", demo_folder, *words)
    assert (exit_code, document, trouble["code"]) == (1, None, code)
    exit_code, out, err = spoken("--shop", demo_folder, *words)
    assert (exit_code, out) == (1, "")
    assert err.strip()
    assert code not in err


def test_a_shop_that_is_none_has_a_reason(linli: Run, tmp_path: Path) -> None:
    """A folder without a shop, a file, a text called shop.db."""
    (tmp_path / "file").write_text("x")
    assert linli("--shop", tmp_path / "gone", "check")[2]["code"] == "shop.missing"
    assert linli("--shop", tmp_path / "file", "check")[2]["code"] == "shop.missing"
    (tmp_path / "shop.db").write_text("not a database")
    assert linli("--shop", tmp_path, "check")[2]["code"] == "key.slots_missing"


@pytest.mark.parametrize("width", ["58", "80", "a5"])
def test_papers_are_written_whole_and_counted(
    linli: Run, demo_folder: Path, tmp_path: Path, width: str
) -> None:
    """The second one says that it is a copy."""
    target = tmp_path / "r.pdf"
    words = ("--shop", demo_folder, "paper", "receipt", "A-000002", "-o", target, "--width", width)
    assert linli(*words)[1]["copy"] == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert linli(*words)[1]["copy"] == 1
    card = tmp_path / "card.pdf"
    code, document, _ = linli(
        "--shop", demo_folder, "paper", "job-card", "GD-A260610-023", "-o", card
    )
    assert (code, document["number"]) == (0, "GD-A260610-023")
    assert card.read_bytes().startswith(b"%PDF")


def test_backup_and_restore_say_what_they_hold(
    linli: Run, demo_folder: Path, tmp_path: Path
) -> None:
    """T24: another folder, the same counts."""
    code, made, _ = linli("--shop", demo_folder, "backup", tmp_path / "stick")
    assert code == 0
    assert Path(made["manifest"]).exists()
    for source in (
        tmp_path / "stick",
        made["manifest"],
        made["manifest"][: -len(backup.MANIFEST_SUFFIX)],
    ):
        target = tmp_path / f"restored-{len(str(source))}"
        code, restored, _ = linli("--shop", demo_folder, "restore", source, target)
        assert code == 0
        assert restored["counts"]["member"] == made["members"] == 25
    assert linli("--shop", target, "check", "--deep")[0] == 0


def test_restore_never_lies_down_over_something(
    linli: Run, demo_folder: Path, tmp_path: Path
) -> None:
    """The one mistake that costs everything: the live shop overwritten by last month."""
    linli("--shop", demo_folder, "backup", tmp_path / "stick")
    target = tmp_path / "taken"
    target.mkdir()
    (target / "letter.txt").write_text("kept")
    words = ("--shop", demo_folder, "restore", tmp_path / "stick", target)
    assert linli(*words)[2]["code"] == "restore.not_empty"
    (target / "letter.txt").unlink()
    with FolderLock(target):
        assert linli(*words)[2]["code"] == "shop.open_elsewhere"
    assert linli("restore", tmp_path, tmp_path / "x")[2]["code"] == "backup.missing"
    assert linli("restore", tmp_path / "no.db", tmp_path / "x")[2]["code"] == "backup.missing"
    assert not (tmp_path / "x").exists()


def test_a_broken_row_makes_check_exit_1(linli: Run, spoken: Spoken, demo_folder: Path) -> None:
    """A nightly script must wake somebody."""
    key = opening.demo_key(demo_folder)
    assert isinstance(key, FileKey)
    kernel = opening.open_shop(demo_folder, key)
    with kernel.store.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE bill SET rounding=rounding+7 WHERE number='A-000001'")
    kernel.close()
    code, report, _ = linli("--shop", demo_folder, "check")
    assert (code, report["sound"]) == (1, False)
    assert {entry["name"] for entry in report["findings"] if entry["broken"]} == {"bill.sum"}
    assert "bill.sum" in spoken("--shop", demo_folder, "check")[1]


def test_it_speaks_the_language_of_the_desk_and_of_the_system(
    spoken: Spoken, demo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a shop is open the system's language is all that is known."""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert "no shop" in spoken("--shop", "/nowhere", "check")[2].lower()
    assert "都对" in spoken("--shop", demo_folder, "check")[1]
