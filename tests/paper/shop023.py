"""Job 023 of the design pictures as snapshots: the sums agree from job card to receipt."""

from datetime import UTC, date, datetime

from models.base.documents import JobCard, PaperLine, PaperTender, Receipt
from models.base.documents_head import ShopHead

SHOP = ShopHead(
    name="邻里家电 清河路店",
    address="清河路 92 号",
    phone="010-5550 8600",
    complaint_phone="010-5550 8601",
    hours="每天 8:30 到 19:00",
    zone="Asia/Shanghai",
)


def line(
    name: str,
    code: str,
    fen: int,
    *,
    part: bool = False,
    lot: str = "",
    serial: str = "",
    quantity: int = 1000,
    discount: int = 0,
    warranty: int = 0,
) -> PaperLine:
    """A line at ``fen`` a piece."""
    return PaperLine(
        name=name,
        code=code,
        unit="件" if part else "次",
        kind="part" if part else "service",
        quantity=quantity,
        price=fen,
        amount=(fen * quantity + 500) // 1000,
        discount=discount,
        lot=lot,
        serial=serial,
        warranty_days=warranty,
        warranty_until=date(2026, 9, 9) if warranty else None,
    )


QUOTED = (
    line("上门检测费", "FW-001", 3000),
    line("更换滚筒轴承，工时", "FW-114", 12000),
    line("筒体拆洗", "FW-120", 8000),
    line("轴承套件 6205/6206", "PJ-0612", 8600, part=True, lot="2604-117", warranty=90),
)
BILLED = (
    *QUOTED,
    line("水封 40.75", "PJ-0615", 2800, part=True, serial="4075-A-88213", warranty=90),
)

RECEIPT = Receipt(
    shop=SHOP,
    number="A-000123",
    code="20100000012310",
    at=datetime(2026, 6, 11, 3, 26, tzinfo=UTC),
    cashier="何玉梅",
    member="张*兰",
    phone_tail="2046",
    job_number="GD-A260610-023",
    device="海尔滚筒洗衣机 10 kg",
    technician="刘永强",
    lines=BILLED,
    subtotal=34400,
    line_discount=0,
    bill_discount=2000,
    rounding=50,
    total=32350,
    tenders=(PaperTender(kind="cash", amount=32350, tendered=35000),),
    change=2650,
    note="",
)

CARD = JobCard(
    shop=SHOP,
    number="GD-A260610-023",
    code="20126061002308",
    received_at=datetime(2026, 6, 10, 8, 5, tzinfo=UTC),
    received_by="何玉梅",
    member="张桂兰",
    member_masked="张*兰",
    card_number="8800 1206",
    phone="15401062046",
    phone_tail="2046",
    address="清河路 86 弄 12 号 502 室",
    habits=("5 楼没电梯", "家里有狗"),
    needs=("听力不好请打座机",),
    device="海尔滚筒洗衣机 10 kg",
    serial="CE0K 2105 77A3 1",
    symptoms="脱水时咚咚响，机底漏水。",
    diagnosis="滚筒轴承磨损，水封老化。",
    accessories="左前脚垫缺，排水管 1 根",
    rework=False,
    lines=QUOTED,
    total=31600,
    promised_at=datetime(2026, 6, 11, 5, 0, tzinfo=UTC),
    technician="刘永强",
    warranty_days=90,
)
