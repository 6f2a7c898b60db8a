"""Backups on the command line: what a script at night and a helper on the phone rely on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop import cli, opening
from desktop.instance import FolderLock
from desktop.keeping import ShopKeeping
from models.services.shop import add_person
from models.store.engine import FILE_NAME, FileKey, connect
from tests.conftest import PASSPHRASE

Run = Callable[..., tuple[int | None, Any, Any]]


@pytest.fixture
def linli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run with --json; returns the exit code and what stdout and stderr hold, decoded."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)

    def run(*words: object) -> tuple[int | None, Any, Any]:
        code = cli.run(["--json", *(str(word) for word in words)])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, json.loads(err) if err else None

    return run


def _copy(made: Any) -> Path:
    return Path(str(made["manifest"])[: -len(".manifest.json")])


def test_the_list_proves_each_generation(linli: Run, folder: Path, tmp_path: Path) -> None:
    """A nightly script must wake somebody before the copy is needed."""
    stick = tmp_path / "stick"
    shop = ("--shop", folder)
    _, first, _ = linli(*shop, "backup", stick)
    linli(*shop, "backup", stick)
    code, document, _ = linli(*shop, "backups", stick)
    assert code == 0
    assert [(row["sound"], row["anchored"]) for row in document["generations"]] == [
        (True, True)
    ] * 2
    copy = _copy(first)
    content = bytearray(copy.read_bytes())
    content[-40] ^= 1
    copy.write_bytes(content)
    code, document, _ = linli(*shop, "backups", stick)
    assert code == 1
    assert [(row["sound"], row["code"]) for row in document["generations"]] == [
        (True, ""),
        (False, "backup.unverified"),
    ]
    code, document, _ = linli("--shop", tmp_path / "bare", "backups", stick)
    assert (code, [row["sound"] for row in document["generations"]]) == (0, [None, None])
    assert linli(*shop, "backups", tmp_path)[2]["code"] == "backup.none"


def test_t40_a_journal_grown_anew_is_told_by_the_stick(
    linli: Run, folder: Path, tmp_path: Path, key: FileKey
) -> None:
    """Who cuts the journal's tail and sells on cannot reach the stick in the owner's drawer."""
    stick = tmp_path / "stick"
    linli("--shop", folder, "backup", stick)
    connection = connect(folder / FILE_NAME, key)
    connection.execute("DELETE FROM operation WHERE position=(SELECT max(position) FROM operation)")
    connection.close()
    _, document, _ = linli("--shop", folder, "backups", stick)
    assert [row["anchored"] for row in document["generations"]] == [False]


def test_a_drill_from_the_command_line(
    linli: Run, folder: Path, tmp_path: Path, key: FileKey
) -> None:
    """Exit 0 means restored and counted, nothing less."""
    stick = tmp_path / "stick"
    assert linli("--shop", folder, "drill")[2]["code"] == "backup.nowhere"
    kernel = opening.open_shop(folder, key)
    ShopKeeping(kernel).add_place(stick, "U 盘")
    kernel.close()
    _, made, _ = linli("--shop", folder, "backup", stick)
    code, document, _ = linli("--shop", folder, "drill")
    assert (code, document["passed"], document["file"]) == (0, True, made["file"])
    copy = _copy(made)
    copy.write_bytes(copy.read_bytes()[:-4096])
    code, document, _ = linli("--shop", folder, "drill")
    assert (code, document["passed"], document["damaged"]) == (1, False, True)


def test_a_copy_made_by_hand_is_drilled_in_its_folder(
    linli: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who backs up by a script keeps no place in the settings, and wants to know all the same."""
    stick = tmp_path / "stick"
    shop = ("--shop", folder)
    linli(*shop, "backup", stick)
    _, newest, _ = linli(*shop, "backup", stick)
    code, _, trouble = linli(*shop, "drill")
    assert (code, trouble["code"]) == (1, "backup.nowhere")
    code, document, _ = linli(*shop, "drill", stick)
    assert (code, document["passed"], document["file"]) == (0, True, newest["file"])
    copy = _copy(newest)
    copy.write_bytes(copy.read_bytes()[:-4096])
    monkeypatch.chdir(stick)
    code, document, _ = linli(*shop, "drill", ".")
    assert (code, document["damaged"]) == (1, True)
    assert document["sound_at"] < document["made_at"]


def test_a_folder_without_a_copy_of_this_shop_is_named(
    linli: Run, folder: Path, tmp_path: Path
) -> None:
    """The neighbour's stick, an empty one, none at all: three answers, and no drill of somebody else's data."""
    stick, other = tmp_path / "stick", tmp_path / "other"
    linli("new", other, "--name", "别家", "--owner", "甲", "--without-prices")
    linli("--shop", other, "backup", stick)
    code, _, trouble = linli("--shop", folder, "drill", stick)
    assert (code, trouble["code"], trouble["values"]) == (1, "backup.none", {"name": "stick"})
    assert linli("--shop", folder, "drill", tmp_path)[2]["code"] == "backup.none"
    assert linli("--shop", folder, "drill", tmp_path / "no")[2]["code"] == "shop.not_a_folder"


def test_t16_over_a_shop_only_with_a_yes_that_knows_what_it_costs(
    linli: Run, folder: Path, tmp_path: Path, key: FileKey
) -> None:
    """The helper on the phone says "just restore"; the program says what that costs, and asks."""
    stick = tmp_path / "stick"
    linli("--shop", folder, "backup", stick)
    words = ("restore", stick, folder)
    code, _, trouble = linli(*words)
    assert (code, trouble["code"], trouble["kind"]) == (1, "restore.replaces", "confirm")
    other = tmp_path / "other"
    linli("new", other, "--name", "别家", "--owner", "甲", "--without-prices")
    code, _, trouble = linli("restore", stick, other)
    assert (code, trouble["code"]) == (1, "restore.other_shop")
    before = (folder / FILE_NAME).read_bytes()
    with FolderLock(folder):
        assert linli(*words, "--yes")[2]["code"] == "shop.open_elsewhere"
    assert (folder / FILE_NAME).read_bytes() == before
    code, document, _ = linli(*words, "--yes")
    assert (code, document["letter"]) == (0, "B")
    aside = Path(document["aside"])
    assert (aside / FILE_NAME).exists()
    opened = opening.open_shop(folder, key)
    try:
        opened.run(add_person, name="周凯")
    finally:
        opened.close()
    assert linli("--shop", aside, "check")[0] == 0
    code, document, _ = linli(*words, "--yes")
    assert (code, document["letter"]) == (0, "C")


def test_t08_a_damaged_shop_is_set_aside_and_the_backup_opens(
    linli: Run, folder: Path, tmp_path: Path
) -> None:
    """A truncated file: nobody can say what will be missing, and it is still not thrown away."""
    stick = tmp_path / "stick"
    linli("--shop", folder, "backup", stick)
    whole = (folder / FILE_NAME).read_bytes()
    (folder / FILE_NAME).write_bytes(whole[: len(whole) // 2])
    assert linli("restore", stick, folder)[2]["code"] == "restore.unreadable"
    code, document, _ = linli("restore", stick, folder, "--yes")
    assert code == 0
    assert (Path(document["aside"]) / FILE_NAME).read_bytes() == whole[: len(whole) // 2]
    assert linli("--shop", folder, "check")[0] == 0


def test_a_wrong_secret_and_a_newer_schema_leave_everything(
    linli: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T16, T21: said for what they are, and the target is not even made."""
    stick = tmp_path / "stick"
    linli("--shop", folder, "backup", stick)
    monkeypatch.setenv("LINLI_PASSPHRASE", "another one")
    assert linli("restore", stick, tmp_path / "new")[2]["code"] == "key.wrong"
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("models.store.gate.SCHEMA", "0001")
    assert linli("restore", stick, tmp_path / "new")[2]["code"] == "shop.newer"
    assert not (tmp_path / "new").exists()
