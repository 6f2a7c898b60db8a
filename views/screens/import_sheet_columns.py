"""Which column of the sheet is what: one choice for each thing that can be taken in, corrected by hand."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from models.base.errors import Refused
from models.base.sheet import What
from models.rules.import_columns import FIELDS, letter
from models.rules.import_values import LOOKS
from models.rules.phones import masked
from models.services.import_sorting import shown
from views.import_words import told_field
from views.screens.import_sheet_work import Studied
from views.texts import t
from views.widgets.choice import Choice
from views.widgets.days import DayField
from views.widgets.form import Form
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text

NONE = "-"
SAMPLE_MOST = 12
DAY = "day"


@dataclass(frozen=True)
class _Fields:
    """The form of one kind of rows; made once, because a page must not stand still while it is built."""

    form: Form
    choices: dict[str, Choice]
    day: DayField | None


class ColumnsPanel(Panel):
    """``changed`` comes when a column or the day was chosen by hand."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(t("imports.columns"))
        self._studied: Studied | None = None
        self._made: dict[What, _Fields] = {}
        self._what: What = "members"
        self._note = Text(style="label", tone="text.secondary")
        self._note.setWordWrap(True)
        self._scroll = ScrollColumn()
        self._holder = QVBoxLayout()
        self._scroll.body.addLayout(self._holder)
        self._scroll.body.addStretch(1)
        self.body.addWidget(self._note)
        self.body.addWidget(self._scroll, 1)

    def prepare(self, what: What) -> None:
        """Have the form of this kind of rows ready and in sight."""
        self._what = what
        if what not in self._made:
            self._made[what] = self._make(what)
            self._holder.addWidget(self._made[what].form)
        for name, fields in self._made.items():
            fields.form.setVisible(name == what)

    def show_studied(self, studied: Studied, today: date) -> None:
        """Offer the columns of a sheet, those chosen that are proposed."""
        self._studied = studied
        self.prepare(studied.what)
        fields = self._made[studied.what]
        fields.form.accept()
        if fields.day is not None:
            fields.day.today = today
        options = _options(studied)
        for name, choice in fields.choices.items():
            choice.set_options(options)
            choice.choose(str(studied.columns.get(name, NONE)))
        self._tell_note()

    def columns(self) -> tuple[tuple[str, int], ...]:
        """Field and place of every column that is used."""
        return tuple(
            (name, int(choice.value()))
            for name, choice in self._made[self._what].choices.items()
            if choice.value() not in (NONE, "")
        )

    def day(self) -> date | None:
        """From when new prices hold. Raises Refused("day.…")."""
        field = self._made[self._what].day
        return field.day() if field is not None else None

    def refuse(self, refused: Refused, sentence: str) -> bool:
        """Say a refusal beside its column; False where it is about none."""
        return self._made[self._what].form.refuse_trouble(refused, sentence)

    def accept(self) -> None:
        """Take all messages away."""
        self._made[self._what].form.accept()

    def retell(self) -> None:
        """Say everything in the present language; what was chosen stays."""
        self.set_title(t("imports.columns"))
        for what, fields in self._made.items():
            fields.form.relabel({name: told_field(what, name) for name in fields.choices})
            if fields.day is not None:
                fields.form.relabel({DAY: t("imports.day")})
        if self._studied is not None:
            for choice in self._made[self._studied.what].choices.values():
                choice.set_options(_options(self._studied))
            self._tell_note()

    def _make(self, what: What) -> _Fields:
        form, choices = Form(), {}
        for field in FIELDS[what]:
            name = told_field(what, field.name)
            choice = choices[field.name] = Choice([(NONE, t("imports.none"))], name=name)
            choice.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            choice.setMinimumContentsLength(8)
            choice.activated.connect(self._chosen)
            form.add(field.name, name, choice)
        day = None
        if what == "prices":
            day = DayField(DAY, name=t("imports.day"), hint="2026-06-15")
            day.settled.connect(self._chosen)
            form.add(DAY, t("imports.day"), day)
        return _Fields(form, choices, day)

    def _tell_note(self) -> None:
        studied = self._studied
        if studied is None:
            return
        row = studied.sheet.heading.row
        said = t("imports.heading", row=row) if row else t("imports.no_heading")
        self._note.setText(t("imports.remembered") if studied.remembered else said)

    def _chosen(self) -> None:
        self.changed.emit()


def _options(studied: Studied) -> list[tuple[str, str]]:
    """Every column by its letter, its title, and the first thing that stands in it."""
    found = [(NONE, t("imports.none"))]
    for place, title in enumerate(studied.sheet.titles):
        cells = (row[place] for row in studied.sheet.sample if place < len(row))
        first = next((cell for cell in cells if shown(cell).strip()), None)
        said = " ".join(shown(first).split())
        if LOOKS["phone"](first):
            said = masked(said)
        said = said if len(said) <= SAMPLE_MOST else f"{said[:SAMPLE_MOST]}…"
        key = "imports.column_sample" if said else "imports.column"
        values = {"column": letter(place), "title": " ".join(title.split())}
        words = t(key, **values, sample=said) if said else t(key, **values)
        found.append((str(place), words))
    return found
