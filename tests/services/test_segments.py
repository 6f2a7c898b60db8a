"""Segments of a real shop: figures from bills and refunds, and a pass over 100,000 members that is over soon."""

import time

from models.base.rights import Right
from models.base.usecase import use_case
from models.rules.programme import Programme, Segments
from models.services import segments
from models.store.work import Work
from tests.services.programming import asked, give_back, pass_days, switch_on
from tests.shopkeeping import Shop

RULES = Programme(
    segments=Segments(
        window_days=30,
        by="amount",
        value_least=10_000,
        active_least=2,
        core_least=20_000,
        potential_least=3_000,
        strategies=(("gold", "生日送礼"),),
    )
)


def _of(shop: Shop, member_id: str) -> tuple[str, str, int, int]:
    found = shop.kernel.ask(segments.standing, member_id).placed
    return found.segment, found.core, found.figures.spent, found.figures.visits


def test_a_member_moves_with_bills_refunds_and_days(shop: Shop) -> None:
    switch_on(shop, RULES)
    member = shop.member().id
    assert _of(shop, member) == ("basic", "basic", 0, 0)
    bill = shop.sell("FW-114", member_id=member)
    assert _of(shop, member) == ("gold", "potential", 12_000, 1)
    assert shop.kernel.ask(segments.standing, member).strategy == "生日送礼"
    pass_days(shop, 1)
    shop.sell("FW-120", member_id=member)
    assert _of(shop, member) == ("diamond", "core", 20_000, 2)
    give_back(shop, bill.id)
    assert _of(shop, member) == ("basic", "potential", 8_000, 1)
    pass_days(shop, 30)
    assert _of(shop, member) == ("basic", "basic", 0, 0)


def test_counts_and_lists_agree_with_each_member(shop: Shop) -> None:
    switch_on(shop, RULES)
    ids = [shop.member(f"甲{n}", f"1540106{n:04d}").id for n in range(4)]
    shop.sell("FW-114", member_id=ids[0])
    shop.sell("FW-001", member_id=ids[1])
    pass_days(shop, 1)
    shop.sell("FW-001", member_id=ids[1])
    found = shop.kernel.ask(segments.counts)
    assert {one.segment: one.members for one in found.matrix} == {
        "diamond": 0, "gold": 1, "silver": 1, "basic": 2,
    }  # fmt: skip
    assert [(one.segment, one.members) for one in found.cores] == [
        ("core", 0), ("potential", 2), ("basic", 2),
    ]  # fmt: skip
    (gold,) = shop.kernel.ask(segments.members, segment="gold")
    assert gold.member_id == ids[0]
    assert [row.member_id for row in shop.kernel.ask(segments.members, core="potential")] == ids[:2]


@use_case(Right.SERVE)
def _many(work: Work, count: int) -> None:
    """Members with two bills each, written without the desk: the figures are what is looked at."""
    work.note(written=count)
    bare = work.connection.connection.cursor()
    bare.execute("PRAGMA defer_foreign_keys=ON")
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<{count})"
    member = [row[1] for row in bare.execute("PRAGMA table_info(member)") if row[3] and not row[5]]
    values = {
        "number": "'9'||i", "joined_at": "0", "active_at": "0", "elderly": "0", "special_care": "0",
    }  # fmt: skip
    bare.execute(
        f"INSERT INTO member(id, {','.join(member)}) {numbers}"
        f" SELECT 'm'||i, {','.join(values.get(name, chr(39) * 2) for name in member)} FROM n"
    )
    for turn in (1, 2):
        bare.execute(
            "INSERT INTO bill(id, number, code, desk, sequence, at, business_day, member_id,"
            " cashier_id, subtotal, line_discount, bill_discount, rounding, total, snapshot)"
            f" {numbers} SELECT 'x{turn}-'||i, 'x{turn}-'||i, 'x{turn}-'||i, 'Z', i, 0, '2026-06-0{turn}',"
            " 'm'||i, '', 0, 0, 0, 0, i*7%100000+1, '{}' FROM n"
        )


def test_a_hundred_thousand_members_are_one_pass(shop: Shop) -> None:
    """The member's page asks for it: a pass may take a second, asking again may not."""
    switch_on(shop, Programme())
    shop.kernel.run(_many, 100_000)
    begun = time.perf_counter()
    found = shop.kernel.ask(asked, segments.everybody)
    took = time.perf_counter() - begun
    assert len(found.figures) == 100_000
    assert took < 6
    begun = time.perf_counter()
    shop.kernel.ask(asked, segments.of_member, "m5")
    assert time.perf_counter() - begun < 0.1
    print(f"100,000 members in {took:.2f} s")
