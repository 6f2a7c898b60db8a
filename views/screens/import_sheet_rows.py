"""What becomes of every row: counts as filters, and the rows under them with their reasons."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from models.base.sheet import What
from models.services.import_sorting import Fate
from models.services.imports import SHOWN_MOST
from views import clock, theme
from views.import_words import told_fate, told_kind, told_values
from views.texts import t
from views.widgets.chips import Chips, Option
from views.widgets.panel import Panel, hairline
from views.widgets.tables import Column, TableModel, TableView
from views.widgets.text import Text

ALL = "all"
KINDS = ("new", "price", "refused", "twin", "known", "total", "heading")
_TONES = {
    "refused": "danger",
    "twin": "warning",
    "known": "text.secondary",
    "total": "text.tertiary",
}


class RowsPanel(Panel):
    """The rows of a preview, or of what was left out of an import."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__(t("imports.rows"), flush=True)
        self._zone = zone
        self._what: What = "members"
        self._rows: Sequence[Fate] = ()
        self._counts: Mapping[str, int] = {}
        self._bar = QHBoxLayout()
        self._chips = Chips(name=t("imports.filter"))
        self._chips.chosen.connect(self._choose)
        self._bar.addWidget(self._chips)
        self._bar.addStretch(1)
        self._note = Text(style="label", tone="text.secondary")
        self._note.hide()
        self._model = TableModel(self._columns(), self)
        self.table = TableView(self._model, name=t("imports.rows"))
        self.body.addLayout(self._bar)
        self.body.addWidget(self.table, 1)
        self._whole = Text(style="label")
        self._whole.setWordWrap(True)
        self._whole.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table.pointed.connect(self._point)
        self.body.addWidget(hairline())
        self.body.addWidget(self._whole)
        self.body.addWidget(self._note)
        self._settle()

    def show_rows(
        self, rows: Sequence[Fate], counts: Mapping[str, int], what: What, *, first: str = ""
    ) -> None:
        """Show fates; ``counts`` may be of more rows than are listed. ``first`` is the kind that is chosen."""
        self._rows, self._counts, self._what = rows, counts, what
        self._model.set_columns(self._columns())
        self._tell_chips()
        more = counts.get("new", 0) > SHOWN_MOST
        self._note.setText(t("imports.shown", most=SHOWN_MOST) if more else "")
        self._note.setVisible(more)
        if first:
            self._chips.choose(first)
        self._choose(self._chips.value())

    def clear(self) -> None:
        """Show nothing."""
        self.show_rows((), {}, self._what)

    def retell(self) -> None:
        """Say everything in the present language."""
        self.set_title(t("imports.rows"))
        self.show_rows(self._rows, self._counts, self._what)

    def _tell_chips(self) -> None:
        whole = sum(self._counts.values())
        kinds = [(ALL, whole)] + [(k, self._counts[k]) for k in KINDS if self._counts.get(k)]
        self._chips.set_options(
            [Option(kind, f"{told_kind(kind)} {count}") for kind, count in kinds] if whole else []
        )
        self._chips.setVisible(bool(whole))

    def _choose(self, kind: str) -> None:
        rows = [row for row in self._rows if kind in ("", ALL, row.kind)]
        self._model.set_rows(rows)
        if rows:
            self.table.point(0)
        else:
            self._point(None)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(
                "row",
                t("imports.row_column"),
                lambda row: str(row.row),
                76,
                number=True,
                tone=_quiet,
            ),
            Column("name", t("imports.name_column"), lambda row: row.name, 150, style=_strong),
            Column(
                "fate", t("imports.fate_column"), lambda row: told_kind(row.kind), 96, tone=_tone
            ),
            Column("why", t("imports.why_column"), self._said, tone=_tone),
        )

    def _said(self, row: Fate) -> str:
        why = told_fate(row, self._what, zone=self._zone, now=clock.now())
        return "   ".join(said for said in (why, told_values(row, self._what)) if said)

    def _point(self, row: Fate | None) -> None:
        """The whole of the chosen row, where it may be longer than its line."""
        self._whole.setText(self._said(row) if row is not None else "")

    def _settle(self) -> None:
        pad = theme.px(12)
        self._bar.setContentsMargins(pad, theme.px(8), pad, theme.px(8))
        self._whole.setContentsMargins(pad, theme.px(6), pad, theme.px(6))
        self._whole.setMinimumHeight(theme.px(48))
        self._note.setContentsMargins(pad, 0, pad, theme.px(6))

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "_bar"):
            self._settle()


def _tone(row: Fate) -> str:
    return _TONES.get(row.kind, "text")


def _quiet(_row: Fate) -> str:
    return "text.secondary"


def _strong(row: Fate) -> str:
    return "body.strong" if row.taken else "body"
