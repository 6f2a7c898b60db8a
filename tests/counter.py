"""Fixtures: the real window on a test's own shop, with a clerk before it. Loaded by tests/conftest.py."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop.app import Window
from tests.clerk import Clerk, PaperTray, sit_down
from tests.shopkeeping import Shop
from views import texts, theme


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in the light look at standard size, nothing moving."""
    theme.current().start(mode="light", still=True)
    return qapp


@pytest.fixture
def clerk(shop: Shop, dressed: QApplication) -> Iterator[Clerk]:
    """A clerk at the window of a shop with prices and technicians, at 10:42 of the pictures' day."""
    del dressed
    texts.set_language("zh")
    tray = PaperTray()
    found = sit_down(Window(shop.kernel, printers=tray), tray)
    yield found
    found.window.close()
    found.shell.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del found
    texts.set_language("zh")
    look = theme.current()
    look.set_mode("light")
    look.set_scale("standard")
    look.set_still(True)
