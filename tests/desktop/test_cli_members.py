"""Merging and the shop's papers by command: a back room without a window has the same means."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop import cli
from models.services import member_file
from tests.conftest import PASSPHRASE
from tests.paper import reading
from tests.shopkeeping import Shop

Run = Callable[..., tuple[int | None, Any, Any]]


@pytest.fixture
def linli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Run:
    """Run with --json on this test's shop."""

    def run(*words: object) -> tuple[int | None, Any, Any]:
        with monkeypatch.context() as patch:
            patch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
            patch.setattr("sys.stdin", io.StringIO(""))
            code = cli.run(["--json", "--shop", str(folder), *(str(word) for word in words)])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, json.loads(err) if err else None

    return run


@pytest.fixture
def two(shop: Shop) -> tuple[str, str, str]:
    """Card numbers of two members and the number of the second one's job."""
    cards = [shop.member(), shop.member("李雷", "15401060001")]
    job = shop.job(cards[1].id, "FW-001")
    shop.kernel.give_back()
    return cards[0].number, cards[1].number, job.number


def test_two_files_become_one_and_part_again(
    shop: Shop, two: tuple[str, str, str], linli: Run
) -> None:
    """The owner finds the double at night, from home."""
    kept, other, _ = two
    code, made, _ = linli("merge", kept, other)
    assert (code, made["kept"], made["merged"]) == (0, kept, other)
    code, shown, _ = linli("show", "member", other)
    assert (code, shown["number"], shown["jobs"]) == (0, kept, 1)
    code, parted, _ = linli("merge", kept, "--undo")
    assert (code, parted) == (0, {"parted": other})
    code, shown, _ = linli("show", "member", other)
    assert (shown["number"], shown["jobs"]) == (other, 1)
    assert shop.kernel.ask(member_file.file, shown["id"]).archived_at is None


@pytest.mark.parametrize(
    ("words", "code"), [((), "merge.other"), (("--undo",), "merge.none"), (("KEPT",), "merge.self")]
)
def test_what_cannot_be_merged_exits_1(
    two: tuple[str, str, str], linli: Run, words: tuple[str, ...], code: str
) -> None:
    kept, _, _ = two
    exit_code, _, err = linli("merge", kept, *(kept if word == "KEPT" else word for word in words))
    assert (exit_code, err["code"]) == (1, code)


@pytest.mark.parametrize(
    ("kind", "place", "said"),
    [
        ("service-card", 0, "服务卡"),
        ("label", 2, "李*"),
        ("price-board", None, "¥120.00 / 次"),
        ("counter-sheet", None, "停电单"),
    ],
)
def test_the_papers_are_written(
    two: tuple[str, str, str], linli: Run, tmp_path: Path, kind: str, place: int | None, said: str
) -> None:
    """A script prints them in the morning, before anyone is there."""
    path = tmp_path / "paper.pdf"
    number = () if place is None else (two[place],)
    code, made, _ = linli("paper", kind, *number, "-o", path)
    assert (code, made["bytes"]) == (0, path.stat().st_size)
    assert reading.flat(said) in reading.flat(reading.text(path.read_bytes()))
