"""``make run`` where nobody can look: one walk-in customer by key events through the real window, proved by check.

Usage: python -m tests.walk_through SHOP FOLDER. Leaves pictures of the screens and the papers in FOLDER.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop import opening
from desktop.app import Window
from models.services import bills, check
from models.services import shop as shops
from models.store.engine import FileKey
from tests.clerk import CTRL, Clerk, PaperTray, sit_down
from views import places, theme

K = Qt.Key
PHONE, NAME, FAULT = "15409990001", "宋小满", "空调不制冷，外机不转"


def main() -> int:
    """Work the customer and say what happened, a line for each thing."""
    shop, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme.current().start(mode="light", still=True)
    key = opening.demo_key(shop)
    assert isinstance(key, FileKey), "only a demonstration shop is worked by itself"
    kernel = opening.open_shop(shop, key)
    for name, value in (("language", "zh"), ("theme", "light"), ("text_size", 100)):
        kernel.run(shops.set_setting, name, value)
    tray = PaperTray()
    clerk = sit_down(Window(kernel, printers=tray), tray)
    number = serve(clerk, folder)
    bill_id = kernel.ask(bills.by_number, number)
    receipt = kernel.ask(bills.file, bill_id).receipt
    report = kernel.ask(check.check)
    for sheet in tray.sheets:
        (folder / f"receipt-{sheet.title}.pdf").write_bytes(sheet.pdf)
    print(f"{clerk.keys} keys, receipt {number}, {receipt.total / 100:.2f} yuan")
    print(f"check: {'sound' if report.sound else 'BROKEN'}, {report.bills} bills")
    for finding in report.findings:
        if finding.broken:
            print(f"  {finding.name}: {', '.join(finding.rows)}")
    print(f"pictures and papers: {folder}")
    clerk.close()
    app.quit()
    return 0 if report.sound and tray.sheets else 1


def serve(clerk: Clerk, folder: Path) -> str:
    """From a phone number to the printed receipt; returns the receipt's number."""
    seen = _Camera(clerk, folder)
    seen.shoot("1-today")
    clerk.press(K.Key_F1)
    clerk.type("zs")
    seen.shoot("2-search")
    clerk.press(K.Key_Escape, K.Key_F1)
    clerk.shell.focus_search()
    clerk.type(PHONE)
    clerk.press(K.Key_F3)
    clerk.at(places.MEMBER_FORM)
    clerk.type(NAME)
    seen.shoot("3-new-member")
    clerk.press(K.Key_Return, held=CTRL)
    if clerk.page.name != places.MEMBER:  # the customer was here on an earlier run: insist
        clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    seen.shoot("4-member")
    clerk.press(K.Key_F2)
    clerk.at(places.JOB_FORM)
    clerk.type(FAULT)
    seen.shoot("5-new-job")
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.JOB)
    clerk.press(K.Key_Insert)
    clerk.type("smjcf")
    clerk.press(K.Key_Return, K.Key_Return)
    clerk.press(K.Key_Escape, K.Key_Escape)
    seen.shoot("6-job")
    clerk.press(K.Key_F4)
    clerk.at(places.CHECKOUT)
    seen.shoot("7-checkout")
    clerk.press(K.Key_Return)
    clerk.until(lambda: bool(clerk.tray.sheets), "no receipt came out")
    seen.shoot("8-paid")
    return clerk.tray.sheets[-1].title


class _Camera:
    def __init__(self, clerk: Clerk, folder: Path) -> None:
        self._clerk, self._folder = clerk, folder

    def shoot(self, name: str) -> None:
        """Keep a picture of the window."""
        self._clerk.calm()
        self._clerk.shell.grab().save(str(self._folder / f"{name}.png"))


if __name__ == "__main__":
    sys.exit(main())
