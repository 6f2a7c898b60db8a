"""Several faces in one place, one of them in sight."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class Faces(QStackedWidget):
    """Only the face in sight counts for the size.

    Qt does not measure what is out of sight: after a change of type size a hidden form would go on asking for the
    room it had before.
    """

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    def show_face(self, face: QWidget) -> None:
        """Bring a face into sight."""
        self.setCurrentWidget(face)

    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return super().sizeHint() if shown is None else shown.sizeHint()

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return super().minimumSizeHint() if shown is None else shown.minimumSizeHint()
