"""The forms of the settings: shop, display, paper, till. What is typed is saved; what is chosen holds at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Refused
from models.base.settings import SETTINGS
from models.base.usecase import Outcome
from models.services import shop
from models.services.desk import DeskState
from models.services.shop import Person, ShopDetails, ShopInfo
from views import clock, places, printing, sayings, theme
from views.page import Desk
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.choice import Choice
from views.widgets.fields import Entry
from views.widgets.form import Form
from views.widgets.keycap import key_text
from views.widgets.panel import Panel
from views.widgets.printer_choice import PrinterChoice
from views.widgets.text import Text

NARROW = 560
IDLE_MINUTES = ("0", "1", "2", "5", "10", "15", "30", "60")
CAPS = ("0", "50", "100", "150", "200", "300", "500", "1000")
"""Per mille of a bill."""
POINT_CAPS = {
    "redeem_cap": ("0", "1000", "2000", "5000", "10000", "50000", "1000000"),
    "adjust_cap": ("0", "100", "200", "500", "1000", "5000", "1000000"),
}
"""Points that are used, or put right, at once without a higher level."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the sections show, read together."""

    info: ShopInfo
    people: tuple[Person, ...]
    values: dict[str, Any]
    state: DeskState


class Section(QWidget):
    """One topic's page: a panel with a form. Subclasses fill it, read it and tell its state in one line."""

    topic = ""
    fields: tuple[str, ...] = ()
    saves = False
    """Whether it has typed fields and so a primary button at its foot."""
    act_key = ""
    """What Ctrl+Enter does here, as a catalogue key; empty where every choice holds at once."""

    def __init__(self, desk: Desk, acts: Mapping[str, QAction]) -> None:
        super().__init__()
        self.desk = desk
        self.panel = Panel(t(f"settings.topic.{self.topic}"))
        self.form = Form()
        self.build()
        box = QVBoxLayout()
        self._inside = QWidget()
        self.restyle()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self.beside(column)
        column.addStretch(1)
        if self.saves:
            row = QHBoxLayout()
            row.addStretch(1)
            self.button = Button(acts["save"], "primary")
            row.addWidget(self.button)
            column.addLayout(row)
        box.addWidget(self._inside, 1)
        self.panel.body.addLayout(box)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.panel)

    def build(self) -> None:
        """Add the fields. Override."""

    def beside(self, column: QVBoxLayout) -> None:
        """Add what stands under the form. Override."""

    def fill(self, known: Known) -> None:
        """Show what holds. Override."""

    def state(self, known: Known) -> str:
        """Tell the topic's state in one line. Override."""
        raise NotImplementedError

    def save(self) -> None:
        """Save what was typed; sections of choices have nothing to save."""

    def restyle(self) -> None:
        """Follow the type size."""
        self._inside.setMaximumWidth(theme.px(NARROW))

    def first(self) -> QWidget | None:
        """The field to begin with."""
        return self.form.first()

    def retell(self) -> None:
        """Say everything in the present language."""
        self.panel.set_title(t(f"settings.topic.{self.topic}"))
        self.form.relabel({name: t(f"settings.field.{name}") for name in self.fields})

    def explain(self, refused: Refused) -> str:
        """The sentence of a refusal."""
        return sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())

    def refuse(self, refused: Refused) -> None:
        """Say a refusal beside its field, or in the message bar."""
        words = self.explain(refused)
        if not self.form.refuse_trouble(refused, words):
            self.desk.notices.trouble(refused)

    def saved(self, outcome: Outcome[Any]) -> None:
        """Say that it holds now, and offer to take it back."""
        self.form.accept()
        self.desk.notices.say(t("settings.saved"), undo=undo_of(self.desk, outcome))


class ShopSection(Section):
    """What stands on every paper."""

    topic = "shop"
    fields = ("name", "address", "phone", "complaint_phone", "hours")
    saves = True
    act_key = "settings.save"

    def build(self) -> None:
        self._entries = {name: Entry(name=t(f"settings.field.{name}")) for name in self.fields}
        for name, entry in self._entries.items():
            self.form.add(name, t(f"settings.field.{name}"), entry)
        self.form.submitted.connect(self.save)

    def fill(self, known: Known) -> None:
        for name, entry in self._entries.items():
            if not entry.hasFocus():
                entry.write(getattr(known.info, name))

    def state(self, known: Known) -> str:
        return t(f"settings.trade.{known.info.trade}")

    def save(self) -> None:
        typed = ShopDetails(**{name: entry.text() for name, entry in self._entries.items()})
        self.desk.tasks.run(shop.change, typed, done=self.saved, refused=self.refuse)


class ChoiceSection(Section):
    """Settings that are chosen from a list: each choice is kept at once and undone by Ctrl+Z."""

    def options(self, name: str) -> list[tuple[str, str]]:
        """Values as text and their words. Override."""
        raise NotImplementedError

    def build(self) -> None:
        self._choices: dict[str, Choice] = {}
        self._values: dict[str, Any] = {}
        for name in self.fields:
            choice = Choice(self.options(name), name=t(f"settings.field.{name}"))
            choice.setProperty("setting", name)
            choice.activated.connect(self._chosen)
            self._choices[name] = choice
            self.form.add(name, t(f"settings.field.{name}"), choice)

    def fill(self, known: Known) -> None:
        self._values = known.values
        for name, choice in self._choices.items():
            choice.choose(_as_text(known.values[name]))

    def retell(self) -> None:
        super().retell()
        for name, choice in self._choices.items():
            choice.set_options(self.options(name))
            if name in self._values:
                choice.choose(_as_text(self._values[name]))

    def _chosen(self) -> None:
        choice = self.sender()
        assert isinstance(choice, Choice)
        name = str(choice.property("setting"))
        value = _as_value(name, choice.value())
        if value != self._values.get(name):
            self.desk.tasks.run(shop.set_setting, name, value, done=self.saved, refused=self.refuse)


class DisplaySection(ChoiceSection):
    """Language, light or dark, type size, motion. The window follows at once."""

    topic = "display"
    fields = ("language", "theme", "text_size", "motion", "idle_lock_minutes")

    def options(self, name: str) -> list[tuple[str, str]]:
        words = {
            "language": [(v, t(f"settings.language.{v}")) for v in ("zh", "en")],
            "theme": [(v, t(f"settings.theme.{v}")) for v in ("system", "light", "dark")],
            "text_size": [(v, t(f"settings.size.{v}")) for v in ("100", "125", "150")],
            "motion": [("1", t("settings.motion.on")), ("0", t("settings.motion.off"))],
            "idle_lock_minutes": [(v, _minutes(v)) for v in IDLE_MINUTES],
        }
        return words[name]

    def state(self, known: Known) -> str:
        return t(
            "settings.state.display",
            language=t(f"settings.language.{known.values['language']}"),
            theme=t(f"settings.theme.{known.values['theme']}"),
            size=t(f"settings.size.{known.values['text_size']}"),
        )


class PaperSection(ChoiceSection):
    """Widths, the papers' language, printers."""

    topic = "paper"
    fields = ("receipt_width", "paper_language")

    def options(self, name: str) -> list[tuple[str, str]]:
        if name == "receipt_width":
            return [(v, t(f"settings.width.{v}")) for v in ("80", "58", "a5")]
        return [(v, t(f"settings.language.{v}")) for v in ("zh", "en")]

    def build(self) -> None:
        super().build()
        self._printing = printing.of(self.desk.tasks, self.desk.notices)
        self._printers = {
            name: PrinterChoice(self._printing, setting=name)
            for name in ("printer", "job_card_printer")
        }
        for name, choice in self._printers.items():
            self.form.add(name, t(f"settings.field.{name}"), choice)

    def retell(self) -> None:
        super().retell()
        for name, choice in self._printers.items():
            choice.retell()
            self.form.relabel({name: t(f"settings.field.{name}")})

    def state(self, known: Known) -> str:
        return t(
            "settings.state.paper",
            width=t(f"settings.width.{known.values['receipt_width']}"),
            printer=known.values["printer"] or t("settings.state.no_printer"),
        )


class TillSection(ChoiceSection):
    """Rounding down (抹零), how much a clerk gives away without approval, and what a quote promises."""

    topic = "till"
    fields = (
        "rounding_unit", "clerk_discount_cap", "account_limit", "quote_cap", "quote_days",
        "redeem_cap", "adjust_cap",
    )  # fmt: skip

    def options(self, name: str) -> list[tuple[str, str]]:
        if name == "clerk_discount_cap":
            return [(v, t("settings.cap", percent=int(v) // 10)) for v in CAPS]
        if name == "quote_cap":
            return [
                (v, t("settings.quote_cap", share=sayings.share(int(v)))) for v in _choices(name)
            ]
        if name == "quote_days":
            return [(v, t("settings.quote_days", days=int(v))) for v in _choices(name)]
        if name in POINT_CAPS:
            stands = {str(self._values[name])} if name in self._values else set()
            caps = sorted(
                {*POINT_CAPS[name], *stands}, key=int
            )  # a command may have kept any figure
            return [(v, t("settings.points_cap", n=sayings.number(int(v)))) for v in caps]
        if name == "account_limit":
            return [
                (str(fen), _limit(fen))
                for fen in SETTINGS[name].choices or ()
                if isinstance(fen, int)
            ]
        return [(v, t(f"settings.rounding.{v}")) for v in ("0", "10", "100")]

    def fill(self, known: Known) -> None:
        self._values = known.values
        for name in POINT_CAPS:
            self._choices[name].set_options(self.options(name))
        super().fill(known)

    def state(self, known: Known) -> str:
        return t(
            "settings.state.till",
            rounding=t(f"settings.rounding.{known.values['rounding_unit']}"),
        )


class NoteLine(Text):
    """A quiet sentence under a form."""

    def __init__(self, key: str) -> None:
        super().__init__(t(key), style="label", tone="text.secondary")
        self._key = key
        self.setWordWrap(True)

    def retell(self) -> None:
        """Say it in the present language."""
        self.setText(t(self._key))


def _choices(name: str) -> list[str]:
    return [str(choice) for choice in SETTINGS[name].choices]


def _limit(fen: int) -> str:
    return (
        t("settings.account_each", amount=sayings.yuan(fen)) if fen else t("settings.account_off")
    )


def _minutes(value: str) -> str:
    return t("settings.idle", minutes=int(value)) if value != "0" else t("settings.idle_never")


def _as_text(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool | int) else str(value)


def _as_value(name: str, text: str) -> Any:
    kind = SETTINGS[name].kind
    return bool(int(text)) if kind is bool else kind(text)


class WaySection(Section):
    """What a page is for, and the way to it: ``topic`` names its texts, ``place`` the page."""

    place = ""

    def beside(self, column: QVBoxLayout) -> None:
        self._why = Text(t(f"{self.topic}.why"), style="body", tone="text.secondary")
        self._why.setWordWrap(True)
        self._open = Button(t(f"{self.topic}.open"), "primary", key=key_text("Ctrl+Return"))
        self._open.clicked.connect(self.save)
        row = QHBoxLayout()
        row.addWidget(self._open)
        row.addStretch(1)
        column.addWidget(self._why)
        column.addLayout(row)

    def state(self, known: Known) -> str:
        del known
        return t(f"{self.topic}.state")

    def save(self) -> None:
        """Open it."""
        self.desk.go(self.place)

    def first(self) -> QWidget | None:
        return self._open

    def retell(self) -> None:
        super().retell()
        self._why.setText(t(f"{self.topic}.why"))
        self._open.say(t(f"{self.topic}.open"))


class JournalSection(WaySection):
    """The way to the journal."""

    topic = "journal"
    act_key = "journal.open"
    place = places.JOURNAL


class ProgrammeSection(WaySection):
    """The way to the rules of points."""

    topic = "programme"
    act_key = "programme.open"
    place = places.PROGRAMME


class ChecklistsSection(WaySection):
    """The way to where checklists are written."""

    topic = "checklists"
    act_key = "checklists.open"
    place = places.CHECKLISTS
