"""``undo`` at the command line takes back what the desk did last, act by act, or says why it cannot."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import cli
from models.base.errors import Refused
from models.base.rights import Actor, Level
from models.rules.jobs import Step
from models.services import erasure, job_file, jobs, members, merges, prices, undo
from models.services.jobs import JobDetails
from models.services.prices import NewPrice
from models.store.undo_trail import DEPTH
from tests.conftest import PASSPHRASE
from tests.shopkeeping import Shop

Run = Callable[..., tuple[int | None, str, str]]


@pytest.fixture
def linli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Run:
    """Run a command on this test's shop, as a person types it."""

    def run(*words: str) -> tuple[int | None, str, str]:
        with monkeypatch.context() as patch:
            patch.setenv("LINLI_PASSPHRASE", PASSPHRASE)
            patch.setattr("sys.stdin", io.StringIO(""))
            code = cli.run([*words[:-1], "--shop", str(folder), words[-1]])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_the_last_acts_are_taken_back_one_after_another(shop: Shop, linli: Run) -> None:
    """The owner at home sees the slip of the evening, and the window of the shop is closed."""
    job = shop.job(shop.member().id, "FW-001").id
    item = shop.items["FW-114"]
    today = shop.clock.now().date()
    shop.kernel.run(jobs.assign, job, shop.technicians[1])
    shop.kernel.run(prices.set_prices, (NewPrice(item, 13500),), effective_from=today)
    shop.sell("FW-001")
    shop.kernel.give_back()
    code, said, _ = linli("undo")
    assert (code, "改价" in said) == (0, True)
    assert shop.kernel.ask(prices.item_on, item).price == 12000
    shop.kernel.give_back()
    code, said, _ = linli("--json", "undo")
    assert (code, json.loads(said)["undone"]) == (0, "jobs.assign")
    assert shop.kernel.ask(job_file.file, job).row.technician == "刘永强"


def test_what_was_taken_back_on_its_own_screen_is_not_offered_again(shop: Shop) -> None:
    """Else the undo of a merge that was parted by hand is refused for ever, and nothing older can be reached."""
    one, other = shop.member().id, shop.member("李四", "15401062047").id
    before = shop.kernel.ask(undo.last)
    merge = shop.kernel.run_keyed(shop.key(), merges.merge, one, other).result
    kept = shop.kernel.ask(undo.last)
    assert kept is not None
    assert kept.done == "merges.merge"
    shop.kernel.run(merges.undo, merge)
    assert shop.kernel.ask(undo.last) == before


def test_what_something_followed_is_refused_in_words_and_stays(shop: Shop, linli: Run) -> None:
    """A price that somebody paid is not denied afterwards."""
    today = shop.clock.now().date()
    new = NewPrice(shop.items["FW-114"], 13500)
    shop.kernel.run(prices.set_prices, (new,), effective_from=today)
    shop.sell("FW-114")
    shop.kernel.give_back()
    code, said, why = linli("undo")
    assert (code, said) == (1, "")
    assert "不能撤销" in why
    assert shop.kernel.ask(prices.item_on, shop.items["FW-114"]).price == 13500


def test_where_nothing_can_be_taken_back_it_says_so(shop: Shop, linli: Run) -> None:
    while (found := shop.kernel.ask(undo.last)) is not None:
        shop.kernel.undo(found.call)
    shop.sell("FW-001")
    shop.kernel.give_back()
    code, _, why = linli("undo")
    assert (code, why.strip()) == (1, "没有能撤销的事")


def test_an_undo_in_the_window_is_not_undone_again(shop: Shop) -> None:
    """Ctrl+Z in the window and then the command: the command must go further back, not forth again."""
    job = shop.job(None, "FW-001").id
    shop.kernel.run(jobs.assign, job, shop.technicians[1])
    outcome = shop.kernel.run(prices.archive_item, shop.items["FW-120"])
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    found = shop.kernel.ask(undo.last)
    assert found is not None
    assert found.done == "jobs.assign"


def test_only_so_many_are_kept_and_none_after_an_erasure(shop: Shop) -> None:
    """What a file said before an edit must not outlive the member's right to be forgotten."""
    job = shop.job(None, "FW-001").id
    for number in range(DEPTH + 5):
        shop.kernel.run(jobs.edit, job, JobDetails(title=f"第 {number} 种说法"))
    with shop.kernel.store.reader.connect() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM answer WHERE key GLOB 'undo/*'")
        assert kept.scalar_one() == DEPTH
    member = shop.member("李雷", "15401060001").id
    shop.kernel.run(members.archive, member)
    shop.kernel.run_keyed(shop.key(), erasure.erase, member)
    assert shop.kernel.ask(undo.last) is None


def test_what_another_allowed_or_did_is_not_taken_back_by_a_clerk(shop: Shop) -> None:
    """A cancelled job came back two days later, with nobody's approval in the journal."""
    kernel, owner = shop.kernel, shop.kernel.actor
    job = shop.job(shop.member().id, "FW-001").id
    kernel.run(jobs.assign, job, shop.technicians[1])
    kernel.actor = Actor(id=shop.technicians[0], name="刘永强", level=Level.CLERK)
    approval = kernel.grant(owner)
    kernel.run_approved(
        approval, None, jobs.move, job, Step.CLOSED, reason="不修了", ending="cancelled"
    )
    with pytest.raises(Refused, match=r"undo\.anothers"):
        kernel.ask(undo.last)
    kernel.actor = owner
    found = kernel.ask(undo.last)
    assert found is not None
    assert found.done == "jobs.assign"
