"""The deposits of a job: take one, print its slip, give one back. Enter takes money; it never gives any back."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.base.documents_money import DepositPaper
from models.base.usecase import Outcome
from models.services import deposits, papers
from models.services.deposits import DepositPosted, DepositRow, JobDeposits
from views import places, printing, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.day_close_ask import DrawerAsk
from views.screens.deposits_ask import DepositRows, GiveAsk, TakeAsk
from views.texts import t
from views.widgets.faces import Faces
from views.widgets.paper_view import ReceiptPreview
from views.widgets.saving import ask_where

MIDDLE = 388


class DepositsPage(Page):
    """Target: the job's id."""

    name = places.DEPOSITS
    home = places.CHECKOUT
    reads = frozenset({"bills", "jobs", "papers"})
    hints = (("shell.up", "Esc"),)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.printing = printing.of(desk.tasks, desk.notices)
        self.job_id = ""
        self.found: JobDeposits | None = None
        self.paper: DepositPaper | None = None
        self._key, self._posting, self._begun = "", False, False
        self._chosen = ""
        self.rows = DepositRows(desk.notices.zone)
        self.take_ask = TakeAsk(desk, self.act("take"))
        self.give_ask = GiveAsk(desk, self.act("stay"), self.act("give"))
        self.faces = Faces()
        self.faces.addWidget(self.take_ask)
        self.faces.addWidget(self.give_ask)
        self.preview = ReceiptPreview(self.printing, empty="printing.paper_here")
        row = QHBoxLayout(self)
        row.addWidget(self.rows, 1)
        row.addWidget(self.faces)
        row.addWidget(self.preview)
        self.rows.pointed.connect(self._pointed)
        self.take_ask.taken.connect(self.take)
        self.take_ask.amount.value_changed.connect(self._typed)
        self.give_ask.amount.value_changed.connect(self._typed)
        self._settle()
        self.dress()

    @act("deposits.take_title", "Ctrl+Return")
    def take(self) -> None:
        """Take what is typed, print the slip; while one is given back, give it back."""
        typed = self.take_ask.typed()
        if self._posting or typed is None:
            return
        amount, tender = typed
        self._run(deposits.take, self.take_ask, self.job_id, amount=amount, tender=tender)

    @act("deposits.give_title", "Ctrl+Shift+Return", bar=False)
    def give(self) -> None:
        """Give back what stands on the button, and print its slip."""
        row = self.rows.row()
        if row is None or self._posting or not self.give_ask.check():
            return
        self._run(
            deposits.give_back,
            self.give_ask,
            row.id,
            amount=self.give_ask.amount.value(),
            kind=self.give_ask.ways.value(),
            reason=self.give_ask.reason.text(),
        )

    @act("deposits.give_back", "F5")
    def ask_give(self) -> None:
        """Ask how much of the chosen deposit goes back, how and why."""
        row = self.rows.row()
        if row is not None and row.left:
            self.give_ask.begin(row)
            self._face(self.give_ask)
            self.give_ask.reason.setFocus()

    @act("deposits.stay", bar=False)
    def stay(self) -> None:
        """Back to the slip that takes; nothing was given back."""
        self._face(self.take_ask)
        self.first_focus().setFocus()

    @act("deposits.print_again", "F9")
    def print_again(self) -> None:
        """Print the chosen slip once more, as a copy."""
        row = self.rows.row()
        if row is not None:
            width = self.preview.width_shown()
            self.printing.print_roll(papers.print_deposit, row.id, width=width)

    @act("deposits.save", "Ctrl+S", bar=False)
    def save(self) -> None:
        """Ask where to write the chosen slip as a PDF."""
        row = self.rows.row()
        if row is not None:
            ask_where(self, t("deposits.save"), name=f"{row.number}.pdf", then=self.save_to)

    def save_to(self, path: str) -> None:
        """Write the chosen slip to ``path``."""
        row = self.rows.row()
        if row is not None:
            width = self.preview.width_shown()
            self.printing.save_roll(papers.print_deposit, row.id, path, width=width)

    def title(self) -> str:
        return t("deposits.title")

    def record(self) -> str:
        return self.found.job_number if self.found else " "

    def first_focus(self) -> QWidget:
        if self.faces.currentWidget() is self.give_ask:
            return self.give_ask.amount
        able = self.found is None or self.found.may_take
        return self.take_ask.amount if able else self.rows.table

    def context_widget(self) -> QWidget:
        return self.preview

    def opened(self, target: object) -> None:
        self.job_id, self.found, self.paper = str(target), None, None
        self._key, self._posting, self._begun = self.desk.tasks.new_key(), False, False
        self._chosen = ""
        self.preview.show_receipt(None)
        self._face(self.take_ask)
        self.outdate()

    def reload(self) -> None:
        if self.job_id:
            self.desk.tasks.ask(deposits.of_job, self.job_id, slot="deposits", done=self._read)

    def escape(self) -> bool:
        if self.faces.currentWidget() is self.give_ask:
            self.stay()
            return True
        return super().escape()

    def retranslate(self) -> None:
        super().retranslate()
        for part in (self.rows, self.take_ask, self.give_ask, self.preview):
            part.retell()
        if self.found is not None:
            self._read(self.found)
        self._settle()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "faces"):
            narrow = theme.current().factor > 1
            self.faces.setFixedWidth(theme.px(400 if narrow else MIDDLE))

    # Inside

    def _run(self, use_case: Any, face: DrawerAsk, *args: Any, **kw: Any) -> None:
        self._posting = True
        face.form.accept()
        self.desk.tasks.run(
            use_case,
            *args,
            key=self._key,
            done=self._done,
            refused=face.refuse,
            after=self._rest,
            **kw,
        )

    def _done(self, outcome: Outcome[DepositPosted]) -> None:
        posted = outcome.result
        back = self.faces.currentWidget() is self.give_ask
        word = "gave" if back else "took_change" if posted.change else "took"
        values = {"change": sayings.money(posted.change)} if word == "took_change" else {}
        said = t(
            f"deposits.{word}", amount=sayings.yuan(posted.amount), number=posted.number, **values
        )
        self._key, self._begun, self._chosen = self.desk.tasks.new_key(), False, posted.id
        self._face(self.take_ask)
        self.desk.notices.say(said, tone="money")
        self.printing.print_roll(papers.print_deposit, posted.id, before=said, quiet=True)
        self.reload()

    def _rest(self) -> None:
        self._posting = False
        self._settle()

    def _read(self, found: JobDeposits) -> None:
        if found.job_id != self.job_id:
            return
        row = self.rows.row()
        chosen = self._chosen or (row.id if row is not None else "")
        self.found, self._chosen = found, ""
        if not self._begun:
            self._begun = True
            self.take_ask.begin(found)
        self.rows.show_rows(found, chosen)
        self._pointed(self.rows.row())

    def _pointed(self, row: DepositRow | None) -> None:
        if self.faces.currentWidget() is self.give_ask:
            self._face(self.take_ask)
        self._settle()
        if row is None:
            self.preview.show_receipt(None)
        else:
            self.desk.tasks.ask(deposits.file, row.id, slot="deposits.paper", done=self._paper)

    def _paper(self, paper: DepositPaper) -> None:
        row = self.rows.row()
        if row is not None and row.number == paper.number:
            self.preview.show_receipt(paper, copy=row.copies)

    def _face(self, face: QWidget) -> None:
        self.faces.show_face(face)
        self._settle()

    def _typed(self, _value: object = None) -> None:
        self._settle()

    def _settle(self) -> None:
        """Put the acts into force that fit, with their amounts on the buttons."""
        found, row = self.found, self.rows.row()
        giving = self.faces.currentWidget() is self.give_ask
        able = found is not None and found.may_take
        take, give = self.acts["take"], self.acts["give"]
        take.setEnabled(able and not giving)
        take.setStatusTip(t("deposits.no_more"))
        fen = self.take_ask.amount.value()
        take.setText(
            t("deposits.take", amount=sayings.yuan(fen)) if fen else t("deposits.take_title")
        )
        give.setEnabled(giving)
        fen = self.give_ask.amount.value()
        give.setText(t("deposits.give", amount=sayings.yuan(fen or 0)))
        self.acts["ask_give"].setEnabled(row is not None and row.left > 0)
        self.acts["ask_give"].setStatusTip(t("deposits.nothing"))
        for name in ("print_again", "save"):
            self.acts[name].setEnabled(row is not None)
        self.acts["stay"].setText(t("deposits.stay"))
        self.changed.emit()
