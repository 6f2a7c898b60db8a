"""The job card's way to its deposits: what is held stands on the act. It takes and gives nothing."""

from models.services import deposits
from models.services.deposits import JobDeposits
from views import places, sayings
from views.acts import act
from views.page import Page
from views.texts import t


class DepositActs(Page):
    """A part of the job's page, which says what ``job_id`` is and calls :meth:`ask_deposits` when it reads."""

    job_id: str | None

    @act("deposits.open", "Ctrl+U")
    def open_deposits(self) -> None:
        """Go to the deposits of this job."""
        if self.job_id is not None:
            self.desk.go(places.DEPOSITS, self.job_id)

    def ask_deposits(self) -> None:
        """Ask what is held of the job's deposits."""
        if self.job_id is not None:
            ask = self.desk.tasks.ask
            ask(deposits.of_job, self.job_id, slot="job.deposits", done=self._show_held)

    def _show_held(self, found: JobDeposits) -> None:
        if found.job_id == self.job_id:
            held = t("deposits.open_held", amount=sayings.yuan(found.balance))
            self.acts["open_deposits"].setText(held if found.balance else t("deposits.open"))
            self.acts["open_deposits"].setEnabled(found.may_take or bool(found.rows))
            self.changed.emit()
