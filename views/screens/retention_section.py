"""Personal data in the settings: how many silent years a member's data is kept, and the way to the list."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from views import places
from views.screens.settings_sections import ChoiceSection, Known, NoteLine
from views.texts import t
from views.widgets.buttons import Button

YEARS = ("1", "2", "3", "5", "10", "0")


class PrivacySection(ChoiceSection):
    """The retention time. 0 keeps data without limit."""

    topic = "privacy"
    fields = ("retention_years",)

    def options(self, name: str) -> list[tuple[str, str]]:
        del name
        return [(v, _years(int(v))) for v in YEARS]

    def beside(self, column: QVBoxLayout) -> None:
        self._note = NoteLine("privacy.retention.explain")
        self._list = Button(t("privacy.retention.show"))
        self._list.clicked.connect(self._show_list)
        row = QHBoxLayout()
        row.addWidget(self._list)
        row.addStretch(1)
        column.addWidget(self._note)
        column.addLayout(row)

    def state(self, known: Known) -> str:
        years = int(known.values["retention_years"])
        if not years:
            return t("privacy.retention.state_never")
        return t("privacy.retention.state", years=years)

    def retell(self) -> None:
        super().retell()
        self._note.retell()
        self._list.say(t("privacy.retention.show"))

    def _show_list(self) -> None:
        self.desk.go(places.RETENTION)


def _years(years: int) -> str:
    return (
        t("privacy.retention.years_of", years=years) if years else t("privacy.retention.no_limit")
    )
