"""The foot of the window: the keys that work now, or a message, or how far long work is. Nothing floats."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QWidget,
)

from views import theme
from views.notices import Notice, Progress
from views.widgets.bars import ProgressLine
from views.widgets.buttons import Button
from views.widgets.dressed import Dressed, put
from views.widgets.keycap import draw_keycap, keycap_width
from views.widgets.text import Eliding, Picture


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One entry of the key bar; without an action it only informs."""

    keycap: str
    words: str
    action: QAction | None = None


class _Hint(Dressed, QAbstractButton):
    """Keycap and words; a click does the act and leaves the focus."""

    def __init__(self, hint: KeyHint, parent: QWidget) -> None:
        super().__init__(parent)
        self.hint = hint
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{hint.words} {hint.keycap}")
        if hint.action is not None:
            self.clicked.connect(hint.action.trigger)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.dress()

    def restyle(self) -> None:
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        words = theme.metrics("caption").horizontalAdvance(self.hint.words)
        return QSize(
            keycap_width(self.hint.keycap) + theme.px(6) + words + 2, theme.size("keybar") - 1
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, wide = QPainter(self), keycap_width(self.hint.keycap)
        draw_keycap(
            painter,
            QRect(0, 0, wide, self.height()),
            self.hint.keycap,
            ink=theme.colour("text.secondary"),
            edge=theme.colour("line.strong"),
            fill=theme.colour("surface"),
        )
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text.secondary"))
        words = self.rect().adjusted(wide + theme.px(6), 0, 2, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.hint.words)


class _Keys(Dressed, QFrame):
    """The entries in a row; those that do not fit are left out, the last one stands at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keybar")
        self._hints: list[_Hint] = []
        self.dress()

    def show_hints(self, hints: Sequence[KeyHint]) -> None:
        # What stands already stays: a page settles its keys several times while it opens.
        known = {old.hint: old for old in self._hints}
        self._hints = [known.pop(hint) if hint in known else _Hint(hint, self) for hint in hints]
        for old in known.values():
            old.hide()
            old.deleteLater()
        self._lay_out()

    def _lay_out(self) -> None:
        if not self._hints:
            return
        pad, gap = theme.size("page.pad"), theme.px(18)
        *others, last = self._hints
        end = self.width() - pad - last.sizeHint().width()
        last.setGeometry(end, 1, last.sizeHint().width(), last.sizeHint().height())
        last.show()
        left, fits = pad, True
        for hint in others:
            wide = hint.sizeHint().width()
            fits = fits and left + wide + gap <= end
            hint.setVisible(fits)
            hint.setGeometry(left, 1, wide, hint.sizeHint().height())
            left += wide + gap

    def shown(self) -> list[str]:
        return [hint.accessibleName() for hint in self._hints if not hint.isHidden()]

    def restyle(self) -> None:
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()


class _Message(Dressed, QFrame):
    """The last notice, with its one act."""

    dismissed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._row = QHBoxLayout(self)
        self._icon = Picture("alert", side=16)
        self._words = Eliding(style="label.bold")
        self._act = Button("", "link")
        self._act.clicked.connect(self._do)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._words)
        self._row.addWidget(self._act)
        self._row.addStretch(1)
        self._away = Button("", "quiet", key="Esc")
        self._away.clicked.connect(self.dismissed)
        self._row.addWidget(self._away)
        self._notice: Notice | None = None
        self.dress()

    def write(self, notice: Notice, dismiss: str) -> None:
        self._notice = notice
        tone = {"warning": "warning", "error": "danger"}.get(notice.tone, "text")
        put(self, "tone", notice.tone)
        self._icon.setVisible(notice.tone in ("warning", "error"))
        self._icon.show_icon("alert", tone=tone)
        self._words.setText(notice.words)
        self._words.set_tone(tone)
        self._act.setVisible(notice.act is not None)
        self._act.say(notice.act_words, notice.act_key)
        self._away.setVisible(notice.stays)
        self._away.say(dismiss)

    def words(self) -> str:
        return self._words.text()

    def _do(self) -> None:
        notice = self._notice
        self.dismissed.emit()
        if notice is not None and notice.act is not None:
            notice.act()

    def restyle(self) -> None:
        self._row.setContentsMargins(theme.size("page.pad"), 1, theme.size("page.pad"), 0)
        self._row.setSpacing(theme.px(10))


class _Work(Dressed, QFrame):
    """How far long work is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keybar")
        self._row = QHBoxLayout(self)
        self._words = Eliding(style="label")
        self._line = ProgressLine(name="")
        self._stop = Button("", "link")
        self._stop.clicked.connect(self._halt)
        self._row.addWidget(self._words)
        self._row.addWidget(self._line, 1)
        self._row.addWidget(self._stop)
        self._progress: Progress | None = None
        self.dress()

    def write(self, progress: Progress, words: str, stop: str) -> None:
        self._progress = progress
        self._words.setText(words)
        self._line.setAccessibleName(words)
        self._line.fill(progress.done / progress.total if progress.total else 0.0)
        self._stop.setVisible(progress.stop is not None)
        self._stop.say(stop)

    def _halt(self) -> None:
        if self._progress is not None and self._progress.stop is not None:
            self._progress.stop()

    def restyle(self) -> None:
        self._row.setContentsMargins(theme.size("page.pad"), 1, theme.size("page.pad"), 0)
        self._row.setSpacing(theme.px(12))


class KeyBar(Dressed, QWidget):
    """Shows keys; ``say`` turns it into a message for 8 s (trouble until read), ``show_progress`` into a bar.

    A message stands before progress, progress before the keys.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = QStackedLayout(self)
        self._keys, self._message, self._work = _Keys(self), _Message(self), _Work(self)
        for face in (self._keys, self._message, self._work):
            self._stack.addWidget(face)
        self._working = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hush)
        self._message.dismissed.connect(self.hush)
        self.dress()

    def show_hints(self, hints: Sequence[KeyHint]) -> None:
        """Show these keys; the last one stands at the right end."""
        self._keys.show_hints(hints)

    def hints(self) -> list[str]:
        """Return words and key of the entries that fit."""
        return self._keys.shown()

    def say(self, notice: Notice, dismiss: str) -> None:
        """Show a notice and announce it, assertively for money and errors; nothing takes the focus."""
        self._message.write(notice, dismiss)
        self._stack.setCurrentWidget(self._message)
        self._timer.stop()
        if not notice.stays:
            self._timer.start(theme.tokens()["motion"]["undo.window"])
        announcement = QAccessibleAnnouncementEvent(self, notice.words)
        levels = QAccessible.AnnouncementPoliteness
        announcement.setPoliteness(levels.Assertive if notice.assertive else levels.Polite)
        QAccessible.updateAccessibility(announcement)

    def message(self) -> str:
        """Return the message in sight, ``""`` for none."""
        return self._message.words() if self._stack.currentWidget() is self._message else ""

    def hush(self) -> bool:
        """Take the message away; False where there was none."""
        self._timer.stop()
        had = self._stack.currentWidget() is self._message
        self._stack.setCurrentWidget(self._work if self._working else self._keys)
        return had

    def show_progress(self, progress: Progress | None, words: str = "", stop: str = "") -> None:
        """Show how far long work is; None ends it."""
        self._working = progress is not None
        if progress is not None:
            self._work.write(progress, words, stop)
        if self._stack.currentWidget() is not self._message:
            self._stack.setCurrentWidget(self._work if self._working else self._keys)

    def restyle(self) -> None:
        self.setFixedHeight(theme.size("keybar"))
