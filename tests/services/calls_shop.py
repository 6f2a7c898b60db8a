"""Sound calls of what the shop keeps of itself: prices, stock, people, backups; joined in calls.py."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.services import (
    backups,
    price_samples,
    prices,
    sign_in,
    stock,
)
from models.services.price_samples import SampleItem
from models.services.prices import ItemDetails, NewPrice
from models.services.shop import ShopDetails

if TYPE_CHECKING:
    from tests.services.calls import Stage

Given = tuple[tuple[Any, ...], dict[str, Any]]
PIN_HASH = f"argon2id$2$19456$1${'A' * 22}==${'A' * 43}="

_SHOP = ShopDetails(
    name="邻里家电", address="清河路 92 号", phone="1", complaint_phone="2", hours="8:30"
)


def _stocked(stage: "Stage") -> str:
    run, item = stage.shop.kernel.run_keyed, stage.shop.items["PJ-0612"]
    return run(stage.shop.key(), stock.take_in, item, quantity=1000).result


def _item(stage: "Stage", code: str = "") -> ItemDetails:
    return ItemDetails(
        category="配件", code=code or f"N-{stage.next()}", name="滤网", unit="个", warranty_days=30
    )


def _sample(stage: "Stage") -> tuple[SampleItem, ...]:
    return (SampleItem(details=_item(stage), price=1500, cost=400),)


def _sampled(stage: "Stage") -> tuple[Any, ...]:
    """Nothing to pass on, but an example price stands there to be checked."""
    stage.shop.kernel.run(price_samples.add, _sample(stage))
    return ()


def _priced(stage: "Stage") -> tuple[str, ...]:
    """The version of a price that was just set."""
    new = NewPrice(stage.shop.items["FW-114"], 13000 + stage.next())
    today = stage.shop.clock.now().date()
    outcome = stage.shop.kernel.run(prices.set_prices, (new,), effective_from=today)
    assert outcome.inverse is not None
    return (outcome.inverse.args[0],)


def _place(stage: "Stage", *, kept: bool = True) -> str:
    """A place for backups, kept or taken away."""
    path = f"/media/stick{stage.next()}"
    made = stage.shop.kernel.run(backups.add_place, label="U 盘", path=path, stick=True).result
    if not kept:
        stage.shop.kernel.run(backups.remove_place, made)
    return made


def _tried(stage: "Stage") -> str:
    """A clerk whose PIN was tried once, so that there is something to forget."""
    person = stage.guarded()
    stage.shop.kernel.run(sign_in.count_try, person, 7_000)
    return person


SHOP_CALLS: dict[str, Callable[["Stage"], Given]] = {
    "backups.add_place": lambda s: (
        (),
        {"label": "红 U 盘", "path": f"/media/stick{s.next()}", "stick": True},
    ),
    "backups.bring_back_place": lambda s: ((_place(s, kept=False),), {}),
    "backups.change_place": lambda s: ((_place(s),), {"label": "蓝 U 盘", "automatic": False}),
    "backups.prove": lambda _: (
        (),
        {
            "place_id": "",
            "file": "linli-1.db",
            "how": "made",
            "passed": True,
            "facts": {"position": 1},
        },
    ),
    "backups.remove_place": lambda s: ((_place(s),), {}),
    "backups.saw_place": lambda s: ((_place(s), "/media/again"), {}),
    "desk.drop_draft": lambda _: (("member/new",), {}),
    "desk.keep_draft": lambda _: (("member/new", {"name": "张"}), {}),
    "exchange.permit": lambda _: (("members",), {}),
    "shop_papers.print_counter_sheet": lambda _s: ((), {}),
    "shop_papers.print_label": lambda s: ((s.job,), {}),
    "shop_papers.print_price_board": lambda _s: ((), {}),
    "stock.count": lambda s: ((s.shop.items["PJ-0612"],), {"counted": 3000, "note": "架上"}),
    "stock.reverse": lambda s: ((_stocked(s),), {}),
    "stock.take_in": lambda s: (
        (s.shop.items["PJ-0612"],),
        {"quantity": 2000, "cost": 4100, "lot": "2604-117", "note": "恒轴"},
    ),
    "stock.watch": lambda s: (
        (s.shop.items["PJ-0612"],),
        {"stocked": True, "low_at": s.next() * 1000},
    ),
    "shop_papers.print_service_card": lambda s: ((s.member,), {}),
    "price_samples.add": lambda s: ((_sample(s),), {}),
    "price_samples.adopt": lambda s: (_sampled(s), {}),
    "prices.add_item": lambda s: ((_item(s),), {"price": 1200, "cost": 300}),
    "prices.archive_item": lambda s: ((s.shop.items["FW-120"],), {}),
    "prices.edit_item": lambda s: ((s.shop.items["FW-120"], _item(s)), {}),
    "prices.set_prices": lambda s: (
        ((NewPrice(s.shop.items["FW-114"], 13000 + s.next(), 100),),),
        {"effective_from": s.shop.clock.now().date(), "note": "夏季"},
    ),
    "prices.take_back_prices": lambda s: (_priced(s), {}),
    "shop.add_person": lambda s: ((), {"name": f"师傅{s.next()}", "phone": "15401060002"}),
    "shop.change": lambda _: ((_SHOP,), {}),
    "shop.found": lambda _: (
        (),
        {"shop_id": "s", "details": _SHOP, "trade": "repair", "owner_name": "何", "demo": False},
    ),
    "shop.note_key": lambda _: (("paper",), {}),
    "shop.set_level": lambda s: ((s.newcomer(), 2), {}),
    "shop.set_person": lambda s: ((s.newcomer(),), {"active": False}),
    "shop.set_setting": lambda _: (("printer", "热敏"), {}),
    "sign_in.count_try": lambda s: ((s.guarded(), 7_000), {}),
    "sign_in.drop_pin": lambda s: ((s.guarded(),), {}),
    "sign_in.fitted": lambda s: ((_tried(s),), {}),
    "sign_in.keep_own_pin": lambda _: ((PIN_HASH, 6), {}),
    "sign_in.keep_pin": lambda s: ((s.guarded(), PIN_HASH, 6), {}),
    "sign_in.missed": lambda s: ((s.guarded(), 7_000), {}),
    "sign_in.signed_in": lambda _: ((), {}),
}
