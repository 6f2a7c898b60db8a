"""The terminal gives nobody more than the window: people, PINs, the journal and the keys by command."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop import cli, cli_people, opening
from desktop.instance import FolderLock
from models.base.rights import Level
from models.services import shop as shops
from models.session import Session
from models.store import keys
from models.store.engine import FileKey
from tests.conftest import PASSPHRASE
from tests.services.calls import use_cases
from tests.shopkeeping import Shop

Run = Callable[..., tuple[int | None, Any, Any]]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def linli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Run:
    """Run with --json on this test's shop; ``secret`` is what LINLI_PASSPHRASE holds, ``pin`` LINLI_PIN."""

    def run(*words: object, secret: str | None = None, **given: str) -> tuple[int | None, Any, Any]:
        with monkeypatch.context() as patch:
            patch.delenv("LINLI_PASSPHRASE", raising=False)
            if secret is not None:
                patch.setenv("LINLI_PASSPHRASE", secret)
            for name, value in given.items():
                patch.setenv(f"LINLI_{name.upper()}", value)
            patch.setattr("sys.stdin", io.StringIO(""))
            code = cli.run(["--json", "--shop", str(folder), *(str(word) for word in words)])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else None, json.loads(err) if err else None

    return run


@pytest.fixture
def staffed(shop: Shop) -> dict[str, str]:
    """The shop closed, with an owner and a clerk who have PINs, and one sale."""
    kernel = shop.kernel
    session = Session(kernel)
    member = shop.member()
    shop.sell("FW-001", member_id=member.id)
    session.set_pin(kernel.actor.id, "271828")
    clerk = kernel.run(
        shops.add_person, name="小何", technician=False, level=int(Level.CLERK)
    ).result
    session.set_pin(clerk, "5032")
    kernel.close()
    return {"card": member.number}


def test_the_passphrase_acts_as_the_owner(linli: Run, staffed: dict[str, str]) -> None:
    code, found, _ = linli("journal", "--member", staffed["card"], secret=PASSPHRASE)
    assert code == 0
    assert {row["use_case"] for row in found} == {"members.create", "checkout.close"}


@pytest.mark.usefixtures("staffed")
def test_a_pin_acts_as_that_person_and_no_more(linli: Run) -> None:
    code, found, _ = linli("--as", "小何", "search", "张桂兰", secret=PASSPHRASE, pin="5032")
    assert (code, len(found["found"])) == (0, 2)
    code, _, refused = linli("--as", "小何", "journal", secret=PASSPHRASE, pin="5032")
    assert (code, refused["code"]) == (1, "right.missing")
    code, _, refused = linli(
        "--as", "小何", "export", "members", "x.csv", secret=PASSPHRASE, pin="5032"
    )
    assert (code, refused["code"]) == (1, "right.missing")


@pytest.mark.usefixtures("staffed")
def test_a_wrong_pin_at_the_terminal_waits_like_at_the_window(linli: Run) -> None:
    """Else a loop in a shell guesses four digits in ten minutes."""
    codes = []
    for _ in range(5):
        code, _, refused = linli("--as", "小何", "search", "张", secret=PASSPHRASE, pin="0001")
        codes.append((code, refused["code"]))
    assert codes == [(1, "pin.wrong")] * 3 + [(1, "pin.wait")] * 2


@pytest.mark.usefixtures("staffed")
def test_an_open_keyring_alone_signs_nobody_in(
    linli: Run, key: FileKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The computer knows the key; that must not make everybody at its terminal the owner."""
    monkeypatch.setattr(opening, "remembered_key", lambda *_: key)
    code, _, refused = linli("search", "张")
    assert (code, refused["code"]) == (1, "sign_in.who")
    assert linli("search", "张", secret=PASSPHRASE)[0] == 0
    code, _, refused = linli("search", "张", secret="die falsche Parole")
    assert (code, refused["code"]) == (1, "key.wrong")


@pytest.mark.usefixtures("staffed")
def test_the_passphrase_comes_from_a_file_descriptor(linli: Run, tmp_path: Path) -> None:
    """What a script hands over this way stands neither in the process list nor in the environment."""
    (tmp_path / "secret").write_text(PASSPHRASE + "\n", encoding="utf-8")
    with (tmp_path / "secret").open(encoding="utf-8") as given:
        code, found, _ = linli("--passphrase-fd", given.fileno(), "staff", "list")
    assert code == 0
    assert {row["name"] for row in found} == {"何玉梅", "小何", "刘永强", "马建军"}


@pytest.mark.usefixtures("staffed")
def test_people_are_added_promoted_given_a_pin_and_let_go(linli: Run) -> None:
    linli("staff", "add", "王芳", "--level", "clerk", secret=PASSPHRASE)
    linli("staff", "level", "王芳", "--level", "supervisor", secret=PASSPHRASE)
    code, found, _ = linli("staff", "pin", "王芳", secret=PASSPHRASE, new_pin="161803")
    person = next(row for row in found if row["name"] == "王芳")
    assert (code, person["level"], person["has_pin"]) == (0, 2, True)
    _, found, _ = linli("staff", "disable", "王芳", secret=PASSPHRASE)
    assert not next(row for row in found if row["name"] == "王芳")["active"]
    code, _, refused = linli("staff", "disable", "谁", secret=PASSPHRASE)
    assert (code, refused["code"]) == (1, "sign_in.unknown")


@pytest.mark.usefixtures("staffed")
def test_the_keys_change_only_with_the_window_closed(
    linli: Run, folder: Path, key: FileKey
) -> None:
    lock = FolderLock(folder)
    lock.take()
    code, _, refused = linli("key", "change", secret=PASSPHRASE, new_passphrase="新的口令很长的")
    lock.give_back()
    assert (code, refused["code"]) == (1, "shop.open_elsewhere")
    assert opening.key_by_passphrase(folder, PASSPHRASE) == key
    assert linli("key", "change", secret=PASSPHRASE, new_passphrase="新的口令很长的很长")[0] == 0
    assert opening.key_by_passphrase(folder, "新的口令很长的很长") == key
    _, made, _ = linli("key", "print", secret="新的口令很长的很长")
    assert keys.unlock(keys.read_slots(folder), "paper", made["paper_key"]) == key


@pytest.mark.usefixtures("staffed")
def test_the_journal_is_asked_by_kind_person_and_day(linli: Run) -> None:
    _, found, _ = linli("journal", "--kind", "bills", secret=PASSPHRASE)
    assert {row["use_case"] for row in found} == {"checkout.close"}
    _, found, _ = linli("journal", "--person", "小何", secret=PASSPHRASE)
    assert found == []
    code, _, refused = linli("journal", "--kind", "money", secret=PASSPHRASE)
    assert (code, refused["code"]) == (1, "journal.kind")
    code, _, refused = linli("journal", "--from", "30.2.2026", secret=PASSPHRASE)
    assert (code, refused["code"][:4]) == (1, "day.")


def test_the_table_of_rights_stands_in_the_help_as_it_holds() -> None:
    """The owner reads who may do what; a table that lies is worse than none."""
    table = cli_people.rights_table()
    declared = {**use_cases(reads=False), **use_cases(reads=True)}
    assert {name: level for name, _, level in table if name in declared} == {
        name: entry.right.level.name.lower() for name, (_, entry) in declared.items()
    }
    written = (ROOT / "docs" / "rights.md").read_text(encoding="utf-8")
    assert written == cli_people.rights_page()
