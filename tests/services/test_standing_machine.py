"""Whatever order bills, refunds, merges and days come in, standing stays what a person reckons."""

import os
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from desktop import opening
from models.base.clock import ManualClock
from models.base.errors import Refused
from models.kernel import Surroundings
from models.rules.programme import Behaviour, Milestone, Programme, Tiers
from models.rules.tiers import place_of, reached
from models.services import (
    check,
    members,
    merges,
    milestones,
    points_accounts,
    refunds,
    tier_figures,
    tiers,
)
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.services.refunds import RefundOrder
from models.store.engine import FileKey
from tests.conftest import MORNING
from tests.services.programming import LADDER, asked, pass_days, rows, switch_on, today
from tests.services.test_programme_days import live
from tests.shopkeeping import Shop

RULES = Programme(
    tiers=Tiers(steps=LADDER, window_months=1, review_months=1, grace_days=3),
    behaviours=(Behaviour(code="referral", name="推荐", points=200, every="any"),),
    milestones=(
        Milestone(code="one", name="一", services=1),
        Milestone(code="two", name="二", services=2, grant="points", value=300),
        Milestone(code="three", name="三", services=3),
    ),
)
Act = tuple[str, int, Any]
ACTS = st.one_of(
    st.tuples(st.just("sell"), st.integers(0, 3), st.sampled_from(("FW-001", "FW-114", "PJ-0612"))),
    st.tuples(st.just("refund"), st.integers(0, 20), st.integers(1, 12_000)),
    st.tuples(st.just("void"), st.integers(0, 20), st.just(0)),
    st.tuples(st.just("days"), st.integers(1, 20), st.just(0)),
    st.tuples(st.just("merge"), st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.just("part"), st.integers(0, 3), st.just(0)),
)


class Life:
    """A shop with four members, each brought by the one before, and what was done there."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        switch_on(shop, RULES)
        self.members: list[str] = []
        for n in range(4):
            details = MemberDetails(
                name=f"会员{n}",
                phones=(PhoneEntry(number=f"1540107{n:04d}"),),
                addresses=(AddressEntry(text=f"槐树街 {n} 号"),),
                referred_by_id=self.members[-1] if self.members else None,
            )
            made = shop.kernel.run_keyed(shop.key(), members.create, details).result
            self.members.append(made.id)
        self.bills: list[str] = []
        self.merges: list[str] = []
        self.mixed = False

    def act(self, what: str, one: int, two: Any) -> None:
        """Do it, or be refused."""
        run, key = self.shop.kernel.run_keyed, self.shop.key
        try:
            if what == "sell":
                who = self.kept(self.members[one])
                self.bills.append(self.shop.sell(two, member_id=who).id)
            elif what == "refund" and self.bills:
                bill = self.bills[one % len(self.bills)]
                run(key(), refunds.refund, RefundOrder(bill_id=bill, amount=two, reason="退"))
            elif what == "void" and self.bills:
                run(key(), refunds.void, self.bills[one % len(self.bills)], reason="错")
            elif what == "days":
                pass_days(self.shop, one)
                live(self.shop)
            elif what == "merge":
                kept, other = self.members[one], self.members[two]
                self.mixed = True
                self.merges.append(run(key(), merges.merge, kept, other).result)
            elif what == "part" and self.merges:
                self.shop.kernel.run(merges.undo, self.merges.pop())
        except Refused:
            return

    def kept(self, member_id: str) -> str:
        """The file a member's bills go to now."""
        return str(self.shop.kernel.ask(asked, points_accounts.kept_member, member_id))

    def prove(self) -> None:
        """What must hold whatever was done."""
        ask = self.shop.kernel.ask
        report = ask(check.check)
        assert report.sound, [finding for finding in report.findings if finding.broken]
        for member in {self.kept(one) for one in self.members}:
            have = ask(asked, tier_figures.have, member, "spend", 1, today(self.shop))
            held = place_of(LADDER, ask(asked, tiers.tier_of, member))
            assert reached(LADDER, have) <= held, "reached and not given"
            count = ask(asked, milestones.services_of, member)
            for one in () if self.mixed else ask(milestones.of_member, member):
                assert one.state != "reached" or one.services <= count
                assert one.state != "ahead" or one.services > count
        for row in ask(rows, _REWARDS):
            assert row["n"] == (row["state"] == "rewarded")
        falls = ask(rows, _FALLS)
        assert falls[0]["n"] == falls[0]["told"], "somebody fell and was not told before"


_REWARDS = (
    "SELECT r.state, count(e.id) AS n FROM referral r LEFT JOIN points_entry e ON e.ref_id=r.id"
    " AND e.entry_kind='bonus' AND NOT EXISTS (SELECT 1 FROM points_entry t WHERE t.of_id=e.id)"
    " GROUP BY r.id"
)
_FALLS = (
    "SELECT (SELECT count(*) FROM tier_change WHERE cause IN ('review','taken_back') AND"
    " from_tier<>to_tier) AS n, (SELECT count(*) FROM tier_notice WHERE outcome='fell') AS told"
)


@settings(
    max_examples=int(os.environ.get("LINLI_EXAMPLES", "20")),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@example(acts=[("sell", 0, "FW-001"), ("merge", 0, 2)])
@given(acts=st.lists(ACTS, min_size=4, max_size=14))
def test_any_order_of_acts(template: tuple[Path, FileKey, str], acts: list[Act]) -> None:
    """A reward that stays after its refund, or a card lost without a word, is an angry neighbour."""
    with tempfile.TemporaryDirectory() as folder:
        clock = ManualClock(MORNING)
        place = Path(shutil.copytree(template[0], Path(folder) / "shop"))
        around = Surroundings(clock, random.Random(5))
        kernel = opening.open_shop(place, template[1], around=around)
        try:
            life = Life(Shop(kernel, clock))
            for what, one, two in acts:
                life.act(what, one, two)
            life.prove()
        finally:
            kernel.close()
