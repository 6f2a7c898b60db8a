"""A draft tried on the shop's own history: what happened beside what would have happened, as table and chart."""

from models.base.errors import Cancelled
from models.rules.programme import Programme
from models.services import points_trial
from models.services.points_trial import Figures, TrialResult
from views import sayings, theme
from views.beside import Beside
from views.programme_names import told_tier
from views.screens.import_sheet_work import Steps
from views.tasks import Work
from views.texts import t
from views.widgets.pairs import Pair, PairBars
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Text

POINTS = ("issued", "used", "expired", "taken_back", "owed", "debt")
MONEY = ("used_cost", "owed_cost")
MONTHS = 24
"""So many months stand in the chart, the newest ones."""

Row = tuple[str, int, int]


def try_out(work: Work, beside: Beside, programme: Programme) -> TrialResult:
    """Replay the shop's bills by these rules, on a reading of its own. Raises Cancelled where it is stopped."""
    with beside.reading() as ask:
        found = ask(points_trial.try_rules, programme, progress=Steps(work))
    if not isinstance(found, TrialResult):
        raise Cancelled
    return found


class TrialPanel(Panel):
    """Shows a result; the page runs the trial."""

    def __init__(self) -> None:
        super().__init__(t("programme.trial.title"))
        self._found: TrialResult | None = None
        self._number = 0
        self._about = Text(tone="text.secondary")
        self._about.setWordWrap(True)
        self.model = TableModel(())
        self.table = TableView(self.model, name=t("programme.trial.title"))
        self.table.fit()
        self._chart_head = Text(style="label.bold")
        self.chart = PairBars(name=t("programme.trial.chart"))
        self._moves_head = Text(style="label.bold")
        self._moves = Text()
        self._moves.setWordWrap(True)
        column = ScrollColumn()
        for part in (
            self._about, self.table, self._chart_head, self.chart, self._moves_head, self._moves,
        ):  # fmt: skip
            column.body.addWidget(part)
        column.body.addStretch(1)
        self._column = column
        self.body.addWidget(column, 1)
        self.retell()

    def show_result(self, number: int, found: TrialResult) -> None:
        """Show what a draft would have come to."""
        self._found, self._number = found, number
        self.retell()
        self.table.setFocus()

    def rows(self) -> tuple[Row, ...]:
        """The figures: name, what was, what would have been."""
        if self._found is None:
            return ()
        was, tried = self._found.was, self._found.tried
        return tuple(_row(name, was, tried) for name in (*POINTS, *MONEY))

    def moves(self) -> str:
        """Who would rise and fall, in words."""
        found = self._found
        if found is None or not found.moves:
            return t("programme.trial.no_moves")
        told = [
            t(
                f"programme.trial.{'rises' if move.rises else 'falls'}",
                members=sayings.number(move.members),
                was=told_tier(move.from_name),
                tried=told_tier(move.to_name),
            )
            for move in found.moves
        ]
        return "\n".join(told)

    def retell(self) -> None:
        """Say it in the present language."""
        self.set_title(t("programme.trial.of", number=self._number))
        self.model.set_columns(_columns())
        found = self._found
        if found is None:
            return
        first = found.from_day.isoformat() if found.from_day else found.to_day.isoformat()
        about = t(
            "programme.trial.about",
            first=first,
            last=found.to_day.isoformat(),
            bills=sayings.number(found.bills),
            members=sayings.number(found.members),
        )
        unmet = t("programme.trial.unmet", n=sayings.number(found.unmet)) if found.unmet else ""
        self._about.setText("\n".join(part for part in (about, unmet) if part))
        self.model.set_rows(self.rows())
        self._chart_head.setText(t("programme.trial.chart"))
        months = found.months[-MONTHS:]
        pairs = [Pair(f"{m.year % 100:02d}-{m.month:02d}", m.was_issued, m.issued) for m in months]
        self.chart.show_pairs(pairs, was=t("programme.trial.was"), tried=t("programme.trial.tried"))
        self._moves_head.setText(
            t(
                "programme.trial.moves",
                rise=sayings.number(found.rise),
                fall=sayings.number(found.fall),
            )
        )
        self._moves.setText(self.moves())

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_column"):  # the panel dresses itself before its parts stand
            self._column.body.setSpacing(theme.px(10))


def _row(name: str, was: Figures, tried: Figures) -> Row:
    return name, getattr(was, name), getattr(tried, name)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t("programme.trial.what"), _name),
        Column("was", t("programme.trial.was"), _was, 130, True),
        Column("tried", t("programme.trial.tried"), _tried, 130, True, style=_strong),
        Column("change", t("programme.trial.change"), _change, 120, True, spare=1),
    )


def _name(row: Row) -> str:
    return t(f"programme.trial.figure.{row[0]}")


def _was(row: Row) -> str:
    return _told(row[0], row[1])


def _tried(row: Row) -> str:
    return _told(row[0], row[2])


def _change(row: Row) -> str:
    more = row[2] - row[1]
    if row[0] in MONEY:
        return sayings.change(more)
    return f"{'+' if more > 0 else ''}{sayings.number(more)}"


def _told(name: str, value: int) -> str:
    return sayings.money(value) if name in MONEY else sayings.number(value)


def _strong(_row: Row) -> str:
    return "body.strong"
