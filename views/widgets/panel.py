"""The white panel everything stands on, with its head row and its hairlines."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from views import theme
from views.widgets.dressed import Dressed, put
from views.widgets.text import Eliding, Text


def hairline(parent: QWidget | None = None) -> QFrame:
    """Return a horizontal line of one pixel."""
    line = QFrame(parent)
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line


def upright(parent: QWidget | None = None) -> QFrame:
    """Return a vertical line of one pixel."""
    line = QFrame(parent)
    line.setObjectName("hairline")
    line.setFixedWidth(1)
    return line


class Inset(Dressed, QFrame):
    """A tinted box inside a panel; ``tone`` is ``plain``, ``success``, ``warning`` or ``danger``."""

    def __init__(self, tone: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inset")
        self.setProperty("tone", tone)
        self.row = QHBoxLayout(self)
        self.dress()

    def set_tone(self, tone: str) -> None:
        """Wear another tint."""
        put(self, "tone", tone)

    def restyle(self) -> None:
        self.row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self.row.setSpacing(theme.px(8))


class Panel(Dressed, QFrame):
    """A panel. ``title=None`` leaves the head row out; ``flush`` lets a list or table touch the borders.

    Put what belongs into ``body`` (a QVBoxLayout) and small acts or notes into the head by ``add_right``.
    """

    def __init__(
        self,
        title: str | None = None,
        *,
        flush: bool = False,
        ruled: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._flush, self._ruled = flush, ruled
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)  # the sheet does not clip children to the radius
        whole.setSpacing(0)
        self._head = QWidget(self)
        self._head_row = QHBoxLayout(self._head)
        self._title = Eliding(style="title.panel")
        self._count = Text(style="label", tone="text.tertiary")
        self._head_row.addWidget(self._title)
        self._head_row.addWidget(self._count)
        self._head_row.addStretch(1)
        self._count.hide()
        self._rule = hairline()
        whole.addWidget(self._head)
        whole.addWidget(self._rule)
        self.body = QVBoxLayout()
        whole.addLayout(self.body, 1)
        self._head.setVisible(title is not None)
        self._rule.setVisible(title is not None and ruled)
        self.set_title(title or "")
        self.dress()

    def set_title(self, title: str) -> None:
        """Write the title, which is the panel's accessible name too."""
        self._title.setText(title)
        self.setAccessibleName(title)
        self._head.setVisible(bool(title))
        self._rule.setVisible(bool(title) and self._ruled)

    def set_count(self, text: str) -> None:
        """Write the quiet note after the title: a count, a version."""
        self._count.setText(text)
        self._count.setVisible(bool(text))

    def add_left(self, widget: QWidget) -> None:
        """Stand ``widget`` after the title (a badge)."""
        self._head_row.insertWidget(self._head_row.count() - 1, widget)

    def add_first(self, widget: QWidget) -> None:
        """Stand ``widget`` before the title (an icon)."""
        self._head_row.insertWidget(0, widget)

    def add_right(self, widget: QWidget) -> None:
        """Stand ``widget`` at the right end of the head row."""
        self._head_row.addWidget(widget)

    def restyle(self) -> None:
        self._head.setFixedHeight(theme.size("panel.head"))
        self._head_row.setContentsMargins(theme.px(16) - 1, 0, theme.px(14) - 1, 0)
        self._head_row.setSpacing(theme.px(8))
        pad = 0 if self._flush else theme.px(16) - 1
        top = theme.px(12 if self._ruled else 2)
        self.body.setContentsMargins(pad, pad and top, pad, pad and theme.px(14))
        self.body.setSpacing(0 if self._flush else theme.px(8))
