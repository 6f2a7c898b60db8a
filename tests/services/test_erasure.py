"""T37: an erased member is nowhere, the money is still exact, and the journal still proves itself.

Fails one of these, a person who asked to be forgotten is not, or the shop's books no longer add up.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.rules.checkout import TenderIn
from models.rules.erasure import ERASED_NAME
from models.services import (
    bills,
    check,
    checkout,
    desk,
    erasure,
    job_file,
    journal,
    member_file,
    members,
    search,
    timeline,
)
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.store.work import View
from tests.services.life import NAME, PHONE, TEXTS, WORDS, Life, erase, left_in_file, sound
from tests.shopkeeping import Shop


@query(Right.SERVE)
def _money(view: View) -> list[tuple[Any, ...]]:
    """Everything about money that must not move by a fen or a day."""
    statements = (
        "SELECT id, number, code, at, business_day, member_id, job_id, cashier_id, subtotal,"
        " line_discount, bill_discount, rounding, total FROM bill ORDER BY id",
        "SELECT id, bill_id, position, item_id, code, line_kind, quantity, price, cost, amount,"
        " discount, bill_share, total, earning_class, warranty_until FROM bill_line ORDER BY id",
        "SELECT * FROM tender ORDER BY id",
        "SELECT id, number, code, member_id, step, ending, technician_id, opened_at, opened_by_id,"
        " promised_at, price_day, step_at, closed_at FROM job ORDER BY id",
        "SELECT id, job_id, position, item_id, quantity, price, cost FROM job_line ORDER BY id",
        "SELECT id, job_id, from_step, to_step, at, actor_id FROM job_step ORDER BY id",
        "SELECT number, json_extract(snapshot,'$.total'), json_extract(snapshot,'$.tenders'),"
        " json_extract(snapshot,'$.at') FROM bill ORDER BY id",
    )
    return [tuple(row.values()) for statement in statements for row in view.sql(statement)]


def test_the_life_is_in_the_file_before(life: Life) -> None:
    """The search below proves nothing unless it finds each word while it is still there."""
    found = {line.partition(": ")[2] for line in left_in_file(life.shop)}
    assert found >= {*WORDS} - {"154 0987 6543"}


def test_no_byte_of_an_erased_member_is_left_in_any_page(life: Life) -> None:
    """Rows, index, journal, answers, drafts, free pages and the log: she asked to be forgotten."""
    erase(life)
    assert left_in_file(life.shop) == []
    life.shop.kernel.give_back()
    assert left_in_file(life.shop) == []


def test_the_log_is_cut_to_nothing_by_the_erasure_itself(life: Life) -> None:
    """Between the erasure and the next checkpoint the old pages would lie in the log."""
    log = life.shop.kernel.store.path.with_name("shop.db-wal")
    assert log.stat().st_size > 0
    erase(life)
    assert log.stat().st_size == 0


def test_money_days_and_items_stay_to_the_fen(life: Life) -> None:
    """The tax office asks for the books, and they must be the books."""
    before = life.shop.kernel.ask(_money)
    erase(life)
    assert life.shop.kernel.ask(_money) == before


def test_every_invariant_and_the_rebuild_from_the_journal_still_hold(
    life: Life, tmp_path: Path
) -> None:
    """A shop that cannot prove itself after an erasure would have to choose between law and law."""
    erase(life)
    assert sound(life.shop, tmp_path) == []
    life.shop.sell("FW-001", member_id=life.other)
    life.shop.job(life.other, "FW-001")
    assert sound(life.shop, tmp_path) == []


def test_an_empty_payload_of_somebody_else_is_a_flaw(life: Life) -> None:
    """Who could empty any payload could hide what they did."""
    erase(life)
    with life.shop.kernel.store.writer.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE operation SET payload=NULL, salt=x'' WHERE subject_id=? AND use_case='members.edit'",
            (life.other,),
        )
    report = life.shop.kernel.ask(check.check)
    flaws = next(found for found in report.findings if found.name == "journal.chain")
    assert flaws.broken == 1
    assert flaws.rows[0].startswith("journal.payload ")


def test_what_is_shown_of_her_is_a_shell(life: Life) -> None:
    """A bill or job without its member must not look like a walk-in's, and must not fall over."""
    number = erase(life)
    ask = life.shop.kernel.ask
    file = ask(member_file.file, life.id)
    assert (file.name, file.phones, file.addresses, file.devices) == (ERASED_NAME, (), (), ())
    assert file.spent > 0
    assert file.archived_at is not None
    assert ask(job_file.file, life.job).row.member == ERASED_NAME
    assert ask(bills.file, life.bill.id).receipt.member == ERASED_NAME
    told = ask(timeline.of_member, life.id).entries
    assert [(entry.what, entry.number) for entry in told] == [("member_erased", number)]
    slip = ask(erasure.slip, life.id)
    assert (slip.number, slip.counts.bills, slip.counts.jobs) == ("SC-A-000001", 5, 4)
    assert ask(member_file.file, life.other).referred_by is not None


def test_search_finds_neither_name_nor_phone(life: Life) -> None:
    """The search index is the place where a deleted name is usually forgotten."""
    erase(life)
    for typed in (NAME, "ouyang", "oycy", PHONE, PHONE[-4:], "梧桐深巷", TEXTS[6]):
        found = life.shop.kernel.ask(search.search_all, typed)
        assert [row.id for results in found for row in results.rows] == [], typed


def test_an_open_job_or_an_unknown_reason_is_refused_and_nothing_is_lost(shop: Shop) -> None:
    """Half an erasure would be neither: the job goes on, so the member stays whole."""
    life = Life(shop)
    before = shop.kernel.ask(members.details, life.id)
    with pytest.raises(Refused, match=r"erasure\.open_job"):
        erase(life)
    assert shop.kernel.ask(erasure.prospect, life.id).hindered == "erasure.open_job"
    assert shop.kernel.ask(members.details, life.id) == before
    life.finish_all()
    with pytest.raises(Refused, match=r"erasure\.reason"):
        shop.kernel.run_keyed(shop.key(), erasure.erase, life.id, reason="fun")  # type: ignore[arg-type]


def test_only_what_names_her_is_dropped_from_the_drafts(life: Life) -> None:
    """Somebody else's half-typed form is not hers to take along."""
    erase(life)
    assert life.shop.kernel.ask(desk.drafts) == ("member/new",)


def test_a_job_given_to_another_loses_only_what_was_hers(life: Life) -> None:
    """The other member's job goes on; her phone and address must not hang on it."""
    erase(life)
    job = life.shop.kernel.ask(job_file.file, life.given_away)
    assert (job.row.member, job.row.masked, job.row.address) == ("李雷", "", "")
    assert job.row.title == "空调不制冷"


def test_the_owner_reads_who_erased_and_not_whom(life: Life) -> None:
    """The journal keeps the deed; the name of the person is what was to go."""
    erase(life)
    told = life.shop.kernel.ask(journal.entries, journal.Asked(member_id=life.id)).rows
    assert [entry.use_case for entry in told if not entry.erased] == ["erasure.erase"]
    assert {entry.member for entry in told} == {ERASED_NAME}


def test_records_that_name_her_elsewhere_are_told_before(life: Life) -> None:
    """A note in somebody else's file is typed text; the owner is told where it stands."""
    details = life.shop.kernel.ask(members.details, life.other)
    life.shop.kernel.run(members.edit, life.other, replace(details, notes=f"找{NAME}开门"))
    assert len(life.shop.kernel.ask(erasure.prospect, life.id).elsewhere) == 1


def test_a_clerk_and_a_supervisor_cannot_erase(life: Life) -> None:
    """It cannot be undone: the owner's own act."""
    kernel = life.shop.kernel
    kernel.actor = replace(kernel.actor, level=type(kernel.actor.level)(2))
    with pytest.raises(Refused, match=r"right\.missing"):
        erase(life)


def test_the_warranty_that_still_runs_is_told(life: Life) -> None:
    """With the name goes the proof of purchase: the owner says so before it is too late."""
    told = life.shop.kernel.ask(erasure.prospect, life.id)
    today = life.shop.clock.now().date()
    assert told.warranty_until is not None
    assert told.warranty_until > today + timedelta(days=100)
    assert told.hindered == ""


def test_a_line_typed_with_the_name_keeps_its_money(shop: Shop, tmp_path: Path) -> None:
    """The item stays on the bill, the name in it does not."""
    life = Life(shop)
    life.finish_all()
    line = OrderLine(entry=LineEntry(name=f"{NAME}家 拆旧机", price=900))
    order = Order(member_id=life.id, lines=(line,), tenders=(TenderIn("cash", 900),))
    posted = shop.kernel.run_keyed(shop.key(), checkout.close, order).result
    erase(life)
    assert shop.kernel.ask(bills.file, posted.id).receipt.lines[0].name == "***家 拆旧机"
    assert left_in_file(shop) == []
    assert sound(shop, tmp_path) == []


def test_the_journal_holds_no_word_of_hers_in_any_operation(life: Life) -> None:
    """Walked row by row, so that a failure names the use case that still carries her."""
    erase(life)
    rows = life.shop.kernel.ask(_payloads)
    assert [(name, word) for name, payload in rows for word in WORDS if word in payload] == []
    assert sum(not payload for _, payload in rows) > 20


@query(Right.SERVE)
def _payloads(view: View) -> list[tuple[str, str]]:
    rows = view.sql("SELECT use_case, payload FROM operation ORDER BY position")
    return [(row["use_case"], row["payload"] or "") for row in rows]
