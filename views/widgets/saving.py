"""Asking where to save a file: the system's own window over the page, which goes on meanwhile. Writes nothing."""

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QWidget

from views.texts import t


def ask_where(
    parent: QWidget, title: str, *, name: str, then: Callable[[str], None], kinds: str = ""
) -> None:
    """Propose ``name`` and call ``then`` with the path that is chosen; nothing happens where none is.

    ``kinds`` are Qt's filters of file kinds, PDF alone where it is empty. A name without an ending gets .pdf.
    """
    dialog = QFileDialog(parent, title, name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds or t("printing.pdf"))
    dialog.setDefaultSuffix("pdf")
    dialog.fileSelected.connect(then)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
