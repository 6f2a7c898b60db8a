"""``check`` finds what it says it finds: each invariant is broken once, and named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.paths import migration_steps
from models.base.rights import Right
from models.base.usecase import query
from models.rules.jobs import Step
from models.services import check, check_programme, check_rewards, invoices, members, search
from models.services.members import MemberDetails
from models.store.engine import FILE_NAME, FileKey, connect
from models.store.work import View
from tests.points import broken as points_broken
from tests.services.test_accounts import allow, on_account, pay
from tests.services.test_attachments import photo
from tests.services.test_deposits import bill, give_back, take
from tests.services.test_drawer import begin, close, end, put
from tests.services.test_invoices import FIRM
from tests.services.test_packages import a_package
from tests.services.test_parked import park
from tests.services.test_quotes import promised
from tests.services.test_refunds import back, void
from tests.shopkeeping import Shop


@query(Right.KEEP)
def _seals(view: View) -> list[str]:
    return [str(row[0]) for row in view.connection.exec_driver_sql("PRAGMA cipher_integrity_check")]


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """A shop with a member, a closed sale, a paid job and an open one, money that came back and a closed day."""
    points_broken.begin(shop)
    member = shop.member()
    device = shop.washer(member.id)
    shop.sell("FW-001", "PJ-0612", member_id=member.id, tender=20000)
    sold = shop.sell("FW-120")
    begin(shop, 1000)
    back(shop, sold.id, amount=500)
    void(shop, shop.sell("FW-001").id)
    put(shop, "in", 100)
    allow(shop)
    on_account(shop, member.id, "FW-001")
    pay(shop, member.id, 700, kind="wechat")
    park(shop, "FW-001")
    a_package(shop)
    shop.kernel.run(invoices.record, sold.id, FIRM)
    early = shop.job(None, "FW-001")
    take(shop, early.id, 3500, kind="wechat")
    left = take(shop, early.id, 500, kind="wechat")
    bill(shop, early.id)
    give_back(shop, left.id, amount=100)
    shop.pay(promised(shop, member.id))
    end(shop, 1200, left=1000, reason="多了")
    close(shop)
    job = shop.job(member.id, "FW-001", "FW-114", device_id=device)
    shop.move(job.id, Step.QUOTE, Step.DISPATCH, Step.WORK)
    photo(shop, job.id)
    points_broken.live(shop, member.id)
    return shop


BREAKS: dict[str, str] = {
    "bill.lines": "UPDATE bill_line SET total=total+1, discount=discount-1 WHERE position=1",
    "bill.sum": "UPDATE bill SET rounding=rounding+5",
    "bill.tenders": "UPDATE tender SET amount=amount-100",
    "bill.line": "UPDATE bill_line SET amount=amount+1, discount=discount+1",
    "bill.change": "UPDATE tender SET tendered=amount-1 WHERE tender_kind='cash'",
    "bill.snapshot": "UPDATE bill SET snapshot=replace(snapshot, '\"total\":', '\"total\":9')",
    "bill.numbers": "UPDATE counter SET last=last+1 WHERE id='A/receipt'",
    "job.steps": "UPDATE job SET step='payment'",
    "job.chain": "UPDATE job_step SET from_step='payment' WHERE to_step='work'",
    "job.closed": "UPDATE job SET closed_at=1",
    "catch_up.times": "UPDATE job SET entered_at=1",
    "job.hold": "UPDATE job SET hold='parts', hold_at=1",
    "job.rework": "UPDATE job SET rework_of_id=id",
    "job.paid": "UPDATE job SET step='call_back'",
    "job.billed_once": "UPDATE bill SET job_id=(SELECT id FROM job LIMIT 1)",
    "member.phones": "UPDATE member_phone SET number='154-0106-2046'",
    "member.activity": "UPDATE member SET active_at=0",
    "erasure.left": "INSERT INTO erasure(id,number,at,actor_id,reason,also)"
    " SELECT id,'SC-'||number,0,'','asked','[]' FROM member",
    "price.versions": "DELETE FROM price WHERE id=(SELECT min(id) FROM price)",
    "price.amounts": "UPDATE price SET cost=-1",
    "shop.one": "DELETE FROM shop",
    "shop.owner": "UPDATE staff SET active=0",
    "desk.one": "INSERT INTO desk(node,letter,incarnation,clock,last_backup_note) VALUES('x','B','y',0,'')",
    "refund.sum": "UPDATE refund_line SET amount=amount-1",
    "refund.lines": "UPDATE refund_line SET quantity=quantity+9000",
    "refund.most": "UPDATE refund SET total=total+999999",
    "refund.ways": "UPDATE refund_tender SET tender_kind='alipay'",
    "refund.void": "UPDATE refund SET business_day='2026-06-12' WHERE refund_kind='void'",
    "refund.snapshot": "UPDATE refund SET snapshot=replace(snapshot, '\"total\":', '\"total\":9')",
    "refund.numbers": "DELETE FROM refund WHERE sequence=1",
    "money.sum": "UPDATE refund_tender SET amount=amount+1",
    "deposit.left": "UPDATE deposit_use SET amount=amount+99999",
    "deposit.back": "UPDATE deposit SET of_id=NULL",
    "deposit.bills": "DELETE FROM deposit_use",
    "deposit.snapshot": "UPDATE deposit SET amount=amount+1",
    "deposit.numbers": "UPDATE counter SET last=last+1 WHERE id='A/deposit'",
    "account.owed": "UPDATE account_settlement SET amount=amount+99999",
    "account.paid": "UPDATE account_payment SET amount=amount-1",
    "account.member": "UPDATE bill SET member_id=NULL",
    "account.snapshot": "UPDATE account_payment SET code='9'",
    "account.numbers": "UPDATE counter SET last=last+1 WHERE id='A/account_payment'",
    "package.codes": "UPDATE package SET code=(SELECT code FROM price_item LIMIT 1)",
    "package.lines": "UPDATE package_line SET addon=1",
    "invoice.forms": "UPDATE invoice SET tax_number='123'",
    "quote.state": "UPDATE quote SET decided_at=NULL",
    "quote.accepted": "UPDATE quote SET accepted_total=accepted_total+1",
    "quote.snapshot": "UPDATE quote SET code='9'",
    "quote.numbers": "UPDATE counter SET last=last+1 WHERE id='A/quote'",
    "change.slip": "UPDATE change_slip SET reason=''",
    "change.numbers": "UPDATE counter SET last=last+1 WHERE id='A/change_slip'",
    "change.lines": "UPDATE job_line SET change_id=NULL",
    "change.signed": "UPDATE change_slip SET signed=0",
    "parked.lines": "UPDATE parked SET total=-1",
    "drawer.one_open": "INSERT INTO shift SELECT x.v, 'A', '2026-06-12', 1, '', 0, NULL, '', 0, ''"
    " FROM (SELECT 'a' AS v UNION SELECT 'b') x",
    "drawer.counted": "DELETE FROM shift_count WHERE tender_kind='cash'",
    "drawer.entries": "UPDATE drawer_entry SET amount=-amount",
    "day.numbers": "UPDATE counter SET last=last+1 WHERE id='A/day_close'",
    "day.stays_closed": "UPDATE bill SET id='f'||id",
    "day.sums": "UPDATE bill SET total=total+1",
    "day.anchor": "UPDATE day_close SET anchor='1:00'",
    "attachment.rows": "UPDATE attachment SET member_id=NULL",
    "attachment.files": "UPDATE attachment SET digest='00'||substr(digest,3)",
    "attachment.sealed": "UPDATE attachment SET size=size+1",
    "search.documents": "DELETE FROM search_document WHERE subject_kind='member'",
    "file.structure": "DELETE FROM find_member_data WHERE id > 10",
    "file.references": "UPDATE bill_line SET bill_id='nobody'",
    "journal.chain": "UPDATE operation SET actor_id='somebody else' WHERE position=3",
    "search.index": "UPDATE search_document SET position=position+1000 WHERE subject_kind='job'",
    "search.fresh": "UPDATE search_document SET tokens='nobody' WHERE subject_kind='member'",
    "journal.rebuild": "UPDATE member SET name='张桂花'",
    **points_broken.BREAKS,
}


def _deep(shop: Shop, tmp_path: Path) -> dict[str, check.Finding]:
    report = shop.kernel.ask(
        check.check_deep,
        key=shop.kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    assert not list(tmp_path.glob("rebuilt*"))
    return {finding.name: finding for finding in report.findings}


def test_a_busy_shop_is_sound(busy: Shop, tmp_path: Path) -> None:
    """A check that cries wolf is switched off."""
    findings = _deep(busy, tmp_path)
    assert set(findings) == set(check.NAMES)
    assert not [entry for entry in findings.values() if entry.broken]


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_broken_row_is_found_by_name(
    busy: Shop, folder: Path, key: FileKey, tmp_path: Path, name: str
) -> None:
    """A wrong sum that nobody notices becomes the shop's truth."""
    connection = connect(folder / FILE_NAME, key)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(BREAKS[name])
    connection.close()
    finding = _deep(busy, tmp_path)[name]
    assert finding.broken
    assert finding.rows


def test_a_flipped_byte_breaks_a_seal(
    busy: Shop, folder: Path, key: FileKey, tmp_path: Path
) -> None:
    """Bit rot is found by the page's seal before it is read as data."""
    connection = connect(folder / FILE_NAME, key)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    free = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek((free - 1) * 4096 + 2000)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))
    assert busy.kernel.ask(_seals)
    assert _deep(busy, tmp_path)["file.seal"].broken


def test_every_invariant_is_broken_once_here() -> None:
    """An invariant that no test breaks may be one that cannot fail."""
    others = (
        *check_rewards.BY_SQL,
        *check_programme.BY_SQL,
    )  # test_check_rewards.py, …_programme.py
    elsewhere = {name for name, _ in others} | {"programme.documents"}
    assert set(check.NAMES) - set(BREAKS) - elsewhere == {"file.seal"}


def _cut_tail(folder: Path, key: FileKey) -> None:
    connection = connect(folder / FILE_NAME, key)
    connection.execute("DELETE FROM operation WHERE position=4")
    connection.close()


def _swap(folder: Path, key: FileKey) -> None:
    connection = connect(folder / FILE_NAME, key)
    connection.execute("UPDATE operation SET position=-1 WHERE position=4")
    connection.execute("UPDATE operation SET position=4 WHERE position=5")
    connection.execute("UPDATE operation SET position=5 WHERE position=-1")
    connection.close()


def _edit(folder: Path, key: FileKey) -> None:
    connection = connect(folder / FILE_NAME, key)
    connection.execute("UPDATE operation SET payload=replace(payload,'刘永强','刘永弱')")
    connection.close()


@pytest.mark.parametrize("tamper", [_cut_tail, _swap, _edit])
def test_t40_a_journal_that_was_tampered_with_is_found(
    busy: Shop, folder: Path, key: FileKey, tamper: Callable[[Path, FileKey], None]
) -> None:
    """Who edits the past to hide a discount must be found out."""
    tamper(folder, key)
    report = busy.kernel.ask(check.check)
    (finding,) = [entry for entry in report.findings if entry.name == "journal.chain"]
    assert finding.broken


def test_an_erased_payload_leaves_the_chain_whole(busy: Shop, folder: Path, key: FileKey) -> None:
    """A member's right to be forgotten must not cost the shop its proof; without the register it is a hole."""
    connection = connect(folder / FILE_NAME, key)
    changed = connection.execute(
        "UPDATE operation SET payload=NULL, salt=x'' WHERE position IN"
        " (SELECT position FROM operation WHERE subject_id IS NOT NULL LIMIT 1)"
    )
    assert changed.rowcount == 1
    (finding,) = [e for e in busy.kernel.ask(check.check).findings if e.name == "journal.chain"]
    assert finding.rows[0].startswith("journal.payload ")
    connection.execute(
        "INSERT INTO erasure(id,number,at,actor_id,reason,also)"
        " SELECT id,'SC-'||number,0,'','asked','[]' FROM member"
    )
    connection.close()
    report = busy.kernel.ask(check.check)
    assert not [e for e in report.findings if e.name == "journal.chain" and e.broken]


def test_archiving_keeps_the_index_sound(shop: Shop, tmp_path: Path) -> None:
    """An archived member is found by number only, and the check knows it."""
    member = shop.kernel.run_keyed(shop.key(), members.create, MemberDetails(name="老周")).result
    shop.kernel.run(members.archive, member.id)
    assert not [entry for entry in _deep(shop, tmp_path).values() if entry.broken]


def test_a_check_after_more_sales_cries_no_wolf(shop: Shop) -> None:
    """quick_check on a connection that searched before the last sale once called a sound file corrupt."""
    member = shop.member()
    shop.kernel.ask(search.search_all, "zgl")
    for _ in range(8):
        for _ in range(6):
            shop.sell("FW-001", member_id=member.id)
        report = shop.kernel.ask(check.check)
        assert report.sound, [entry for entry in report.findings if entry.broken]
