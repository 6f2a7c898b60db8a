"""``make pictures``: every screen and paper of the demonstration shop, both languages, light and dark, large type.

Writes build/pictures; ``--guide`` also renews the pictures of the user's guide in docs/pictures, with
few colours so that they stay small.
"""

import shutil
import sys
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Literal

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop import cli, opening, templates
from desktop.app import Window
from models.kernel import Kernel
from models.rules.jobs import Step
from models.services import bills, job_file, member_file, papers
from models.services import shop as shops
from models.services.price_samples import SampleItem
from models.services.sign_in import Account
from tests.clerk import Clerk, PaperTray, sit_down
from views import places, texts, theme
from views.paper import job_card, paper_key, raster, receipt
from views.screens.first_start import FirstAnswers, FirstStart
from views.screens.sign_in import SignIn
from views.screens.unlock import Unlock

K = Qt.Key
SHOP = Path("build/demo-shop")
FOLDER = Path("build/pictures")
GUIDE = (
    "first-key",
    "today",
    "search",
    "member",
    "member-form",
    "job",
    "checkout",
    "bill",
    "prices",
    "settings-keeping",
)
GUIDE_PAPERS = ("receipt-80", "job-card")
GUIDE_COLOURS = 255
LOOKS = (
    *product(("zh", "en"), ("light", "dark"), (100,)),
    ("zh", "light", 125),
    ("en", "light", 125),
)


def main() -> int:
    """Make them all and say how many."""
    if not opening.exists(SHOP):
        cli.run(["demo", str(SHOP), "--members", "300", "--years", "1", "--seed", "20260611"])
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    app = QApplication([])
    theme.current().start(mode="light", still=True)
    key = opening.demo_key(SHOP)
    assert key is not None
    made = 0
    for language, mode, size in LOOKS:
        kernel = opening.open_shop(SHOP, key)
        for name, value in (("language", language), ("theme", mode), ("text_size", size)):
            kernel.run(shops.set_setting, name, value)
        tray = PaperTray()
        clerk = sit_down(Window(kernel, printers=tray), tray)
        clerk.until(partial(_printer_told, clerk), "nobody looked for the printer")
        made += screens(clerk, kernel, f"{language}-{mode}-{size}")
        if mode == "light" and size == 100:
            made += paper(kernel, language) + doors(language)
        clerk.close()
    if "--guide" in sys.argv:
        _renew_guide()
    print(f"{made} pictures in {FOLDER}")
    app.quit()
    return 0


def screens(clerk: Clerk, kernel: Kernel, look: str) -> int:
    """Picture every place of the window in one look."""
    rows = kernel.ask(job_file.listed).rows
    working = max(
        (row for row in rows if row.step in (Step.WORK, Step.ACCEPTANCE)), key=lambda row: row.total
    )
    member = max(
        (kernel.ask(member_file.file, row.member_id) for row in rows if row.member_id),
        key=lambda found: (len(found.devices), found.jobs),
    )
    bill = kernel.ask(bills.of_day)
    visits: list[tuple[str, str, object]] = [
        ("today", places.TODAY, None),
        ("members", places.MEMBERS, None),
        ("member", places.MEMBER, member.id),
        ("member-form", places.MEMBER_FORM, places.NewMember()),
        ("jobs", places.JOBS, None),
        ("job", places.JOB, working.id),
        ("job-form", places.JOB_FORM, places.NewJob(member_id=member.id)),
        ("till-empty", places.CHECKOUT, places.Till()),
        ("checkout", places.CHECKOUT, places.Till(job_id=working.id)),
        ("points", places.POINTS, places.Points(member.id)),
        ("rewards", places.REWARDS, None),
        ("prepaid", places.PREPAID, member.id),
        ("programme", places.PROGRAMME, None),
        ("prices", places.PRICES, None),
        ("settings", places.SETTINGS, "shop"),
        ("settings-people", places.SETTINGS, "people"),
        ("settings-keys", places.SETTINGS, "keys"),
        ("settings-keeping", places.SETTINGS, "keeping"),
        ("journal", places.JOURNAL, None),
        ("keys", "keys", None),
    ]
    if bill:
        visits.append(("bill", places.BILL, bill[0].id))
    for name, place, target in visits:
        clerk.shell.go(place, target)
        clerk.calm()
        _shoot(clerk, look, name)
    clerk.shell.go(places.TODAY)
    clerk.press(K.Key_F1)
    clerk.type("zs")
    _shoot(clerk, look, "search")
    return len(visits) + 1


PEOPLE = (
    Account(id="1", name="何玉梅", level=3, has_pin=True),
    Account(id="2", name="王芳", level=2, has_pin=True),
    Account(id="3", name="小何", level=1, has_pin=True),
)


class _Nobody:
    """Stands in for the computer behind first start and unlocking: every answer is right."""

    least = 8

    def samples(self, trade: str) -> tuple[SampleItem, ...]:
        """The trade's own example prices."""
        return templates.price_samples(trade, texts.language())

    def found(
        self, _answers: FirstAnswers, done: Callable[[str], None], _refused: Callable[..., None]
    ) -> None:
        """Say a key that opens nothing."""
        done("0000-0000-0000-0000-0000-0000-0000")

    def print_key(self, _paper_key: str) -> None:
        """Print nothing."""

    def key_pdf(self, _paper_key: str) -> bytes:
        """Make nothing."""
        return b""

    def try_pin(self, *_asked: object) -> None:
        """Never asked."""

    def unlock(self, *_asked: object) -> None:
        """Leave it locked."""


def doors(language: str) -> int:
    """Picture the windows before the window: the four steps of first start, unlocking, signing in."""
    texts.set_language(language)
    first = FirstStart(_Nobody())
    first.show()
    for name in ("first-shop", "first-owner", "first-key", "first-check"):
        for _ in range(3):
            QApplication.processEvents()
        first.grab().save(str(FOLDER / f"{language}-light-100-{name}.png"))
        _answer(first)
    unlock = Unlock(_Nobody())
    unlock.show()
    unlock.grab().save(str(FOLDER / f"{language}-light-100-unlock.png"))
    sign_in = SignIn(_Nobody(), shop="邻里家电 清河路店")
    sign_in.resize(1366, 698)
    sign_in.show()
    sign_in.pad.show_people(PEOPLE)
    QApplication.processEvents()
    sign_in.grab().save(str(FOLDER / f"{language}-light-100-sign-in.png"))
    for window in (first, unlock, sign_in):
        window.hide()
        window.deleteLater()
    return 6


def _answer(first: FirstStart) -> None:
    """Fill the step in sight and go on."""
    answers = (
        (first._name, "邻里家电 清河路店"),
        (first._address, "清河路 92 号"),
        (first._phone, "010-5550 8600"),
        (first._owner, "何玉梅"),
        (first._passphrase, "8 个字以上的口令"),
        (first._again, "8 个字以上的口令"),
    )
    for field, text in answers:
        if field.isVisible():
            field.setText(text)
    QTest.keyClick(first, K.Key_Return, Qt.KeyboardModifier.ControlModifier)


def paper(kernel: Kernel, language: str) -> int:
    """Picture every paper in one language."""
    chosen: Literal["zh", "en"] = "zh" if language == "zh" else "en"
    row = next(row for row in kernel.ask(job_file.listed).rows if row.total)
    bill = kernel.ask(bills.file, kernel.ask(bills.of_day)[0].id).receipt
    card = kernel.ask(papers.preview_job_card, row.id)
    makers: dict[str, Callable[[], bytes]] = {
        "receipt-58": lambda: receipt.render(bill, width="58", language=chosen),
        "receipt-80": lambda: receipt.render(bill, width="80", language=chosen),
        "receipt-a5": lambda: receipt.render(bill, width="a5", language=chosen),
        "receipt-copy": lambda: receipt.render(bill, width="80", language=chosen, copy=1),
        "job-card": lambda: job_card.render(card, language=chosen),
        "paper-key": lambda: paper_key.render(
            "0000-0000-0000-0000-0000-0000-0000",
            shop=kernel.store.shop.name,
            day=kernel.around.clock.now().date(),
            language=chosen,
        ),
    }
    for name, make in makers.items():
        pdf = make()
        (FOLDER / f"{language}-{name}.pdf").write_bytes(pdf)
        shown = raster.picture(pdf, 0, scale=2.0)
        _save_rgb(FOLDER / f"{language}-{name}.png", shown)
    return len(makers)


def _save_rgb(path: Path, shown: raster.Picture) -> None:
    image = QImage(
        shown.data, shown.width, shown.height, shown.width * 3, QImage.Format.Format_RGB888
    )
    image.save(str(path))


def _printer_told(clerk: Clerk) -> bool:
    """Tell whether the top bar has heard of the printer: it is looked for once the window stands."""
    item = clerk.shell.top.findChild(QWidget, "printer")
    return bool(item is not None and item.property("shown")) and clerk.window.printing is not None


def _shoot(clerk: Clerk, look: str, name: str) -> None:
    clerk.shell.grab().save(str(FOLDER / f"{look}-{name}.png"))


def _renew_guide() -> None:
    target = Path("docs/pictures")
    target.mkdir(parents=True, exist_ok=True)
    wanted = {
        f"{name}-{language}": f"{language}-light-100-{name}"
        for language in ("zh", "en")
        for name in GUIDE
    }
    wanted |= {name: f"zh-{name}" for name in GUIDE_PAPERS}
    for name, shown in wanted.items():
        with Image.open(FOLDER / f"{shown}.png") as picture:
            few = picture.convert("RGB").quantize(GUIDE_COLOURS, dither=Image.Dither.NONE)
            few.save(target / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
