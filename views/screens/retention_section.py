"""Personal data in the settings: how many silent years it is kept, the way to the list, and days of photos."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from models.base.settings import SETTINGS
from views import places
from views.screens.settings_sections import ChoiceSection, Known, NoteLine
from views.texts import t
from views.widgets.buttons import Button

YEARS = ("1", "2", "3", "5", "10", "0")
DAYS_OF = ("keep_days_damage", "keep_days_work", "keep_days_paper", "keep_days_other")


class PrivacySection(ChoiceSection):
    """The retention time of members in years, of photos and files in days. 0 keeps without limit."""

    topic = "privacy"
    fields = ("retention_years", *DAYS_OF)

    def options(self, name: str) -> list[tuple[str, str]]:
        if name in DAYS_OF:
            return [(str(days), _days(int(days))) for days in SETTINGS[name].choices]
        return [(v, _years(int(v))) for v in YEARS]

    def beside(self, column: QVBoxLayout) -> None:
        self._note = NoteLine("privacy.retention.explain")
        self._list = Button(t("privacy.retention.show"))
        self._list.clicked.connect(self._show_list)
        row = QHBoxLayout()
        row.addWidget(self._list)
        row.addStretch(1)
        self._of_files = NoteLine("attachments.keep.explain")
        column.addWidget(self._of_files)
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
        self._of_files.retell()
        self._list.say(t("privacy.retention.show"))

    def _show_list(self) -> None:
        self.desk.go(places.RETENTION)


def _years(years: int) -> str:
    return (
        t("privacy.retention.years_of", years=years) if years else t("privacy.retention.no_limit")
    )


def _days(days: int) -> str:
    if days == 0:
        return t("attachments.keep.forever")
    years, rest = divmod(days, 365)
    return (
        t("attachments.keep.days", days=days) if rest else t("attachments.keep.years", years=years)
    )
