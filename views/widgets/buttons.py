"""Buttons that say what they do and which key does it."""

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from views import theme
from views.widgets.dressed import Dressed, put
from views.widgets.keycap import draw_keycap, key_text, keycap_width

Kind = Literal["primary", "secondary", "link", "quiet", "danger", "amber"]
_SLIM = ("link", "quiet")
Height = Literal["button", "button.small", "button.large"]


class Button(Dressed, QPushButton):
    """A push button with icon, words and keycap in the middle. A click leaves the focus where it was.

    Build it on a QAction (words, key and state follow the action) or on words with ``clicked``.
    """

    def __init__(
        self,
        act: QAction | str,
        kind: Kind = "secondary",
        *,
        key: str = "",
        icon: str = "",
        height: Height = "button",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._key, self._icon, self._height = kind, key, icon, height
        self._action = act if isinstance(act, QAction) else None
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        if kind in _SLIM:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if self._action is None:
            self.say(str(act))
        else:
            self._action.changed.connect(self._follow)
            self.clicked.connect(self._action.trigger)
            self._follow()
        self.dress()

    def say(self, words: str, key: str | None = None) -> None:
        """Write other words (and another key)."""
        if key is not None:
            self._key = key
        self.setText(words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(self._key)
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: Kind) -> None:
        """Become primary, or stop being it."""
        self._kind = kind
        put(self, "kind", kind)
        self.restyle()

    def restyle(self) -> None:
        high = theme.px(24) if self._kind in _SLIM else theme.size(self._height)
        self.setFixedHeight(high)
        self.setFont(theme.font(self._style()))
        self.updateGeometry()
        self.update()

    def _style(self) -> str:
        if self._kind in _SLIM:
            return "label"
        if self._height == "button.large":
            return "title.panel"
        return "body.strong" if self._kind in ("primary", "danger", "amber") else "body"

    def _follow(self) -> None:
        action = self._action
        if action is None:
            return
        self.setEnabled(action.isEnabled())
        self.setToolTip("" if action.isEnabled() else action.statusTip())
        self.say(action.text(), action.property("keycap") or key_text(action.shortcut()))

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return theme.colour("text.tertiary")
        inks = {
            "primary": "accent.on",
            "danger": "accent.on",
            "link": "accent.text",
            "quiet": "text.secondary",
            "amber": "warning",
        }
        return theme.colour(inks.get(self._kind, "text"))

    def _content_width(self) -> int:
        wide = self.fontMetrics().horizontalAdvance(self.text())
        wide += theme.px(18 + 6) if self._icon else 0
        return wide + (theme.px(8) + keycap_width(self._key) if self._key else 0)

    def _draw_content(self, painter: QPainter, left: int) -> None:
        ink, box = self._ink(), self.rect()
        if self._icon:
            tone = {"primary": "accent.on", "link": "accent.text", "amber": "warning"}.get(
                self._kind, "text.secondary"
            )
            drawn = theme.pixmap(self._icon, 18, tone, self.devicePixelRatioF())
            painter.drawPixmap(left, (box.height() - theme.px(18)) // 2, drawn)
            left += theme.px(18 + 6)
        room = box.right() - left - 1 - (theme.px(8) + keycap_width(self._key) if self._key else 0)
        words = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, max(room, 0)
        )
        wide = self.fontMetrics().horizontalAdvance(words)
        painter.setPen(ink)
        painter.setFont(self.font())
        painter.drawText(
            QRect(left, 0, wide + 2, box.height()), Qt.AlignmentFlag.AlignVCenter, words
        )
        if self._key:
            cap = QRect(left + wide + theme.px(8), 0, keycap_width(self._key), box.height())
            filled = self._kind in ("primary", "danger") and self.isEnabled()
            edge = QColor(ink) if filled else theme.colour("line.strong")
            if filled:
                edge.setAlphaF(0.6)
            draw_keycap(
                painter,
                cap,
                self._key,
                ink=ink if filled else theme.colour("text.secondary"),
                edge=edge,
                fill=None,
            )

    def sizeHint(self) -> QSize:
        return QSize(
            self._content_width() + 2 * theme.px(5 if self._kind in _SLIM else 13), self.height()
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.px(64)), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        self._draw_content(painter, max((self.width() - self._content_width()) // 2, theme.px(4)))


class IconButton(Dressed, QToolButton):
    """A button without words; only for search, back and copy. ``name`` is said to a screen reader."""

    def __init__(
        self, icon: str, name: str, *, side: float = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._side = icon, side
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rename(name)
        self.dress()

    def rename(self, name: str) -> None:
        """Say another name."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def restyle(self) -> None:
        side = theme.size("hit.min")
        self.setFixedSize(side, side)
        self.setIcon(theme.icon(self._icon, side=self._side, ratio=self.devicePixelRatioF()))
        self.setIconSize(theme.icon_size(self._side))
