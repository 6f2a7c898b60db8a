"""What erasing a member would do, told in lines: what goes, what stays and why, what is in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from models.base.errors import Refused
from models.services.erasure import Prospect
from views import clock, sayings, theme
from views.texts import t
from views.widgets.dressed import Dressed
from views.widgets.text import Picture, Text

Kind = Literal["head", "gone", "kept", "mind", "hindered"]
_ICONS: dict[str, tuple[str, str]] = {
    "gone": ("x", "danger"),
    "kept": ("check", "success"),
    "mind": ("info", "text.secondary"),
    "hindered": ("alert", "danger"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line and what it is."""

    kind: Kind
    words: str


def told_prospect(prospect: Prospect, zone: tzinfo) -> tuple[Line, ...]:
    """A prospect in lines; what is in the way comes first."""
    counts, now = prospect.counts, clock.now()
    lines: list[Line] = []
    if prospect.hindered:
        refused = Refused(prospect.hindered, number=prospect.number)
        lines.append(Line("hindered", sayings.explain(refused, zone=zone, now=now)))
    lines += [
        Line("mind", t("privacy.erasing.never_back")),
        Line("head", t("privacy.erasing.gone")),
        Line("gone", t("privacy.erasing.gone_person")),
        Line(
            "gone",
            t(
                "privacy.erasing.gone_counts",
                phones=counts.phones,
                addresses=counts.addresses,
                devices=counts.devices,
                consents=counts.consents,
                entries=counts.entries,
                files=counts.files,
            ),
        ),
        Line("gone", t("privacy.erasing.gone_jobs")),
        Line("gone", t("privacy.erasing.gone_elsewhere")),
        Line("head", t("privacy.erasing.kept")),
        Line(
            "kept",
            t(
                "privacy.erasing.kept_counts",
                jobs=counts.jobs,
                bills=counts.bills,
                spent=sayings.yuan(prospect.spent),
            ),
        ),
        Line("kept", t("privacy.erasing.kept_why")),
        Line("kept", t("privacy.erasing.kept_card", card=prospect.card)),
        Line("head", t("privacy.erasing.mind")),
    ]
    if prospect.warranty_until is not None:
        until = sayings.iso_day(prospect.warranty_until)
        lines.append(Line("mind", t("privacy.erasing.warranty", day=until)))
    if prospect.elsewhere:
        numbers = t("words.list_comma").join(prospect.elsewhere)
        lines.append(Line("mind", t("privacy.erasing.elsewhere", numbers=numbers)))
    lines.append(Line("mind", t("privacy.erasing.backups")))
    return tuple(lines)


class Told(Dressed, QWidget):
    """Lines with icons under their heads."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._parts: list[QWidget] = []
        self.dress()

    def show_told(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        for part in self._parts:
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        for place, line in enumerate(lines):
            words = _words(line)
            self._parts.append(words)
            if line.kind in _ICONS:
                icon, tone = _ICONS[line.kind]
                picture = Picture(icon, tone=tone, side=16)
                self._parts.append(picture)
                self._grid.addWidget(picture, place, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(words, place, 1)
            else:
                self._grid.addWidget(words, place, 0, 1, 2)

    def restyle(self) -> None:
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(8))


def _words(line: Line) -> Text:
    style = "body.strong" if line.kind == "head" else "body"
    tone = "danger" if line.kind == "hindered" else "text"
    words = Text(line.words, style=style, tone=tone)
    words.setWordWrap(True)
    return words
