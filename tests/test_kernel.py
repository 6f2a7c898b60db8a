"""The one door: rights, one transaction, one journal entry, once."""

import random
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import RootTransaction, text

from desktop import opening
from models.base.clock import ManualClock
from models.base.errors import Confirm, Environment, Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import declarations, query, use_case
from models.kernel import Surroundings
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import (
    bills,
    check,
    checkout,
    consents,
    job_file,
    jobs,
    member_file,
    members,
    prices,
    shop,
)
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.members import MemberDetails
from models.store.engine import FileKey
from models.store.work import View, Work
from models.tables.members import Member
from tests.conftest import MORNING
from tests.shopkeeping import Shop


@use_case(Right.SERVE)
def _write_then_refuse(work: Work, member_id: str) -> None:
    work.change(work.get(Member, member_id), notes="half done")
    raise Refused("test.no")


@query(Right.SERVE)
def _operations(view: View) -> list[tuple[str, str]]:
    return [
        (row["use_case"], row["actor_id"])
        for row in view.sql("SELECT use_case, actor_id FROM operation ORDER BY position")
    ]


@query(Right.SERVE)
def _notes(view: View, member_id: str) -> str:
    return view.get(Member, member_id).notes


@query(Right.SERVE)
def _write_in_a_query(view: View) -> None:
    view.connection.execute(text("DELETE FROM member"))


def test_a_refusal_leaves_no_trace(shop: Shop) -> None:
    """A rule that says no half way must not leave the first half in the file."""
    member = shop.member()
    before = shop.kernel.ask(_operations)
    with pytest.raises(Refused):
        shop.kernel.run(_write_then_refuse, member.id)
    assert shop.kernel.ask(_notes, member.id) == ""
    assert shop.kernel.ask(_operations) == before


def test_every_use_case_leaves_exactly_one_journal_entry_with_its_actor(shop: Shop) -> None:
    """What is not in the journal can neither be explained to an owner nor synced to a desk."""
    before = len(shop.kernel.ask(_operations))
    shop.member()
    shop.sell("FW-001")
    after = shop.kernel.ask(_operations)[before:]
    assert [name for name, _ in after] == ["members.create", "checkout.close"]
    assert {actor for _, actor in after} == {shop.kernel.actor.id}


def test_a_double_enter_posts_once(shop: Shop) -> None:
    """The clerk's second Enter must not take the customer's money twice."""
    order = Order(
        lines=(OrderLine(entry=LineEntry(item_id=shop.items["FW-001"])),),
        tenders=(TenderIn("wechat", 3000),),
    )
    first = shop.kernel.run_keyed("same", checkout.close, order)
    second = shop.kernel.run_keyed("same", checkout.close, order)
    assert second.replayed
    assert second.result == first.result
    assert len(shop.kernel.ask(bills.of_day)) == 1


def test_a_double_enter_from_two_threads_posts_once(shop: Shop) -> None:
    """A double click that reaches two workers is still one bill."""
    order = Order(
        lines=(OrderLine(entry=LineEntry(item_id=shop.items["FW-001"])),),
        tenders=(TenderIn("wechat", 3000),),
    )
    numbers: list[str] = []

    def post() -> None:
        numbers.append(shop.kernel.run_keyed("one", checkout.close, order).result.number)

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 8
    assert len(set(numbers)) == 1


def test_a_key_is_not_good_for_something_else(shop: Shop) -> None:
    """A key used twice by mistake must be refused, not answered with somebody else's bill."""
    shop.kernel.run_keyed("k", members.create, MemberDetails(name="甲"))
    with pytest.raises(Refused, match=r"key\.reused"):
        shop.kernel.run_keyed("k", members.create, MemberDetails(name="乙"))


def test_a_keyed_use_case_without_a_key_is_a_bug(shop: Shop) -> None:
    """A screen that forgets the key would post twice on a slow day."""
    with pytest.raises(TypeError, match="idempotency"):
        shop.kernel.run(members.create, MemberDetails(name="甲"))


def test_t42_a_clerk_is_stopped_at_the_door_and_it_is_journalled(shop: Shop) -> None:
    """Hiding a button is no right: the owner sees who tried."""
    shop.kernel.actor = Actor(id="clerk", name="小何", level=Level.CLERK)
    with pytest.raises(Refused, match=r"right\.missing"):
        shop.kernel.run(prices.archive_item, shop.items["FW-001"])
    assert shop.kernel.ask(_operations)[-1] == ("denied prices.archive_item", "clerk")


def test_a_query_cannot_write(shop: Shop) -> None:
    """Reading goes round the journal, so it must not be able to change anything."""
    shop.member()
    with pytest.raises(Environment, match=r"store\.read_only"):
        shop.kernel.ask(_write_in_a_query)


def test_every_use_case_names_an_inverse_that_exists_or_says_it_has_none() -> None:
    """An undo that points nowhere fails when the clerk needs it."""
    names = {entry.name for entry in declarations()}
    for entry in declarations():
        assert entry.inverse == "not undoable" or entry.inverse in names, entry


def test_a_busy_file_is_said_and_nothing_is_lost(shop: Shop, folder: Path, key: FileKey) -> None:
    """Another program holding the file is a reason to wait, not to crash."""
    beside = opening.open_shop(folder, key)
    with shop.kernel.store.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=10")
        connection.rollback()
    with beside.store.writer.begin(), pytest.raises(Environment, match=r"store\.busy"):
        shop.sell("FW-001")
    beside.close()
    assert shop.sell("FW-001").number == "A-000001"


@given(st.lists(st.integers(min_value=-(10**9), max_value=10**9), min_size=2, max_size=8))
def test_t33_order_holds_whatever_the_clock_does(
    template: tuple[Path, FileKey, str],
    tmp_path_factory: pytest.TempPathFactory,
    jumps: list[int],
) -> None:
    """A dead battery sets the PC to 1970: ids, numbers and the journal must still go forward."""
    place = Path(shutil.copytree(template[0], tmp_path_factory.mktemp("clock") / "shop"))
    clock = ManualClock(MORNING)
    opened = opening.open_shop(place, template[1], around=Surroundings(clock, random.Random(5)))
    try:
        for place_in_day, jump in enumerate(jumps):
            clock.set(max(clock.now() + timedelta(seconds=jump), MORNING.replace(year=1971)))
            opened.run(shop.add_person, name=f"师傅{place_in_day}")
        stamps = opened.ask(_stamps)
    finally:
        opened.close()
    assert stamps == sorted(set(stamps))


@query(Right.SERVE)
def _stamps(view: View) -> list[int]:
    return [row["clock"] for row in view.sql("SELECT clock FROM operation ORDER BY position")]


def test_the_kernel_reopens_where_it_stopped(folder: Path, key: FileKey) -> None:
    """Numbers run on over the night."""
    for _ in range(3):
        opened = opening.open_shop(folder, key)
        before = opened.store.head.sequence
        opened.run(shop.set_setting, "text_size", 125)
        opened.run(shop.set_setting, "text_size", 100)
        assert opened.store.head.sequence == before + 2
        opened.close()


def test_an_empty_key_is_no_key(shop: Shop) -> None:
    """A screen that hands over "" would post on every Enter."""
    with pytest.raises(TypeError, match="idempotency"):
        shop.kernel.run_keyed("", members.create, MemberDetails(name="甲"))


def test_a_key_is_still_good_after_a_refusal(shop: Shop) -> None:
    """The clerk corrects the field and presses Enter again on the same till."""
    with pytest.raises(Refused):
        shop.kernel.run_keyed("k", members.create, MemberDetails(name=""))
    made = shop.kernel.run_keyed("k", members.create, MemberDetails(name="甲"))
    assert not made.replayed


def test_half_a_character_is_refused_beside_its_field(shop: Shop) -> None:
    """An emoji cut in two by another program's clipboard is a typing matter and not a crash."""
    with pytest.raises(Refused) as refused:
        shop.kernel.run_keyed("k", members.create, MemberDetails(name="\ud83d"))
    assert (refused.value.code, refused.value.field) == ("text.broken", "name")
    with pytest.raises(Refused, match=r"text\.broken"):
        shop.kernel.ask(bills.by_number, "\udcff")


class _Interrupted(BaseException):
    """Something that no code foresees, between the commit and the next line."""


def test_an_interruption_right_after_the_commit_does_not_fork_the_journal(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every later sale of the day is refused as a double."""
    leave = RootTransaction.__exit__

    def torn(self: Any, *args: Any) -> None:
        leave(self, *args)
        monkeypatch.undo()
        raise _Interrupted

    shop.sell("FW-001")
    monkeypatch.setattr(RootTransaction, "__exit__", torn)
    with pytest.raises(_Interrupted):
        shop.kernel.run(prices.archive_item, shop.items["FW-120"])
    assert shop.sell("FW-001").number == "A-000002"
    assert shop.kernel.ask(check.check).sound


def test_t33_what_came_later_is_the_later_also_after_a_clock_set_back(
    folder: Path, key: FileKey
) -> None:
    """A PC with a dead battery starts in the past: the last word on a consent and a job must stay the last."""
    clock = ManualClock(MORNING)
    first = opening.open_shop(folder, key, around=Surroundings(clock, random.Random(5)))
    person = first.run_keyed("m", members.create, MemberDetails(name="甲")).result.id
    job = first.run_keyed("j", jobs.open_job, JobDetails(member_id=person, title="漏水")).result.id
    first.run(consents.record, person, purpose="marketing", granted=True)
    first.close()
    clock.set(MORNING - timedelta(days=400))
    second = opening.open_shop(folder, key, around=Surroundings(clock, random.Random(6)))
    try:
        second.run(consents.record, person, purpose="marketing", granted=False)
        moved = second.run(jobs.move, job, Step.QUOTE)
        (marketing,) = [
            row
            for row in second.ask(member_file.file, person).consents
            if row.purpose == "marketing"
        ]
        assert marketing.granted is False
        assert second.ask(job_file.file, job).steps[-1].step is Step.QUOTE
        assert second.ask(check.check).sound
        assert moved.inverse is not None
        second.undo(moved.inverse)
    finally:
        second.close()


def test_t33_a_clock_in_1970_opens_no_job_and_says_so(shop: Shop) -> None:
    """A job number has two digits for its year; a crash would be a poor way to tell of the battery."""
    shop.clock.set(MORNING.replace(year=1975))
    with pytest.raises(Refused, match=r"day\.range"):
        shop.kernel.run_keyed("k", jobs.open_job, JobDetails(title="漏水"))


def test_a_refusals_own_words_hold_no_text(shop: Shop) -> None:
    """What lands in a log or a terminal by mistake must not be a member's name or number."""
    shop.member()
    with pytest.raises(Confirm) as asked:
        shop.member(name="别人")
    assert asked.value.values["name"] == "张桂兰"
    assert str(asked.value) == "member.duplicate(name)"


def test_a_connection_is_not_closed_under_a_running_query(folder: Path, key: FileKey) -> None:
    """It took the whole program with it: a segmentation fault, while the window was closing."""
    kernel = opening.open_shop(folder, key)
    begun, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    @query(Right.SERVE)
    def slow(view: View) -> int:
        begun.set()
        go_on.wait(5)
        assert not closed.is_set()
        return int(view.sql("SELECT count(*) AS n FROM member")[0]["n"])

    answers = list[int]()
    reading = threading.Thread(target=lambda: answers.append(kernel.ask(slow)))
    reading.start()
    assert begun.wait(5)

    def close() -> None:
        kernel.give_back()
        closed.set()

    closing = threading.Thread(target=close)
    closing.start()
    assert not closed.wait(0.1)
    go_on.set()
    reading.join(5)
    closing.join(5)
    assert (answers, closed.is_set()) == ([0], True)
    kernel.close()
