"""Asking where to save. If these fail, a paper is lost behind a dialog, or a file has a name no program opens."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from views import texts
from views.widgets.saving import ask_where


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def _asked(page: QWidget, told: list[str], **more: str) -> QFileDialog:
    ask_where(page, "存成 PDF", name="A-000123.pdf", then=told.append, **more)
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    return dialog


def test_the_chosen_path_is_told_and_ends_as_a_pdf(page: QWidget, tmp_path: Path) -> None:
    """Nobody types the ending; without it the mail program does not know what it sends."""
    told: list[str] = []
    dialog = _asked(page, told)
    assert dialog.windowTitle() == "存成 PDF"
    assert dialog.selectedNameFilter() == texts.t("printing.pdf")
    assert Path(dialog.selectedFiles()[0]).name == "A-000123.pdf"
    dialog.selectFile(str(tmp_path / "receipt"))
    dialog.accept()
    assert told == [str(tmp_path / "receipt.pdf")]


def test_who_goes_away_saves_nothing(page: QWidget) -> None:
    """Esc must not leave a paper of a member behind."""
    told: list[str] = []
    dialog = _asked(page, told, kinds="数据 (*.json)")
    assert dialog.nameFilters() == ["数据 (*.json)"]
    dialog.reject()
    assert told == []
