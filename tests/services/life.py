"""Everything a shop can know of one person, and how the tests of erasing look for what is left of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from desktop.paths import migration_steps
from models.rules.checkout import TenderIn
from models.rules.jobs import Step
from models.services import (
    change_slips,
    check,
    checkout,
    consents,
    desk,
    devices,
    erasure,
    households,
    imports,
    job_file,
    job_lines,
    jobs,
    member_file,
    members,
    papers,
    quote_answers,
    quote_file,
    quotes,
)
from models.services.change_rule import Agreement
from models.services.checkout import Order
from models.services.devices import DeviceDetails
from models.services.imports import Order as ImportOrder
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails
from models.services.members import AddressEntry, MemberDetails, PhoneEntry
from models.services.quote_lines import GradeEntry, QuotedLine, QuoteEntry
from tests.raw_bytes import found_decrypted
from tests.sheets.given import Given
from tests.shopkeeping import Shop

NAME, OLD_NAME = "欧阳楚瑶", "欧阳小楚"
PHONE, OLD_PHONE = "15409876543", "15401112223"
ADDRESS, OLD_ADDRESS = "梧桐深巷 7 号 902 室", "旧仓库弄 3 号"
TEXTS = (
    "爱喝龙井茶呢", "耳朵不太灵光", "怕见陌生的猫", "门禁在后院墙", "孙女周末才来",
    "三星级冰柜型号Q", "SN-ZQ778899", "藏在阁楼右侧", "机身有道划痕", "半夜咕噜咕噜响", "压缩机老化啦",
    "带着蓝色遥控", "她说下周再来", "SN-PART-5566", "谢谢楚瑶女士", "楼道窄得很哩", "嫌贵的那一版",
    "拆开才知道漏了", "她弟弟点的头",
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
        self.device = run(devices.add, self.id, fridge()).result
        run(members.reveal_phone, self.id, shop.kernel.ask(member_file.file, self.id).phones[0].id)
        self.job = self._job(self.id)
        self.walk_in = self._taken_over(None)
        self.from_other = self._taken_over(self.other)
        self.given_away = self._given_away()
        self.promised = self._promised()
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

    def _promised(self) -> str:
        """Quoted with words about her, refused once, accepted, an extra agreed to by her brother; closed."""
        shop, items = self.shop, self.shop.items
        run, keyed = shop.kernel.run, shop.kernel.run_keyed
        job_id = shop.job(self.id, "FW-001").id
        lines = (QuotedLine(item_id=items["FW-114"]), QuotedLine(name=f"给{NAME}搬运", price=100))
        grades = (GradeEntry(name="标准", lines=lines),)
        entry = QuoteEntry(grades=grades, note=TEXTS[15])
        run(quotes.keep, job_id, entry)
        first = keyed(shop.key(), quotes.give, job_id, entry).result
        run(quote_answers.refuse, first.id, reason=TEXTS[16], by=NAME)
        second = keyed(shop.key(), quotes.give, job_id, entry).result
        grade = shop.kernel.ask(quote_file.one, second.id).grades[0].id
        keyed(shop.key(), quote_answers.accept, second.id, grade, by=NAME, how="phone")
        agreed = Agreement(reason=TEXTS[17], approved_by=TEXTS[18], approved_how="phone")
        run(job_lines.add, job_id, LineEntry(item_id=items["PJ-0612"]), agreed=agreed)
        found = shop.kernel.ask(change_slips.of_job, job_id)
        assert found is not None
        run(change_slips.sign, found[0].slips[0].id)
        shop.pay(job_id)
        shop.move(job_id, Step.CLOSED)
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
        self.table = Given(("姓名", "手机"), ((NAME, PHONE), ("赵六", "")))
        self.order = ImportOrder(what="members", columns=(("name", 0), ("phone", 1)))
        self.shop.kernel.run(imports.write, self.order, self.table)

    def _drafts(self) -> None:
        keep = self.shop.kernel.run
        keep(desk.keep_draft, "member/new", {"name": "王五"})
        keep(desk.keep_draft, "job/new", {"who": NAME, "lines": [{"phone": PHONE}]})
        keep(desk.keep_draft, f"member/{self.id}", {"name": "x"})


def fridge() -> DeviceDetails:
    return DeviceDetails(
        category="fridge",
        brand="某牌",
        model=TEXTS[5],
        serial=TEXTS[6],
        place=TEXTS[7],
        note=TEXTS[8],
    )


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
