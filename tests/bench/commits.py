"""Commits of a use case against the replay of its statements, taken in turns on two copies of one shop."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from desktop.demo_people import phone
from models.base.rights import Right
from models.base.usecase import query
from models.kernel import Kernel
from models.rules.checkout import TenderIn
from models.services import checkout, members, prices, refunds
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.services.refunds import RefundOrder
from models.store.work import View
from tests.bench.figures import Figure, figure, middle, timed
from tests.bench.replay import Bare, Recorder
from tests.bench.shops import Shops, Size, open_at

WARM_UP = 20
_LINES = ("FW-001", "FW-114", "PJ-0612")


def measure(shops: Shops, size: Size, *, rounds: int) -> list[Figure]:
    """New member, checkout and refund, each ``rounds`` times after a warm-up."""
    source = shops.get(size.members, size.jobs_each)
    place, twin = shops.copy(source, "commits"), shops.copy(source, "commits-replay")
    kernel, bare = open_at(place), Bare(folder=twin)
    try:
        recorder = Recorder(kernel.store.writer)
        member = _in_turns(kernel, recorder, bare, _new_member(kernel), rounds)
        bill = _in_turns(kernel, recorder, bare, checkout_call(kernel), rounds)
        back = _in_turns(kernel, recorder, bare, _refund(kernel, WARM_UP + rounds), rounds)
    finally:
        kernel.close()
        bare.close()
        shops.drop("commits", "commits-replay")
    return [
        figure("new member commit", *member, unit="ms", target=4),
        figure("checkout commit", *bill, unit="ms", target=4),
        figure("refund commit", *back, unit="ms", target=4),
    ]


def _in_turns(
    kernel: Kernel, recorder: Recorder, bare: Bare, call: Callable[[int], object], rounds: int
) -> tuple[float, float]:
    """Medians of use case and replay; every replay writes its own new rows."""
    ours: list[float] = []
    floor: list[float] = []
    warm_up = min(WARM_UP, rounds)
    for place in range(warm_up + rounds):
        recorder.take()
        spent = timed(lambda place=place: call(place))  # type: ignore[misc]
        sent = recorder.take()
        again = timed(lambda sent=sent: bare.send(sent))  # type: ignore[misc]
        if place >= warm_up:
            ours.append(spent)
            floor.append(again)
    assert kernel.store.head.sequence
    return middle(ours), middle(floor)


def _new_member(kernel: Kernel) -> Callable[[int], object]:
    details = MemberDetails(
        name="欧阳雪梅",
        addresses=(AddressEntry(text="运河景苑 7 号 1103 室", estate="运河景苑"),),
        gender="female",
        source="estate",
        preferences="喜欢上午来",
    )

    def call(place: int) -> object:
        typed = replace(details, phones=(PhoneEntry(number=phone(5_000_000 + place)),))
        return kernel.run_keyed(kernel.new_key(), members.create, typed)

    return call


def checkout_call(kernel: Kernel) -> Callable[[int], object]:
    """Three lines from the counter, to a member, paid by WeChat."""
    items = {row.code: row for row in kernel.ask(prices.price_list).rows}
    lines = tuple(OrderLine(entry=LineEntry(item_id=items[code].id)) for code in _LINES)
    total = sum(items[code].price or 0 for code in _LINES)
    known = kernel.ask(member_ids)
    random = Random(5)

    def call(place: int) -> object:  # noqa: ARG001 - each sale is like the one before
        order = Order(
            member_id=random.choice(known), lines=lines, tenders=(TenderIn("wechat", total),)
        )
        return kernel.run_keyed(kernel.new_key(), checkout.close, order)

    return call


def _refund(kernel: Kernel, most: int) -> Callable[[int], object]:
    """Part of a member's bill, split over its lines and given back as it was paid; each time another bill."""
    bills = kernel.ask(_bill_ids, most)

    def call(place: int) -> object:
        order = RefundOrder(bill_id=bills[place % len(bills)], amount=100, reason="没修好")
        return kernel.run_keyed(kernel.new_key(), refunds.refund, order)

    return call


@query(Right.SERVE)
def _bill_ids(view: View, most: int) -> list[str]:
    """Bills of members, spread over the whole file."""
    rows = view.sql(
        "SELECT id FROM bill WHERE member_id IS NOT NULL AND total>=1000 ORDER BY substr(id, -6) LIMIT ?",
        (most,),
    )
    return [row["id"] for row in rows]


@query(Right.SERVE)
def member_ids(view: View) -> list[str]:
    """Some members, spread over the whole file."""
    rows = view.sql("SELECT id FROM member WHERE CAST(number AS INTEGER) % 97 = 1 LIMIT 2000")
    return [row["id"] for row in rows] or [view.sql("SELECT id FROM member LIMIT 1")[0]["id"]]
