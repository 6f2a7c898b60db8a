"""What list, board and calendar of the jobs share: the switch between them beside the title, and its keys."""

from PySide6.QtWidgets import QSizePolicy, QWidget

from views import places
from views.acts import act
from views.page import Desk, Page
from views.texts import t
from views.widgets.chips import Chips, Option

FACES = ((places.JOBS, "list"), (places.BOARD, "board"), (places.CALENDAR, "calendar"))


class JobsFace(Page):
    """One way to look at the jobs. The switch goes to the other places; no screen calls another."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.switch = Chips(_options(), name=t("jobs.view.name"), look="segment")
        self.switch.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.switch.choose(self.name)
        self.switch.chosen.connect(self._turn)

    def beside_title(self) -> QWidget:
        return self.switch

    @act("jobs.view.list", "Ctrl+1", bar=False)
    def show_list(self) -> None:
        """The jobs as a list."""
        self._turn(places.JOBS)

    @act("jobs.view.board", "Ctrl+2", bar=False)
    def show_board(self) -> None:
        """The jobs as a board."""
        self._turn(places.BOARD)

    @act("jobs.view.calendar", "Ctrl+3", bar=False)
    def show_calendar(self) -> None:
        """The jobs in the week."""
        self._turn(places.CALENDAR)

    def _turn(self, place: str) -> None:
        self.switch.choose(self.name)
        if place != self.name:
            self.desk.go(place)

    def retranslate(self) -> None:
        super().retranslate()
        self.switch.setAccessibleName(t("jobs.view.name"))
        self.switch.set_texts({option.value: option.text for option in _options()})


def _options() -> list[Option]:
    return [Option(place, t(f"jobs.view.{word}")) for place, word in FACES]
