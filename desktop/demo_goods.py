"""What a demonstration shop sells and mends: price list with its raises, devices, faults by season.

Tables and draws only; must not write anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from models.base.documents import LineKind
from models.services.devices import DeviceDetails
from models.services.prices import ItemDetails


@dataclass(frozen=True, slots=True)
class Good:
    """An item: yuan as it costs today, and by how many per cent each raise lifts it."""

    code: str
    name: str
    category: str
    price: int
    cost: int = 0
    unit: str = "次"
    days: int = 0
    raises: int = 0

    @property
    def kind(self) -> LineKind:
        """PJ codes are parts."""
        return "part" if self.code.startswith("PJ") else "service"

    def details(self) -> ItemDetails:
        """As it is typed into the price list."""
        return ItemDetails(
            category=self.category,
            code=self.code,
            name=self.name,
            kind=self.kind,
            unit=self.unit,
            earning_class="none" if self.kind == "part" else "standard",
            warranty_days=self.days,
        )

    def price_before(self, months: Sequence[int]) -> int:
        """Fen that it cost before the raises of these months, whole yuan.

        Parts follow their suppliers in autumn, work is raised in spring.
        """
        own = sum((month > 6) == (self.kind == "part") for month in months)
        return max(1, round(self.price / (1 + self.raises / 100) ** own)) * 100


GOODS = (
    Good("FW-001", "上门检测费", "上门服务", 30),
    Good("FW-002", "远程上门（5 公里外）", "上门服务", 50, raises=9),
    Good("FW-003", "夜间加急", "上门服务", 60, raises=10),
    Good("FW-101", "更换进水阀，工时", "洗衣机", 60, days=90),
    Good("FW-108", "更换排水泵，工时", "洗衣机", 80, days=90, raises=6),
    Good("FW-114", "更换滚筒轴承，工时", "洗衣机", 120, days=90),
    Good("FW-120", "筒体拆洗", "洗衣机", 80),
    Good("FW-125", "电脑板维修", "洗衣机", 160, days=90, raises=7),
    Good("FW-201", "空调清洗（挂机）", "空调", 108),
    Good("FW-202", "空调清洗（柜机）", "空调", 139),
    Good("FW-205", "空调加氟", "空调", 210, days=30),
    Good("FW-210", "空调移机", "空调", 380, days=90, raises=8),
    Good("FW-214", "空调漏水处理", "空调", 120, days=30, raises=5),
    Good("FW-218", "更换启动电容，工时", "空调", 60, days=90),
    Good("FW-301", "冰箱检漏加氟", "冰箱", 260, days=90, raises=6),
    Good("FW-305", "更换温控器，工时", "冰箱", 90, days=90, raises=6),
    Good("FW-308", "冰箱除霜疏通", "冰箱", 100, days=30),
    Good("FW-401", "热水器除垢清洗", "热水器", 120, raises=5),
    Good("FW-405", "更换点火器，工时", "热水器", 70, days=90),
    Good("FW-408", "更换镁棒，工时", "热水器", 60, days=90, raises=5),
    Good("FW-501", "油烟机深度清洗", "厨房", 168, raises=6),
    Good("FW-505", "燃气灶打火维修", "厨房", 80, days=90),
    Good("FW-601", "下水道疏通", "水电", 120, days=7, raises=5),
    Good("FW-605", "水龙头更换，工时", "水电", 50, days=90),
    Good("FW-610", "电路检修", "水电", 100, days=30, raises=6),
    Good("FW-615", "灯具安装", "水电", 60, unit="盏"),
    Good("FW-701", "电视背光维修", "电视", 220, days=90, raises=6),
    Good("FW-801", "净水器换芯，工时", "净水", 40),
    Good("PJ-0601", "进水阀（双头）", "配件", 65, 28, "个", 180),
    Good("PJ-0605", "排水泵 30 W", "配件", 95, 46, "个", 180, 4),
    Good("PJ-0612", "轴承套件 6205/6206", "配件", 86, 41, "套", 365),
    Good("PJ-0618", "水封 40.75", "配件", 28, 9, "个", 180),
    Good("PJ-0702", "启动电容 35 µF", "配件", 35, 11, "个", 180),
    Good("PJ-0705", "空调排水管", "配件", 12, 4, "米"),
    Good("PJ-0711", "空调遥控器（通用）", "配件", 35, 12, "个", 90),
    Good("PJ-0803", "冰箱温控器", "配件", 68, 30, "个", 180, 5),
    Good("PJ-0806", "冰箱门封条", "配件", 75, 34, "条", 90, 4),
    Good("PJ-0901", "镁棒", "配件", 45, 16, "根", 0, 5),
    Good("PJ-0904", "点火器 220 V", "配件", 58, 22, "个", 180),
    Good("PJ-1002", "灶具电池盒", "配件", 15, 5, "个"),
    Good("PJ-1101", "不锈钢软管 60 cm", "配件", 18, 7, "根", 90),
    Good("PJ-1104", "水龙头（厨房）", "配件", 89, 42, "个", 365, 5),
    Good("PJ-1108", "角阀", "配件", 22, 9, "个", 365),
    Good("PJ-1201", "LED 吸顶灯 24 W", "配件", 79, 38, "盏", 365, 4),
    Good("PJ-1204", "五孔插座", "配件", 12, 5, "个", 365),
    Good("PJ-1301", "净水滤芯（三支装）", "配件", 138, 70, "套", 0, 5),
)

COUNTER = ("PJ-0711", "PJ-0705", "PJ-1002", "PJ-1101", "PJ-1108", "PJ-1204", "PJ-1201", "PJ-0806",
           "PJ-1301", "FW-505", "FW-605")  # fmt: skip
"""What is sold over the counter to people without a job."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: how it is told, what is found, what it takes, in which months it is common."""

    device: str
    title: str
    found: str
    codes: tuple[str, ...]
    extra: str = ""
    """A part that turns out to be needed while working."""
    season: str = "111111111111"
    """How common it is from January to December, 0..9."""
    place: str = "visit"


FAULTS = (
    Fault("ac", "空调不制冷", "缺氟，接头渗漏", ("FW-001", "FW-205"), season="001249952000"),
    Fault("ac", "空调滴水", "排水管堵", ("FW-001", "FW-214"), "PJ-0705", "000127740000"),
    Fault("ac", "空调清洗", "", ("FW-201",), season="111696421111"),
    Fault("ac", "外机不转", "启动电容失效", ("FW-001", "FW-218", "PJ-0702"), season="100138840001"),
    Fault("ac", "空调移机", "", ("FW-210",), season="111222222111"),
    Fault("fridge", "冰箱不制冷", "系统漏，补漏加氟", ("FW-001", "FW-301"), season="111234443211"),
    Fault("fridge", "冷藏结冰", "温控器失灵", ("FW-001", "FW-305", "PJ-0803"), season="1" * 12),
    Fault("fridge", "冷藏室积水", "排水孔堵", ("FW-001", "FW-308"), "PJ-0806", "111223332111"),
    Fault(
        "washer", "脱水异响", "轴承磨损", ("FW-001", "FW-114", "PJ-0612"), "PJ-0618", "3" * 12
    ),
    Fault("washer", "不进水", "进水阀卡死", ("FW-001", "FW-101", "PJ-0601"), season="3" * 12),
    Fault("washer", "不排水", "排水泵堵转", ("FW-001", "FW-108", "PJ-0605"), season="3" * 12),
    Fault("washer", "筒体有异味，拆洗", "", ("FW-120",), season="223322222222"),
    Fault("washer", "通电没反应", "电脑板受潮", ("FW-001", "FW-125"), season="112223332111"),
    Fault(
        "heater", "热水器打不着火", "点火器老化", ("FW-001", "FW-405", "PJ-0904"),
        season="854210001358",
    ),
    Fault("heater", "出水不热", "结垢", ("FW-001", "FW-401"), season="754210001257"),
    Fault("heater", "换镁棒", "", ("FW-408", "PJ-0901"), season="332211112333"),
    Fault("hood", "油烟机清洗", "", ("FW-501",), season="941222222236"),
    Fault("stove", "燃气灶打不着火", "电池盒锈蚀", ("FW-001", "FW-505"), "PJ-1002", "2" * 12),
    Fault("plumbing", "下水道堵", "", ("FW-601",), season="432222222234"),
    Fault(
        "plumbing", "水龙头漏水", "阀芯坏，整只换", ("FW-605", "PJ-1104"), "PJ-1101",
        "322222222222",
    ),
    Fault("electrics", "跳闸", "插座进水短路", ("FW-001", "FW-610"), "PJ-1204", "122333332111"),
    Fault("electrics", "装吸顶灯", "", ("FW-615", "PJ-1201"), season="2" * 12),
    Fault("tv", "电视有声没图", "背光条坏", ("FW-701",), season="211111111122", place="shop"),
    Fault("purifier", "净水器换芯", "", ("FW-801", "PJ-1301"), season="2" * 12),
)  # fmt: skip

_MODELS: dict[str, tuple[tuple[str, str], ...]] = {
    "ac": (
        ("格力", "云佳 1.5 匹挂机"),
        ("美的", "酷省电 1.5 匹挂机"),
        ("海尔", "静悦 1.5 匹挂机"),
        ("奥克斯", "倾城 1.5 匹挂机"),
        ("格力", "云佳 1 匹挂机"),
    ),
    "fridge": (
        ("海尔", "BCD-470 十字对开门"),
        ("美的", "BCD-235 三门"),
        ("容声", "BCD-501 对开门"),
        ("西门子", "KA92 对开门"),
    ),
    "washer": (
        ("海尔", "滚筒洗衣机 10 kg"),
        ("小天鹅", "滚筒洗衣机 8 kg"),
        ("美的", "波轮洗衣机 9 kg"),
        ("西门子", "滚筒洗衣机 9 kg"),
    ),
    "heater": (
        ("万和", "燃气热水器 12 L"),
        ("美的", "电热水器 60 L"),
        ("能率", "燃气热水器 16 L"),
        ("海尔", "电热水器 80 L"),
    ),
    "hood": (("方太", "侧吸油烟机"), ("老板", "顶吸油烟机"), ("华帝", "侧吸油烟机")),
    "stove": (("华帝", "双眼灶"), ("方太", "双眼灶"), ("美的", "双眼灶")),
    "tv": (("海信", "65 英寸"), ("创维", "55 英寸"), ("小米", "55 英寸")),
    "purifier": (("沁园", "反渗透净水器"), ("美的", "厨下净水器")),
}
_PLACES = {
    "ac": ("主卧", "客厅", "次卧"),
    "fridge": ("厨房", "餐厅"),
    "washer": ("阳台", "卫生间"),
    "tv": ("客厅",),
}
_NO_DEVICE = ("plumbing", "electrics")
_SERIAL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def has_device(fault: Fault) -> bool:
    """Whether the fault belongs to an appliance; pipes and wires have no serial number."""
    return fault.device not in _NO_DEVICE


def fault_of(random: Random, day: date, *, categories: tuple[str, ...] = ()) -> Fault:
    """A fault as common as its season makes it; only of ``categories`` where some are given."""
    known = [fault for fault in FAULTS if not categories or fault.device in categories]
    weights = [int(fault.season[day.month - 1]) for fault in known]
    if not any(weights):
        return random.choice(known)
    return random.choices(known, weights)[0]


def device_of(random: Random, category: str, day: date) -> DeviceDetails:
    """An appliance of a category, bought some years before ``day``."""
    brand, model = random.choice(_MODELS[category])
    bought = day - timedelta(days=random.randint(60, 3600))
    serial = "".join(random.choice(_SERIAL) for _ in range(2)) + "".join(
        str(random.randrange(10)) for _ in range(11)
    )
    return DeviceDetails(
        category=category,
        brand=brand,
        model=model,
        serial=serial,
        place=random.choice(_PLACES.get(category, ("",))),
        bought_on=bought if random.random() < 0.7 else None,
        warranty_until=bought + timedelta(days=1095) if random.random() < 0.4 else None,
    )


def season_factor(day: date) -> float:
    """How busy a month is against the year: heat waves and the weeks before the spring festival."""
    return (1.15, 0.7, 0.8, 0.9, 1.05, 1.35, 1.6, 1.4, 0.85, 0.75, 0.9, 1.1)[day.month - 1]
