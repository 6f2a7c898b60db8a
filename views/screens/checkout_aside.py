"""The till's acts on sales that are set aside: park, list, take up, put away, and who stands there next."""

from functools import partial

from models.base.usecase import Outcome
from models.services import parked
from models.services.checkout import Preview
from models.services.parked import ParkedRow
from views import places, sayings
from views.acts import act
from views.screens.checkout_faces import TillFaces
from views.texts import t
from views.undo import undo_of


class TillAside(TillFaces):
    """A part of the till; the page calls :meth:`_listen_aside` once."""

    _wanted_parked = ""
    """The parked sale that was asked for on the way here."""

    @act("checkout.park", "Ctrl+P")
    def park(self) -> None:
        """Set the counter sale aside; on an empty till show what was set aside."""
        order = self.work.order
        if self.posted is None and order.lines and order.job_id is None:
            self.work.park()
        elif self.waiting.many() and not order.started:
            self._leave_posted()
            if order.job_id is not None:
                self.work.start_anew()
            self._listing = True
            self._show()
            self.waiting.enter()

    @act("checkout.put_away", bar=False)
    def put_away(self) -> None:
        """Put the chosen parked sale away; Ctrl+Z parks it again."""
        row = self.waiting.row()
        if row is not None:
            self.desk.tasks.run(parked.put_away, row.id, done=partial(self._put_away, row))

    @act("accounts.open", "Ctrl+G", bar=False)
    def show_accounts(self) -> None:
        """See who owes, or what the member on the till owes."""
        self.desk.go(places.ACCOUNTS, self.work.order.member_id)

    # Inside

    def _listen_aside(self) -> None:
        self.work.parked.connect(self._parked)
        self.work.taken_up.connect(self._taken_up)
        self.waiting.opened.connect(self._take_up)

    def _parked(self, seen: Preview) -> None:
        name, total = seen.lines[0].name, seen.priced.total if seen.priced else 0
        self.pay.fresh()
        self.desk.notices.say(t("checkout.parked_now", name=name, total=sayings.yuan(total)))
        self._ask_parked()
        self.lines.finder.setFocus()

    def _parked_read(self, rows: tuple[ParkedRow, ...]) -> None:
        super()._parked_read(rows)
        wanted, self._wanted_parked = self._wanted_parked, ""
        row = next((row for row in rows if row.id == wanted), None)
        if wanted and row is None:
            self.desk.notices.say(t("refused.parked.taken"), tone="warning")
        elif row is not None and self.work.order.started:
            self.desk.notices.say(t("checkout.parked_busy"), tone="warning")
        elif row is not None:
            self._take_up(row)

    def _take_up(self, row: ParkedRow) -> None:
        self._listing = False
        self.work.take_up(row.id)

    def _taken_up(self) -> None:
        self.pay.fresh()
        self.desk.notices.say(t("checkout.parked_up"))
        self._focus_on()

    def _put_away(self, row: ParkedRow, outcome: Outcome[None]) -> None:
        said = t("checkout.put_away_done", name=row.label)
        self.desk.notices.say(said, undo=undo_of(self.desk, outcome))

    def _leave_posted(self) -> None:
        """Take the posted bill off the till, if one stands there."""
        if self.posted is not None:
            self.posted = None
            self.pay.fresh()
            self.work.start_anew()

    def _focus_on(self) -> None:
        self.first_focus().setFocus()
