"""One person with two files: made one without losing a bill or a phone, and apart again exactly."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.base.errors import Refused
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import (
    checkout,
    erasure,
    job_file,
    jobs,
    member_file,
    members,
    merges,
    search,
)
from models.services.checkout import Order
from models.services.members import PhoneEntry
from tests.services.hostile import prove_sound
from tests.shopkeeping import Shop, stored


@pytest.fixture
def two(shop: Shop) -> tuple[str, str]:
    """张桂兰 twice: once by the phone, once by the daughter's phone with the washing machine."""
    kept = shop.member().id
    other = shop.member("张桂兰（女儿代）", "15401069988").id
    device = shop.washer(other)
    job = shop.job(other, "FW-114", device_id=device)
    order = Order(job_id=job.id, tenders=(TenderIn("wechat", 12000),))
    shop.kernel.run_keyed(shop.key(), checkout.close, order)
    shop.job(other, "FW-001")
    shop.sell("PJ-0612", member_id=kept)
    return kept, other


def _merged(shop: Shop, kept: str, other: str) -> Any:
    return shop.kernel.run_keyed(shop.key(), merges.merge, kept, other)


def _tables(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    names = ("member", "member_phone", "member_address", "device", "job", "bill", "consent")
    with shop.kernel.store.reader.connect() as connection:
        return {
            name: [
                tuple(row)
                for row in connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY id")
            ]
            for name in names
        }


def test_everything_stands_in_the_kept_file(
    shop: Shop, two: tuple[str, str], tmp_path: Path
) -> None:
    """The next clerk opens one file: phone, machine, open job, bills and spend must be there."""
    kept, other = two
    shown = shop.kernel.ask(merges.preview, kept, other)
    assert (shown.merged.jobs, shown.merged.bills, shown.merged.spent) == (2, 1, 12000)
    _merged(shop, kept, other)
    file = shop.kernel.ask(member_file.file, kept)
    assert [phone.tail for phone in file.phones] == ["2046", "9988"]
    assert tuple(phone.masked for phone in file.phones) == shown.phones
    assert (file.jobs, file.open_jobs, file.bills, file.spent) == (2, 2, 2, 12000 + 8600)
    assert [device.serial for device in file.devices] == ["CE0K210577A31"]
    prove_sound(shop.kernel, tmp_path)


def test_the_old_card_leads_to_the_kept_file(shop: Shop, two: tuple[str, str]) -> None:
    """The customer still has the old card in the wallet."""
    kept, other = two
    number = shop.kernel.ask(member_file.file, other).number
    _merged(shop, kept, other)
    assert shop.kernel.ask(search.by_code, number).id == kept


def test_a_search_finds_the_one_who_stays(shop: Shop, two: tuple[str, str]) -> None:
    """By the daughter's phone the clerk must not land in an empty file."""
    kept, other = two
    _merged(shop, kept, other)
    rows = shop.kernel.ask(search.search, "9988", kind="member").rows
    assert [row.id for row in rows] == [kept]


def test_undo_brings_every_row_back(shop: Shop, two: tuple[str, str], tmp_path: Path) -> None:
    """Two people were taken for one: the wrong merge must leave no trace but the timeline."""
    kept, other = two
    before = _tables(shop)
    outcome = _merged(shop, kept, other)
    assert _tables(shop) != before
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    after = _tables(shop)
    activity = [index for index, name in enumerate(_columns(shop, "member")) if name == "active_at"]
    for rows in (before, after):
        rows["member"] = [
            tuple(v for i, v in enumerate(row) if i not in activity) for row in rows["member"]
        ]
    assert after == before
    prove_sound(shop.kernel, tmp_path)


def _columns(shop: Shop, table: str) -> list[str]:
    with shop.kernel.store.reader.connect() as connection:
        return [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]


def test_what_happened_since_stays(shop: Shop, two: tuple[str, str]) -> None:
    """A phone that was added after the merge was given by the person at the desk."""
    kept, other = two
    merge_id = _merged(shop, kept, other).result
    details = shop.kernel.ask(stored, kept)
    more = (*details.phones, PhoneEntry(number="15401063333"))
    shop.kernel.run(members.edit, kept, replace(details, phones=more))
    shop.kernel.run(merges.undo, merge_id)
    assert [p.tail for p in shop.kernel.ask(member_file.file, kept).phones] == ["2046", "3333"]
    assert [p.tail for p in shop.kernel.ask(member_file.file, other).phones] == ["9988"]
    with pytest.raises(Refused, match=r"merge\.undone"):
        shop.kernel.run(merges.undo, merge_id)


def test_a_chain_is_undone_from_its_end(shop: Shop, two: tuple[str, str]) -> None:
    """A into B into C: taking back the first would tear rows out of the third."""
    kept, other = two
    third = shop.member("张桂兰", "15401067777").id
    first = _merged(shop, kept, other).result
    second = _merged(shop, third, kept).result
    number = shop.kernel.ask(member_file.file, other).number
    assert shop.kernel.ask(search.by_code, number).id == third
    with pytest.raises(Refused, match=r"merge\.later"):
        shop.kernel.run(merges.undo, first)
    shop.kernel.run(merges.undo, second)
    shop.kernel.run(merges.undo, first)
    assert shop.kernel.ask(member_file.file, other).jobs == 2


@pytest.mark.parametrize("wrong", ["self", "archived", "again", "restore"])
def test_what_cannot_be_merged_is_refused(shop: Shop, two: tuple[str, str], wrong: str) -> None:
    kept, other = two
    if wrong == "self":
        with pytest.raises(Refused, match=r"merge\.self"):
            _merged(shop, kept, kept)
        return
    if wrong == "archived":
        shop.kernel.run(members.archive, kept)
        with pytest.raises(Refused, match=r"merge\.archived"):
            _merged(shop, kept, other)
        return
    _merged(shop, kept, other)
    if wrong == "again":
        with pytest.raises(Refused, match=r"merge\.again"):
            _merged(shop, kept, other)
    else:
        with pytest.raises(Refused, match=r"member\.merged"):
            shop.kernel.run(members.restore, other)


def test_erasing_the_kept_file_erases_the_other_too(shop: Shop, two: tuple[str, str]) -> None:
    """The person asked to be forgotten: the second file knows the name as well."""
    kept, other = two
    for job in shop.kernel.ask(job_file.of_member, other):
        if job.step is not Step.CLOSED:
            paid = job.step is Step.CALL_BACK
            shop.kernel.run(
                jobs.move,
                job.id,
                Step.CLOSED,
                reason="不修了",
                ending="done" if paid else "cancelled",
            )
    merge_id = _merged(shop, kept, other).result
    shop.kernel.run_keyed(shop.key(), erasure.erase, kept)
    with shop.kernel.store.reader.connect() as connection:
        names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM member")]
        merge = connection.exec_driver_sql(
            "SELECT before FROM merge WHERE id=?", (merge_id,)
        ).scalar()
    assert not any("张桂兰" in name for name in names)
    assert merge == "{}"
    with pytest.raises(Refused, match=r"member\.erased"):
        shop.kernel.run(merges.undo, merge_id)
