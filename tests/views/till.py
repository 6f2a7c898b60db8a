"""A window with a till in a test's hands: the real shell, kernel and pages, a printer that keeps what it got."""

import threading
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.base.errors import Environment
from models.services import bills
from models.services import shop as shops
from models.services.bills import BillFile
from models.services.jobs import JobOpened
from tests.shopkeeping import Shop
from tests.views.hands import press, type_text
from views import places
from views.notices import Notice, Notices
from views.page import Desk, Page
from views.paper.output import Sheet
from views.places import Till
from views.printers import Printers
from views.printing import Printing
from views.screens.accounts import AccountsPage
from views.screens.bill import BillPage
from views.screens.checkout import CheckoutPage
from views.screens.day_close import DayClosePage
from views.screens.deposits import DepositsPage
from views.screens.refund import RefundPage
from views.shell import Place, Shell
from views.tasks import Tasks

EPSON = "EPSON TM-T82"


def job_023(shop: Shop) -> JobOpened:
    """Job 023 of the pictures: 344.00 over five lines."""
    member = shop.member()
    washer = shop.washer(member.id)
    codes = ("FW-001", "FW-114", "FW-120", "PJ-0612", "PJ-0618")
    return shop.job(member.id, *codes, device_id=washer)


class Recorder:
    """A printer port: ``sheets`` is what came out; it may be absent, refuse, or hang until ``mend``."""

    def __init__(self, *names: str) -> None:
        self.names = names or (EPSON,)
        self.sheets: list[Sheet] = []
        self.used: list[str] = []
        self.refuses = False
        self.mend = threading.Event()
        self.mend.set()

    def printers(self) -> Printers:
        return Printers(self.names, self.names[0] if self.names else "")

    def send(self, sheet: Sheet, printer: str) -> None:
        self.mend.wait(10)
        if self.refuses:
            raise Environment("printer.refused", name=printer)
        self.sheets.append(sheet)
        self.used.append(printer)


class Nothing(Page):
    """A place that these tests only pass through."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.target: object = None

    def title(self) -> str:
        return ""

    def opened(self, target: object) -> None:
        self.target = target


class Window:
    """The shell with till, bill, refund and day pages, and the clerk's hands on it."""

    def __init__(self, qtbot: QtBot, shop: Shop) -> None:
        self.qtbot, self.shop = qtbot, shop
        self.notices = Notices(ZoneInfo("Asia/Shanghai"))
        self.tasks = Tasks(shop.kernel, self.notices)
        self.bugs: list[BaseException] = []
        self.tasks.bug = self.bugs.append
        self.printer = Recorder()
        self.printing = Printing(self.tasks, self.notices, port=self.printer)
        self.shell = Shell(self.tasks, self.notices)
        self.said: list[Notice] = []
        self.notices.said.connect(self.said.append)
        self.shell.register(
            Place(places.CHECKOUT, CheckoutPage, word="shell.rail.checkout", icon="checkout")
        )
        self.shell.register(Place(places.BILL, BillPage, under=places.CHECKOUT))
        self.shell.register(Place(places.REFUND, RefundPage, under=places.CHECKOUT))
        self.shell.register(Place(places.DAY_CLOSE, DayClosePage, under=places.CHECKOUT))
        self.shell.register(Place(places.ACCOUNTS, AccountsPage, under=places.CHECKOUT))
        self.shell.register(Place(places.DEPOSITS, DepositsPage, under=places.CHECKOUT))
        for name in (places.TODAY, places.JOB, places.MEMBER):
            self.shell.register(Place(name, Nothing, under=places.CHECKOUT))
        qtbot.addWidget(self.shell)

    def open(self, till: Till | None = None) -> CheckoutPage:
        """Show the window with the till."""
        self.shell.go(places.CHECKOUT, till)
        self.shell.show()
        self.shell.activateWindow()
        self.qtbot.waitUntil(self.shell.isActiveWindow)
        self.calm()
        return self.page

    @property
    def page(self) -> CheckoutPage:
        """The till."""
        page = self.shell.page()
        assert isinstance(page, CheckoutPage)
        return page

    def calm(self) -> None:
        """Wait until nothing is under way and the screen has heard of it."""
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=5000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.tasks.busy, timeout=5000)
        assert self.bugs == []

    def focus(self) -> QWidget:
        """The widget that hears the keys."""
        focus = self.shell.focusWidget()
        return focus if focus is not None else self.shell

    def press(self, *keys: Qt.Key) -> None:
        """Press keys one after another where the focus is."""
        for key in keys:
            press(self.focus(), key)

    def type(self, text: str) -> None:
        """Type text where the focus is."""
        for sign in text:
            type_text(self.focus(), sign)

    def add(self, text: str) -> None:
        """Add a line by what is typed, without waiting for the list."""
        self.press(Qt.Key.Key_Insert)
        self.type(text)
        self.press(Qt.Key.Key_Return)
        self.calm()

    def set(self, name: str, value: object) -> None:
        """Change a setting as the settings page does."""
        self.tasks.run(shops.set_setting, name, value)
        self.calm()

    def words(self) -> str:
        """What the message bar said last."""
        return self.said[-1].words if self.said else ""

    def bill(self) -> BillFile:
        """The newest bill of today."""
        row = self.shop.kernel.ask(bills.of_day)[0]
        return self.shop.kernel.ask(bills.file, row.id)

    def count(self) -> int:
        """How many bills were posted today."""
        return len(self.shop.kernel.ask(bills.of_day))

    def close(self) -> None:
        """End the threads."""
        self.printer.mend.set()
        assert self.tasks.close()
