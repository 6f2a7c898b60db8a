"""T37: an erased member is nowhere, the money is still exact, and the journal still proves itself.

Fails one of these, a person who asked to be forgotten is not, or the shop's books no longer add up.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop import opening
from desktop.paths import migration_steps
from models.base.errors import Environment, Refused
from models.base.rights import Right
from models.base.usecase import query, use_case
from models.rules.checkout import TenderIn
from models.rules.erasure import ERASED_NAME
from models.rules.jobs import Step
from models.services import (
    bills,
    check,
    checkout,
    consents,
    desk,
    devices,
    erasure,
    exchange,
    households,
    job_file,
    job_lines,
    jobs,
    journal,
    member_file,
    members,
    papers,
    search,
    timeline,
)
from models.services.checkout import Order, OrderLine
from models.services.devices import DeviceDetails
from models.services.exchange import MemberIn
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.store import backup, register
from models.store.engine import FileKey, connect
from models.store.work import View, Work
from models.tables.members import Member, MemberPhone
from tests.conftest import PASSPHRASE
from tests.raw_bytes import found_decrypted
from tests.shopkeeping import Shop

NAME, OLD_NAME = "欧阳楚瑶", "欧阳小楚"
PHONE, OLD_PHONE = "15409876543", "15401112223"
ADDRESS, OLD_ADDRESS = "梧桐深巷 7 号 902 室", "旧仓库弄 3 号"
TEXTS = (
    "爱喝龙井茶呢", "耳朵不太灵光", "怕见陌生的猫", "门禁在后院墙", "孙女周末才来",
    "三星级冰柜型号Q", "SN-ZQ778899", "藏在阁楼右侧", "机身有道划痕", "半夜咕噜咕噜响", "压缩机老化啦",
    "带着蓝色遥控", "她说下周再来", "SN-PART-5566", "谢谢楚瑶女士",
)  # fmt: skip
"""Everything else that was typed about her, each found nowhere else."""
WORDS = (NAME, OLD_NAME, PHONE, OLD_PHONE, "154 0987 6543", ADDRESS, OLD_ADDRESS, *TEXTS)


def her_details(**changed: Any) -> MemberDetails:
    """The member as she was first written down."""
    told = MemberDetails(
        name=OLD_NAME,
        phones=(PhoneEntry(number=OLD_PHONE, label="手机"),),
        addresses=(AddressEntry(text=OLD_ADDRESS, estate="旧仓库", note="按两下铃"),),
        gender="female",
        birthday=date(1951, 3, 9),
        preferences=TEXTS[0],
        special_needs=TEXTS[1],
        taboos=TEXTS[2],
        access_notes=TEXTS[3],
        notes=TEXTS[4],
        elderly=True,
    )
    return replace(told, **changed)


class Life:
    """Everything a shop can know of one person, in every table and every operation that carries it."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        run, keyed = shop.kernel.run, shop.kernel.run_keyed
        self.other = shop.member("李雷", "15401060001", "清河路 2 号").id
        self.id = keyed(shop.key(), members.create, her_details()).result.id
        run(members.edit, self.id, self._moved_house())
        run(households.join, self.id, self.other)
        run(members.edit, self.other, self._referred(self.other))
        run(consents.record, self.id, purpose="marketing", granted=True)
        self.device = run(devices.add, self.id, _fridge()).result
        run(members.reveal_phone, self.id, shop.kernel.ask(member_file.file, self.id).phones[0].id)
        self.job = self._job(self.id)
        self.walk_in = self._taken_over(None)
        self.from_other = self._taken_over(self.other)
        self.given_away = self._given_away()
        self.bill = shop.sell("PJ-0618", member_id=self.id)
        run(papers.print_receipt, self.bill.id)
        self._imports()
        self._drafts()

    def _moved_house(self) -> MemberDetails:
        return her_details(
            name=NAME,
            phones=(PhoneEntry(number=PHONE),),
            addresses=(AddressEntry(text=ADDRESS, estate="梧桐深巷"),),
        )

    def _referred(self, member_id: str) -> MemberDetails:
        return replace(self.shop.kernel.ask(members.details, member_id), referred_by_id=self.id)

    def _job(self, member_id: str | None, **told: Any) -> str:
        """A job with everything typed, worked on, paid and closed."""
        shop = self.shop
        details = JobDetails(
            member_id=member_id,
            device_id=self.device if member_id == self.id else None,
            title=TEXTS[9],
            diagnosis=TEXTS[10],
            accessories=TEXTS[11],
            address=ADDRESS,
            phone=PHONE,
            serial=TEXTS[6],
            technician_id=shop.technicians[0],
        )
        line = LineEntry(name="支架", price=5000, serial=told.pop("part", TEXTS[13]))
        job = shop.kernel.run_keyed(
            shop.key(), jobs.open_job, replace(details, **told), lines=(line,)
        ).result.id
        line_id = shop.kernel.run(job_lines.add, job, replace(line, price=100)).result
        shop.kernel.run(job_lines.change, line_id, quantity=2000, serial=line.serial)
        return str(job)

    def finish(self, job_id: str) -> None:
        """Move it back once with a reason, pay it and close it."""
        shop = self.shop
        shop.move(job_id, Step.QUOTE)
        shop.move(job_id, Step.INTAKE, reason=TEXTS[12])
        shop.kernel.run(papers.print_job_card, job_id)
        order = Order(job_id=job_id, note=TEXTS[14])
        priced = shop.kernel.ask(checkout.preview, order).priced
        assert priced is not None
        paid = replace(order, tenders=(TenderIn("cash", priced.total),))
        shop.kernel.run_keyed(shop.key(), checkout.close, paid)
        shop.move(job_id, Step.CLOSED)

    def finish_all(self) -> None:
        """Pay and close every job that is hers."""
        for job_id in (self.job, self.walk_in, self.from_other):
            self.finish(job_id)

    def _taken_over(self, first: str | None) -> str:
        """Opened for somebody else or for nobody, with her phone typed in, and given to her later."""
        job_id = self._job(first, device_id=None)
        details = self.shop.kernel.ask(job_file.file, job_id).details
        self.shop.kernel.run(jobs.edit, job_id, replace(details, member_id=self.id))
        return job_id

    def _given_away(self) -> str:
        """Opened for her by mistake, and given to another with her phone still in it."""
        told = {"title": "空调不制冷", "diagnosis": "", "accessories": "", "part": "SN-OTHER"}
        job_id = self._job(self.id, device_id=None, **told)
        details = self.shop.kernel.ask(job_file.file, job_id).details
        self.shop.kernel.run(jobs.edit, job_id, replace(details, member_id=self.other, serial=""))
        return job_id

    def _imports(self) -> None:
        """A table that names her: the answer of the import lists who was left out."""
        rows = (MemberIn(row=2, name=NAME, phone=PHONE), MemberIn(row=3, name="赵六", phone=""))
        self.shop.kernel.run_keyed("import of a table", exchange.import_members, rows)
        self.table = rows

    def _drafts(self) -> None:
        keep = self.shop.kernel.run
        keep(desk.keep_draft, "member/new", {"name": "王五"})
        keep(desk.keep_draft, "job/new", {"who": NAME, "lines": [{"phone": PHONE}]})
        keep(desk.keep_draft, f"member/{self.id}", {"name": "x"})


def _fridge() -> DeviceDetails:
    return DeviceDetails(
        category="fridge",
        brand="某牌",
        model=TEXTS[5],
        serial=TEXTS[6],
        place=TEXTS[7],
        note=TEXTS[8],
    )


@pytest.fixture
def life(shop: Shop) -> Life:
    """A whole life in the shop's file, every job paid and closed."""
    made = Life(shop)
    made.finish_all()
    return made


def erase(life: Life) -> str:
    """Erase her."""
    shop = life.shop
    return shop.kernel.run_keyed(shop.key(), erasure.erase, life.id).result


def left_in_file(shop: Shop) -> list[str]:
    """Which of her words stand in any page of the shop's file or its log, decrypted."""
    return found_decrypted(shop.kernel.store.folder, shop.kernel.store.key, WORDS)


def sound(shop: Shop, tmp_path: Path) -> list[str]:
    """Every invariant that does not hold, the rebuild from the journal among them."""
    report = shop.kernel.ask(
        check.check_deep,
        key=shop.kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    return [f"{found.name} {found.rows}" for found in report.findings if found.broken]


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
    assert (slip.number, slip.counts.bills, slip.counts.jobs) == ("SC-A-000001", 4, 3)
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


def test_nothing_can_bring_her_back(life: Life) -> None:
    """Undo, a late edit or a second erasure must not put one word back."""
    shop, run = life.shop, life.shop.kernel.run
    edited = run(
        members.edit, life.id, replace(shop.kernel.ask(members.details, life.id), notes="x")
    )
    erase(life)
    assert edited.inverse is not None
    for call in (
        lambda: shop.kernel.undo(edited.inverse),
        lambda: run(members.restore, life.id),
        lambda: run(consents.record, life.id, purpose="service", granted=True),
        lambda: run(devices.add, life.id, _fridge()),
        lambda: run(households.join, life.other, life.id),
        lambda: shop.sell("FW-001", member_id=life.id),
        lambda: shop.job(life.id, "FW-001"),
        lambda: erase(life),
    ):
        with pytest.raises(Refused, match=r"member\.(erased|archived)"):
            call()
    assert left_in_file(shop) == []


def test_the_same_table_does_not_bring_her_back(life: Life) -> None:
    """An import happens once under its key; with the answer gone it would open her file again."""
    erase(life)
    again = life.shop.kernel.run_keyed("import of a table", exchange.import_members, life.table)
    assert again.replayed
    assert again.result.created == 1
    assert left_in_file(life.shop) == []


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


def test_the_register_beside_the_file_names_ids_only_and_believes_no_stranger(life: Life) -> None:
    """It lies in the clear: an id and a number are all it may say, and nobody may add one."""
    erase(life)
    store = life.shop.kernel.store
    path = register.beside(store.folder)
    kept = register.kept(path, store.key)
    assert [(entry.id, entry.number) for entry in kept] == [(life.id, "SC-A-000001")]
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(path.read_bytes().replace(life.id.encode(), life.other.encode()))
    assert register.kept(path, store.key) == ()


def test_an_older_file_is_erased_again_from_the_register(life: Life, tmp_path: Path) -> None:
    """T37: a restore from an older backup must not bring back who was erased since."""
    shop = life.shop
    number = shop.kernel.run_keyed(shop.key(), members.create, her_details(name="另一位")).result
    entry = register.Erased("SC-A-000007", life.id, 1_000, "asked")
    assert shop.kernel.run(erasure.reapply, (entry,)).result == 1
    assert [w for w in left_in_file(shop) if NAME in w or PHONE in w] == []
    assert sound(shop, tmp_path) == []
    assert shop.kernel.run(erasure.reapply, (entry,)).result == 0
    next_slip = shop.kernel.run_keyed(shop.key(), erasure.erase, number.id).result
    assert next_slip == "SC-A-000008"
    assert left_in_file(shop) == []


@pytest.mark.parametrize("bare", [False, True])
def test_a_restore_from_an_older_backup_erases_again(
    life: Life, tmp_path: Path, bare: bool
) -> None:
    """T37: beside the old data or on a bare new computer, with nothing but the stick and the passphrase."""
    folder, key = life.shop.kernel.store.folder, life.shop.kernel.store.key
    stick = tmp_path / "stick"
    older = backup.make(folder, key, stick)
    erase(life)
    backup.make(folder, key, stick)
    life.shop.kernel.close()
    target = tmp_path / "new" if bare else folder
    opening.restore(older, target, passphrase=PASSPHRASE, set_aside=True)
    assert found_decrypted(target, key, WORDS) == []
    opened = opening.open_shop(target, key)
    try:
        assert opened.ask(member_file.file, life.id).name == ERASED_NAME
        assert opened.ask(check.check).sound
    finally:
        opened.close()


def test_an_old_file_laid_in_by_hand_is_erased_again_when_it_is_opened(
    life: Life, tmp_path: Path
) -> None:
    """Who copies an old file over the shop's goes past the restore, but not past the opening."""
    folder, key = life.shop.kernel.store.folder, life.shop.kernel.store.key
    backup.copy(folder / "shop.db", key, tmp_path / "old.db")
    erase(life)
    life.shop.kernel.close()
    (tmp_path / "old.db").replace(folder / "shop.db")
    opening.open_shop(folder, key).close()
    assert found_decrypted(folder, key, WORDS) == []


def test_an_open_job_in_an_older_file_hinders_nothing_and_can_be_ended(
    shop: Shop, tmp_path: Path
) -> None:
    """The backup may be from before the job was paid; it must not lie open for ever."""
    life = Life(shop)
    entry = register.Erased("SC-A-000001", life.id, 1_000, "asked")
    shop.kernel.run(erasure.reapply, (entry,))
    shop.kernel.run(jobs.move, life.job, Step.CLOSED, reason="已处理", ending="cancelled")
    assert left_in_file(shop) == []
    assert sound(shop, tmp_path) == []


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


@use_case(Right.SERVE)
def _late_edit(work: Work, member_id: str) -> None:
    """What another desk did before it heard of the erasure, taken in afterwards."""
    work.change(work.get(Member, member_id), name=OLD_NAME)
    work.add(MemberPhone(id=work.new_id(), member_id=member_id, number=PHONE))


def test_a_late_edit_is_erased_again(life: Life, tmp_path: Path) -> None:
    """T37: an edit made on another desk comes after the erasure; the erasure wins."""
    erase(life)
    shop = life.shop
    shop.kernel.run(_late_edit, life.id)
    assert left_in_file(shop)
    named = register.kept(register.beside(shop.kernel.store.folder), shop.kernel.store.key)
    assert shop.kernel.run(erasure.reapply, named).result == 1
    assert left_in_file(shop) == []
    assert sound(shop, tmp_path) == []
    assert shop.kernel.ask(erasure.slip, life.id).number == "SC-A-000001"


def test_a_log_that_is_being_read_is_cut_as_soon_as_it_is_free(life: Life, key: FileKey) -> None:
    """A command beside the window reads while the member is erased: the old pages must not stay in the log."""
    store = life.shop.kernel.store
    with store.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    reader = connect(store.path, key)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM member").fetchone()
    erase(life)
    log = store.path.with_name("shop.db-wal")
    assert log.stat().st_size > 0
    reader.execute("COMMIT")
    reader.close()
    life.shop.sell("FW-001")
    assert left_in_file(life.shop) == []


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


def test_a_full_disk_after_the_commit_takes_nothing_back(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure stands; the register beside the file follows as soon as there is room."""
    path = register.beside(life.shop.kernel.store.folder)

    def full(*_: object) -> None:
        raise Environment("store.full", name="erased.json")

    with monkeypatch.context() as patched:
        patched.setattr(register, "keep", full)
        assert erase(life) == "SC-A-000001"
    assert not path.exists()
    life.shop.sell("FW-001")
    assert [entry.id for entry in register.kept(path, life.shop.kernel.store.key)] == [life.id]
    assert left_in_file(life.shop) == []
