"""``make pictures``: every screen and paper of the demonstration shop, both languages, light and dark, large type.

Writes build/pictures; ``--guide`` also renews the pictures of the user's guide in docs/pictures.
"""

import shutil
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop import cli, opening
from desktop.app import Window
from models.kernel import Kernel
from models.rules.jobs import Step
from models.services import bills, job_file, member_file, papers
from models.services import shop as shops
from tests.clerk import Clerk, PaperTray, sit_down
from views import places, theme
from views.paper import job_card, paper_key, raster, receipt

K = Qt.Key
SHOP = Path("build/demo-shop")
FOLDER = Path("build/pictures")
GUIDE = {
    "today": "today",
    "search": "search",
    "member": "member",
    "job": "job",
    "checkout": "checkout",
}
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
        made += screens(clerk, kernel, f"{language}-{mode}-{size}")
        if mode == "light" and size == 100:
            made += paper(kernel, language)
        clerk.close()
    if "--guide" in sys.argv:
        _renew_guide()
    print(f"{made} pictures in {FOLDER}")
    app.quit()
    return 0


def screens(clerk: Clerk, kernel: Kernel, look: str) -> int:
    """Picture every place of the window in one look."""
    rows = kernel.ask(job_file.listed).rows
    working = next(row for row in rows if row.step in (Step.WORK, Step.ACCEPTANCE) and row.total)
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
        ("prices", places.PRICES, None),
        ("settings", places.SETTINGS, "shop"),
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


def _shoot(clerk: Clerk, look: str, name: str) -> None:
    clerk.shell.grab().save(str(FOLDER / f"{look}-{name}.png"))


def _renew_guide() -> None:
    target = Path("docs/pictures")
    target.mkdir(parents=True, exist_ok=True)
    for language in ("zh", "en"):
        for name, shown in GUIDE.items():
            shutil.copy(
                FOLDER / f"{language}-light-100-{shown}.png", target / f"{name}-{language}.png"
            )
    for name in ("receipt-80", "job-card"):
        shutil.copy(FOLDER / f"zh-{name}.png", target / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
