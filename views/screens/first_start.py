"""First start: four steps in one window. Shop, owner with passphrase and PIN, paper key, two groups of it back.

All but the keys can be skipped and is found in the settings later.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.base.errors import Environment, Refused
from models.base.text import same_group
from models.rules.programme import DEFAULT
from models.services.shop import TRADES, ShopDetails
from views import clock, sayings, theme
from views.programme_names import gist
from views.screens.sign_in import PinEntry
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.choice import Choice, Tick
from views.widgets.dressed import Dressed
from views.widgets.fields import CodeEntry, Entry
from views.widgets.form import Form
from views.widgets.panel import Inset, Panel
from views.widgets.saving import ask_where
from views.widgets.text import Text

if TYPE_CHECKING:
    from models.services.price_samples import SampleItem

ZONE = ZoneInfo("Asia/Shanghai")
WIDE, HIGH = 620, 470
SHOWN = 3
"""How many items of an example price list are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswers:
    """Everything that is asked."""

    details: ShopDetails
    trade: str
    owner: str
    passphrase: str
    pin: str
    """The owner's PIN; empty where it is set later."""
    samples: bool
    """Whether the trade's example price list is wanted."""
    points: bool = True
    """Whether points begin today, by the default rules."""


class Founder(Protocol):
    """What first start asks of the computer. ``found`` calls back on the UI thread."""

    least: int
    """The least number of characters of a passphrase."""

    def samples(self, trade: str) -> "tuple[SampleItem, ...]":
        """The example price list of a trade, in the language of the screen."""

    def found(
        self,
        answers: FirstAnswers,
        done: Callable[[str], None],
        refused: Callable[[Refused], None],
    ) -> None:
        """Found the shop; ``done(paper_key)``."""

    def print_key(self, paper_key: str) -> None:
        """Print the paper key; raises Environment where no printer is ready."""

    def key_pdf(self, paper_key: str) -> bytes:
        """The paper key as a PDF."""


class FirstStart(Dressed, QWidget):
    """``finished(bool)``: true when the shop is founded and the paper key is safe."""

    finished = Signal(bool)

    def __init__(self, founder: Founder) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setWindowTitle(t("shell.product"))
        self._founder = founder
        self._paper_key = ""
        self._asked: dict[str, int] = {}
        self._ended = False
        self._panel = Panel(t("window.first.title"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._shop_step())
        self._stack.addWidget(self._owner_step())
        self._stack.addWidget(self._key_step())
        self._stack.addWidget(self._check_step())
        self._panel.body.addWidget(self._stack, 1)
        self._later = Text(t("window.first.later"), style="caption", tone="text.tertiary")
        self._next = Button(t("window.first.next"), "primary", key="Ctrl+Enter")
        self._next.clicked.connect(self._forward)
        row = QHBoxLayout()
        row.addWidget(self._later)
        row.addStretch(1)
        self.existing = Button(t("backups.restore.existing"))
        self.existing.clicked.connect(self._take_existing)
        row.addWidget(self.existing)
        row.addWidget(self._next)
        self._panel.body.addLayout(row)
        whole = QVBoxLayout(self)
        whole.addWidget(self._panel)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._forward)
        self._show_step()
        self.dress()
        self._name.setFocus()

    wants_existing = False
    """The user has a shop already and wants it back from a backup."""

    def _take_existing(self) -> None:
        self.wants_existing = self._ended = True
        self.finished.emit(False)

    # Steps

    def _shop_step(self) -> QWidget:
        self._shop_form = Form()
        self._trade = Choice(
            [(trade, t(f"settings.trade.{trade}")) for trade in TRADES],
            name=t("window.first.trade"),
        )
        self._name = Entry(name=t("window.first.name"))
        self._address = Entry(name=t("window.first.address"))
        self._phone = Entry(name=t("window.first.phone"))
        self._shop_form.add("name", t("window.first.name"), self._name)
        self._shop_form.add("address", t("window.first.address"), self._address)
        self._shop_form.add("phone", t("window.first.phone"), self._phone)
        self._shop_form.add("trade", t("window.first.trade"), self._trade)
        self._samples = Tick(t("window.first.with_samples"))
        self._samples.setChecked(True)
        self._some = Text("", style="caption", tone="text.tertiary")
        self._some.setWordWrap(True)
        self._points = Tick(t("window.first.with_points"))
        self._points.setChecked(True)
        rules = Text(gist(DEFAULT), style="caption", tone="text.tertiary")
        rules.setWordWrap(True)
        self._shop_form.add("samples", t("window.first.samples"), self._samples)
        self._shop_form.add("points", t("window.first.points"), self._points)
        self._shop_form.submitted.connect(self._forward)
        self._trade.currentIndexChanged.connect(self._tell_samples)
        self._tell_samples()
        return _step(self._shop_form, self._some, rules)

    def _tell_samples(self) -> None:
        """Say what the chosen trade would bring along, so that nobody finds prices by surprise."""
        samples = self._founder.samples(self._trade.value())
        named = t("window.first.between").join(
            f"{item.details.name} {sayings.money(item.price)}" for item in samples[:SHOWN]
        )
        self._some.setText(t("window.first.some_samples", count=len(samples), items=named))

    def _owner_step(self) -> QWidget:
        self._owner_form = Form()
        self._owner = Entry(name=t("window.first.owner_name"))
        self._passphrase = _secret(t("window.first.passphrase"))
        self._again = _secret(t("window.first.again"))
        self._owner_form.add("owner", t("window.first.owner_name"), self._owner)
        self._owner_form.add("passphrase", t("window.first.passphrase"), self._passphrase)
        self._owner_form.add("again", t("window.first.again"), self._again)
        self._pin = PinEntry(name=t("window.first.pin"))
        self._owner_form.add("pin", t("window.first.pin"), self._pin)
        self._owner_form.hint("pin", t("window.first.why_pin"))
        self._owner_form.submitted.connect(self._forward)
        why = Text(
            t("window.first.why_passphrase", count=self._founder.least),
            style="label",
            tone="text.secondary",
        )
        why.setWordWrap(True)
        return _step(why, self._owner_form)

    def _key_step(self) -> QWidget:
        why = Text(t("window.first.why_key"), style="label", tone="text.secondary")
        why.setWordWrap(True)
        box = Inset()
        self._shown = Text("", style="title.record")
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        box.row.addWidget(self._shown, 1)
        self._print = Button(t("window.first.print_key"), icon="printer")
        self._print.clicked.connect(self._print_key)
        self._save = Button(t("window.first.save_key"))
        self._save.clicked.connect(self._save_key)
        row = QHBoxLayout()
        row.addWidget(self._print)
        row.addWidget(self._save)
        row.addStretch(1)
        self._said = Text("", style="label", tone="danger")
        self._said.setWordWrap(True)
        return _step(why, box, row, self._said)

    def _check_step(self) -> QWidget:
        """Two groups are typed from the paper while the screen no longer shows them."""
        why = Text(t("window.first.why_check"), style="label", tone="text.secondary")
        why.setWordWrap(True)
        self._check_form = Form()
        self._typed = {place: CodeEntry(name="") for place in ("one", "two")}
        for place, entry in self._typed.items():
            self._check_form.add(place, "", entry)
        self._check_form.submitted.connect(self._forward)
        self._look = Button(t("window.first.look_again"))
        self._look.clicked.connect(self._look_again)
        row = QHBoxLayout()
        row.addWidget(self._look)
        row.addStretch(1)
        return _step(why, self._check_form, row)

    # Acts

    def _forward(self) -> None:
        step = self._stack.currentIndex()
        if step == 0:
            self._shop_form.accept()
            self._stack.setCurrentIndex(1)
            self._show_step()
            self._owner.setFocus()
        elif step == 1:
            self._found()
        elif step == 2:
            self._ask_groups()
        elif self._is_typed_back():
            self._ended = True
            self.finished.emit(True)

    def _ask_groups(self) -> None:
        groups = self._paper_key.split("-")
        chosen = sorted(random.SystemRandom().sample(range(len(groups)), 2))
        self._asked = dict(zip(("one", "two"), chosen, strict=True))
        self._check_form.relabel(
            {place: t("window.first.group", number=at + 1) for place, at in self._asked.items()}
        )
        for entry in self._typed.values():
            entry.write("")
        self._check_form.accept()
        self._stack.setCurrentIndex(3)
        self._show_step()
        self._typed["one"].setFocus()

    def _is_typed_back(self) -> bool:
        groups = self._paper_key.split("-")
        self._check_form.accept()
        for place, at in self._asked.items():
            if same_group(self._typed[place].text(), groups[at]):
                continue
            self._check_form.refuse(place, t("window.first.other_group", number=at + 1))
            self._typed[place].setFocus()
            return False
        return True

    def _look_again(self) -> None:
        self._stack.setCurrentIndex(2)
        self._show_step()
        self._print.setFocus()

    def _found(self) -> None:
        self._owner_form.accept()
        if self._passphrase.text() != self._again.text():
            self._owner_form.refuse("again", t("window.first.not_same"))
            return
        self._next.setEnabled(False)
        self._next.say(t("window.first.founding"), "")
        self._founder.found(self._answers(), self._founded, self._refused)

    def _founded(self, paper_key: str) -> None:
        self._paper_key = paper_key
        groups = paper_key.split("-")
        self._shown.setText("  ".join(groups[:4]) + "\n" + "  ".join(groups[4:]))
        self._passphrase.clear()
        self._again.clear()
        self._stack.setCurrentIndex(2)
        self._next.setEnabled(True)
        self._show_step()
        self._print.setFocus()

    def _refused(self, refused: Refused) -> None:
        self._next.setEnabled(True)
        self._show_step()
        words = sayings.explain(refused, zone=ZONE, now=clock.now())
        if self._shop_form.refuse_trouble(refused, words):
            self._stack.setCurrentIndex(0)
            self._show_step()
        elif not self._owner_form.refuse_trouble(refused, words):
            self._owner_form.refuse("owner", words)

    def _print_key(self) -> None:
        try:
            self._founder.print_key(self._paper_key)
        except Environment as trouble:
            self._said.setText(sayings.explain(trouble, zone=ZONE, now=clock.now()))

    def _save_key(self) -> None:
        title = t("window.first.save_key")
        ask_where(self, title, name="paper-key.pdf", then=self._save_key_to)

    def _save_key_to(self, path: str) -> None:
        with open(path, "wb") as file:
            file.write(self._founder.key_pdf(self._paper_key))

    def _answers(self) -> FirstAnswers:
        return FirstAnswers(
            details=ShopDetails(
                name=self._name.text().strip() or t("window.first.unnamed_shop"),
                address=self._address.text(),
                phone=self._phone.text(),
                complaint_phone=self._phone.text(),
                hours="",
            ),
            trade=self._trade.value(),
            owner=self._owner.text().strip() or t("sign_in.level.owner"),
            passphrase=self._passphrase.text(),
            pin=self._pin.text(),
            samples=self._samples.isChecked(),
            points=self._points.isChecked(),
        )

    def _show_step(self) -> None:
        step = self._stack.currentIndex()
        self.existing.setVisible(step == 0)
        titles = tuple(f"window.first.{word}" for word in ("shop", "owner", "key", "check"))
        self._panel.set_title(t(titles[step]))
        self._panel.set_count(t("window.first.steps", step=step + 1))
        words = tuple(f"window.first.{word}" for word in ("next", "found", "to_check", "start"))
        self._next.say(t(words[step]), "Ctrl+Enter")

    def restyle(self) -> None:
        self.resize(theme.px(WIDE), theme.px(HIGH))

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._ended:
            self._ended = True
            self.finished.emit(bool(self._paper_key))


def _step(*parts: QWidget | QHBoxLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addStretch(1)
    return page


def _secret(name: str) -> Entry:
    entry = Entry(name=name)
    entry.setEchoMode(QLineEdit.EchoMode.Password)
    return entry
