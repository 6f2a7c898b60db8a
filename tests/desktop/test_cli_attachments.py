"""Photos and files by command: the same door, the same rights, the same journal as the window."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop import cli, opening
from models.kernel import NOBODY
from models.services import attachments, check
from models.services.job_file import by_number
from tests.conftest import PASSPHRASE
from tests.shopkeeping import Shop

Run = Callable[..., tuple[int | None, Any, Any]]


@pytest.fixture
def linli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Run:
    """Run with --json on this test's shop."""
    monkeypatch.setenv("LINLI_PASSPHRASE", PASSPHRASE)

    def run(*words: object) -> tuple[int | None, Any, Any]:
        code = cli.run(["--json", "--shop", str(folder), *(str(word) for word in words)])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, json.loads(err) if err else None

    return run


@pytest.fixture
def number(shop: Shop) -> str:
    return shop.job(shop.member().id).number


def test_a_photo_goes_in_is_listed_and_comes_out(
    linli: Run, shop: Shop, number: str, tmp_path: Path
) -> None:
    """A script takes the pictures off the shop's camera every evening."""
    given = tmp_path / "划痕.jpg"
    given.write_bytes(b"\xff\xd8\xff" + b"x" * 300_000)
    code, made, _ = linli("attach", number, given, "--shows", "damage")
    assert (code, made["name"], made["purpose"], made["job"]) == (
        0,
        "划痕.jpg",
        "damage",
        number,
    )
    assert "digest" not in made
    code, found, _ = linli("attachments", number)
    assert (code, [row["id"] for row in found["attachments"]]) == (0, [made["id"]])
    target = tmp_path / "out.jpg"
    assert linli("attachment", made["id"], "-o", target)[0] == 0
    assert target.read_bytes() == given.read_bytes()
    with shop.kernel.store.reader.connect() as connection:
        done = connection.exec_driver_sql("SELECT use_case FROM operation ORDER BY position")
        assert [row[0] for row in done][-2:] == ["attachments.add", "attachments.save"]
    assert shop.kernel.ask(check.check).sound
    assert shop.kernel.ask(attachments.of_job, shop.kernel.ask(by_number, number))


def test_what_cannot_be_done_is_said_and_changes_nothing(
    linli: Run, shop: Shop, number: str, tmp_path: Path
) -> None:
    given = tmp_path / "a.jpg"
    given.write_bytes(b"\xff\xd8\xff")
    for words, refused in (
        (("attach", number, tmp_path / "none.jpg"), "attachment.unreadable"),
        (("attach", "GD-A260611-999", given), "job.unknown"),
        (("attachment", "0" * 32, "-o", tmp_path / "x"), "record.gone"),
        (("attachment", "0" * 32, "-o", tmp_path), "sheet.folder"),
    ):
        code, _, trouble = linli(*words)
        assert code == 1
        assert trouble["code"] == refused or refused == "job.unknown"
    assert list(shop.kernel.store.vault.lying()) == []
    assert not (tmp_path / "x").exists()


def test_a_terminal_gives_nobody_more_than_the_window_does(
    linli: Run, number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A technician without a desk account cannot take the pictures of homes along."""
    given = tmp_path / "a.jpg"
    given.write_bytes(b"\xff\xd8\xff" * 9)
    _, made, _ = linli("attach", number, given)
    open_shop = opening.open_shop

    def as_nobody(*args: Any, **kw: Any) -> Any:
        kernel = open_shop(*args, **kw)
        kernel.actor = NOBODY
        return kernel

    monkeypatch.setattr(opening, "open_shop", as_nobody)
    monkeypatch.setattr("desktop.cli_out._sign_in", lambda *_args, **_kw: None)
    for words in (("attachments", number), ("attachment", made["id"], "-o", tmp_path / "x")):
        code, _, trouble = linli(*words)
        assert (code, trouble["code"]) == (1, "right.missing")
    assert not (tmp_path / "x").exists()


def test_a_backup_by_command_says_its_photos_and_a_restore_brings_them(
    linli: Run, number: str, tmp_path: Path
) -> None:
    given = tmp_path / "a.jpg"
    given.write_bytes(b"\xff\xd8\xff" * 9)
    linli("attach", number, given)
    _, made, _ = linli("backup", tmp_path / "stick")
    assert (made["files"], made["files_lacking"]) == (1, 0)
    code, restored, _ = linli("restore", made["manifest"], tmp_path / "new")
    assert (code, restored["files"], restored["files_lost"]) == (0, 1, 0)
    assert cli.run(["--json", "--shop", str(tmp_path / "new"), "check", "--deep"]) == 0
