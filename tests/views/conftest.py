"""Qt without a screen for these tests; the theme is dressed once, the language is Chinese before each test."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from models.services.jobs import JobOpened
from tests.shopkeeping import Shop
from tests.views.till import Window, job_023
from views import texts, theme


@pytest.fixture(autouse=True)
def _as_shipped(dressed: QApplication) -> Iterator[None]:
    """Start and leave every test in Chinese, light, standard size."""
    del dressed
    texts.set_language("zh")
    yield
    texts.set_language("zh")
    look = theme.current()
    if look.mode != "light":
        look.set_mode("light")
    if look.scale != "standard":
        look.set_scale("standard")


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[QtBot]:
    """Hold added widgets until they are closed: one collected while it paints ends the process."""
    kept: list[QWidget] = []
    add = qtbot.addWidget

    def hold(widget: QWidget, **kw: Any) -> None:
        kept.append(widget)
        add(widget, **kw)

    monkeypatch.setattr(qtbot, "addWidget", hold)
    yield qtbot
    kept.clear()


@pytest.fixture
def window(qtbot: QtBot, shop: Shop) -> Iterator[Window]:
    """The shell with a till, and a printer that keeps what it got."""
    made = Window(qtbot, shop)
    yield made
    made.close()


@pytest.fixture
def job(shop: Shop) -> JobOpened:
    """The job of the pictures, ready to be paid."""
    return job_023(shop)
