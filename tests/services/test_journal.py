"""The journal as the owner reads it: a question about money or a member that it cannot answer stays one."""

from datetime import date, timedelta

import pytest

from models.base.errors import Refused
from models.base.paging import PageRequest
from models.base.rights import Actor, Level
from models.rules.jobs import Step
from models.services import exchange, journal, member_file, members
from models.services.journal import Asked, Entry
from models.services.shop import set_setting
from models.store.engine import FILE_NAME, connect
from tests.shopkeeping import Shop


def _entries(desk: Shop, **asked: object) -> list[Entry]:
    return list(desk.kernel.ask(journal.entries, Asked(**asked)).rows)  # type: ignore[arg-type]


def test_who_did_what_when_newest_first(shop: Shop) -> None:
    member = shop.member()
    sold = shop.sell("FW-001", member_id=member.id)
    newest, before = _entries(shop)[:2]
    assert (newest.use_case, newest.actor, newest.member) == ("checkout.close", "何玉梅", "张桂兰")
    assert (newest.at, newest.numbers) == (shop.clock.now(), (sold.number,))
    assert before.use_case == "members.create"


def test_it_is_asked_by_person_member_record_kind_and_day(shop: Shop) -> None:
    """Each question the owner has after a complaint or a wrong drawer."""
    one, other = shop.member(), shop.member("李雷", "15401060001")
    job = shop.job(one.id, "FW-001")
    walk_in = shop.job(None, "FW-114")
    shop.clock.advance(timedelta(days=1))
    shop.move(job.id, Step.QUOTE)
    clerk = Actor(id=shop.technicians[0], name="刘永强", level=Level.CLERK)
    owner, shop.kernel.actor = shop.kernel.actor, clerk
    shop.kernel.run(members.archive, other.id)
    with pytest.raises(Refused):
        shop.kernel.run(set_setting, "rounding_unit", 100)
    shop.kernel.actor = owner
    assert {entry.member for entry in _entries(shop, member_id=other.id)} == {"李雷"}
    assert [e.use_case for e in _entries(shop, actor_id=clerk.id)] == [
        "shop.set_setting",
        "members.archive",
    ]
    assert _entries(shop, record_id=job.id)[0].use_case == "jobs.move"
    assert "jobs.open_job" in {e.use_case for e in _entries(shop, record_id=walk_in.id)}
    assert all(e.use_case != "jobs.move" for e in _entries(shop, record_id=walk_in.id))
    assert {e.use_case.partition(".")[0] for e in _entries(shop, kind="prices")} == {"prices"}
    denied = _entries(shop, kind="denied")
    assert [(e.use_case, e.denied, e.actor) for e in denied] == [
        ("shop.set_setting", True, "刘永强")
    ]
    second = date(2026, 6, 12)
    assert {e.at.date() for e in _entries(shop, first=second)} == {second}
    assert not any(e.use_case == "jobs.move" for e in _entries(shop, last=date(2026, 6, 11)))


def test_a_read_phone_number_and_an_export_stand_in_it(shop: Shop) -> None:
    """Who took the members' numbers along must be seen afterwards."""
    member = shop.member()
    phone = shop.kernel.ask(member_file.file, member.id).phones[0].id
    shop.kernel.run(members.reveal_phone, member.id, phone)
    shop.kernel.run(exchange.permit, "members")
    export, reveal = _entries(shop)[:2]
    assert (export.use_case, export.facts) == ("exchange.permit", (("what", "members"),))
    assert (reveal.use_case, reveal.member) == ("members.reveal_phone", "张桂兰")


def _pages(desk: Shop, limit: int) -> list[int]:
    positions: list[int] = []
    page: PageRequest | None = PageRequest(limit)
    while page is not None:
        found = desk.kernel.ask(journal.entries, Asked(), page)
        positions += [entry.position for entry in found.rows]
        page = found.next(limit)
    return positions


def test_paging_shows_every_operation_once(shop: Shop) -> None:
    for _ in range(5):
        shop.sell("FW-001")
    positions = _pages(shop, 3)
    assert positions == list(range(positions[0], 0, -1))


def test_the_owner_reads_it_and_nobody_else(shop: Shop) -> None:
    shop.kernel.actor = Actor(id="s", name="主管", level=Level.SUPERVISOR)
    with pytest.raises(Refused, match=r"right\.missing"):
        shop.kernel.ask(journal.entries, Asked())


def test_the_anchor_is_where_the_journal_stands(shop: Shop) -> None:
    """On the day's slip it shows later that nothing was cut off."""
    shop.sell("FW-001")
    found = shop.kernel.ask(journal.anchor)
    shop.kernel.close()
    connection = connect(shop.kernel.store.folder / FILE_NAME, shop.kernel.store.key)
    last = connection.execute(
        "SELECT position, hash FROM operation ORDER BY position DESC LIMIT 1"
    ).fetchone()
    connection.close()
    assert (found.position, found.hash) == (last[0], last[1].hex())
