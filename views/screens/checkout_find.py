"""The row under the till's lines: it finds the next item, bare until it has the focus, or else a reward."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from models.services import rewards
from models.services.rewards import Reachable, RewardRow
from views import theme
from views.finder import SHOWN, Finder
from views.line_finder import OfferFinder
from views.screens.points_catalogue import RewardDelegate, sentence
from views.tasks import Tasks
from views.texts import t
from views.widgets.dressed import put
from views.widgets.popup import PopupList
from views.widgets.text import Text

TILL_KEYS = ("/", "*", "+")
_STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""The window lost the focus, not the field."""


class LineFinder(OfferFinder):
    """Finds an item of the price list or a package by code, name or pinyin initials."""

    def __init__(self, tasks: Tasks, *, name: str) -> None:
        super().__init__(tasks, name=name, lead="scan", key="Insert", nothing="checkout.nothing")
        put(self, "bare", "true")
        self.restyle()

    def _yields(self, event: QKeyEvent) -> bool:
        """An empty row leaves ``/ * +`` to the till: no item begins with them."""
        return (event.text() in TILL_KEYS and not self.text()) or super()._yields(event)

    def restyle(self) -> None:
        super().restyle()
        self.setFixedHeight(theme.px(38))
        bare = self.property("bare") == "true"
        margins = self.textMargins()
        inset = theme.px(26) + (theme.px(10) if bare else 0)
        self.setTextMargins(inset, 0, margins.right(), 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        put(self, "bare", "false")
        self.restyle()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        put(self, "bare", "true")
        self.restyle()


class RewardFinder(Finder):
    """Lists a member's rewards as soon as it opens; letters narrow the list.

    ``left`` when the focus went on, ``given_up`` when the list was closed.
    """

    left = Signal()
    given_up = Signal()

    def __init__(self, tasks: Tasks) -> None:
        self._drawn = RewardDelegate()
        super().__init__(
            tasks,
            kind="price",
            name=t("checkout.redeem"),
            lead="points",
            delegate=self._drawn,
        )
        self.said = sentence
        self.member_id = ""
        self.told = Text(style="body.strong")
        self.told.setWordWrap(True)
        self.hide()

    def open_for(self, member_id: str) -> None:
        """Show the field and the whole list."""
        self.member_id = member_id
        self.drop()
        self.tell("")
        self.show()
        self.begin()
        self._ask()

    def tell(self, sentence: str, tone: str = "text") -> None:
        """Say something over the list: what is to be paid, or why not; an empty sentence takes it away."""
        self.told.setText(sentence)
        self.told.set_tone(tone)
        self.told.setVisible(bool(sentence))
        if self.listing():
            popup = self._list()
            popup.open()
            popup.view.scrollTo(popup.view.currentIndex())

    def wants(self) -> bool:
        return not self.isHidden()

    def empty_words(self, text: str) -> str:
        del text
        return t("checkout.no_reward")

    def take(self, row: RewardRow) -> None:
        """The list stays until the reward was handed over."""
        self.picked.emit(row)

    def look(self, text: str, preedit: str) -> None:
        self._tasks.ask(
            rewards.reachable,
            self.member_id,
            text,
            preedit=preedit,
            limit=SHOWN,
            slot=f"find.reward.{id(self)}",
            done=self.found,
        )

    def found(self, results: Reachable) -> None:
        self._drawn.have = results.have
        super().found(results)

    def _list(self) -> PopupList:
        new = self._popup is None
        popup = super()._list()
        if new:
            popup.closed.connect(self.given_up)
            popup.set_head(self.told)
        return popup

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYS:
            self.left.emit()

    def restyle(self) -> None:
        super().restyle()
        self.setFixedHeight(theme.px(38))
        if hasattr(self, "told"):  # the field dresses itself before its parts stand
            self.told.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
