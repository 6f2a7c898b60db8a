"""A member's file: who it is, what to mind, everything that happened, and what stands at home."""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.usecase import Outcome
from models.rules.erasure import ERASED_NAME
from models.services import (
    consents,
    households,
    job_file,
    member_file,
    members,
    shop_papers,
)
from models.services.job_file import JobRow
from models.services.member_file import MemberFile
from views import places, printing, sayings, theme
from views.acts import act
from views.page import Desk
from views.screens.member_care import CarePanel
from views.screens.member_consents import ConsentPanel
from views.screens.member_devices_acts import DeviceActs
from views.screens.member_erase_handing import Handing
from views.screens.member_header import MemberHeader
from views.screens.member_home import HomePanel
from views.screens.member_reveal import Revealed
from views.screens.member_standing import StandingActs
from views.screens.member_timeline import Spot, TimelinePanel
from views.screens.member_told import Told
from views.screens.member_told_file import card_words
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.fields import RETURNS
from views.widgets.scroll import ScrollColumn

LEFT_WIDE, RIGHT_WIDE = 296, 336
OF_THE_LIVING: Final = (
    "new_job",
    "redeem",
    "checkout",
    "edit",
    "reveal",
    "add_device",
    "archive",
    "hand_over",
    "merge",
    "print_service_card",
)
"""Acts that an erased member's file has no more."""


class MemberPage(DeviceActs, StandingActs):
    """``target`` is the member's id. F2 and F4 of the window are for this member."""

    name = "member"
    home = "members"
    photo_kind = "member"
    reads = frozenset(
        {"members", "jobs", "bills", "staff", "attachments", "points", "programme", "tiers"}
    )
    hints = (("member.panes", "Ctrl+1-3"),)

    def __init__(self, desk: Desk) -> None:
        self.member_id: str | None = None
        super().__init__(desk)
        self._file: MemberFile | None = None
        self.revealed = Revealed(desk, self)
        self._header = MemberHeader(desk, self.acts)
        self._care, self._home_panel = CarePanel(self.act("edit")), HomePanel(self.act("edit"))
        self._consents = ConsentPanel(self.act("merge"), self.act("hand_over"), self.act("erase"))
        self._handing = Handing(desk, self)
        self.timeline = TimelinePanel(desk)
        self._lay_out()
        self._listen()
        self.stand_before("checkout", "redeem")
        self.stand_before("archive", "add_device", "save_device", "archive_device")
        self.dress()

    def _lay_out(self) -> None:
        self._left = ScrollColumn()
        for panel in (self._care, self._home_panel, self.photos, self._consents):
            self._left.body.addWidget(panel)
        self._left.body.addStretch(1)
        self._side = ScrollColumn()
        side = self._side.body
        side.addWidget(self.points)
        side.addWidget(self.open_jobs)
        side.addWidget(self.at_home, 1)
        columns = QHBoxLayout()
        columns.addWidget(self._left)
        columns.addWidget(self.timeline, 1)
        columns.addWidget(self._side)
        self._columns = columns
        whole = QVBoxLayout(self)
        whole.addWidget(self._header)
        whole.addLayout(columns, 1)

    def _listen(self) -> None:
        self._home_panel.reveal.connect(self._reveal)
        self._home_panel.jump.connect(self._jump)
        self._home_panel.leave.connect(self._leave_household)
        self._consents.change.connect(self._change_consent)
        self.timeline.opened.connect(self._open_told)
        self.timeline.read.connect(self._tell_seen)
        self.revealed.changed.connect(self._show)

    # What the page answers

    def title(self) -> str:
        return t("member.title")

    def record(self) -> str:
        if self._file is None:
            return " "
        return t("member.card", number=card_words(self._file.number))

    def first_focus(self) -> QWidget:
        return self.timeline.view

    def context_widget(self) -> QWidget:
        return self._side

    def opened(self, target: object) -> None:
        self.close_form()
        if target != self.member_id:
            self.member_id, self._file = str(target), None
            self.revealed.know(())
            self.revealed.cover()
            self.timeline.begin(str(target))
            self.forget_standing()
        self.outdate()

    def left(self) -> None:
        self.device_form.leave()
        self.revealed.cover()

    def reload(self) -> None:
        if self.member_id is None:
            return
        ask = self.desk.tasks.ask
        ask(member_file.file, self.member_id, slot="member.file", done=self._take)
        ask(job_file.of_member, self.member_id, slot="member.jobs", done=self._take_jobs)
        self.ask_photos()
        self.ask_standing()
        self.timeline.reload()

    def photo_ref(self) -> str | None:
        return self.member_id if self._file is None or self._file.name != ERASED_NAME else None

    def remember(self) -> object:
        return self.timeline.spot()

    def recall(self, place: object) -> None:
        if isinstance(place, Spot):
            self.timeline.go_to(place)

    def retranslate(self) -> None:
        super().retranslate()
        for panel in (self._care, self._home_panel, self._consents, self.timeline):
            panel.retell()
        self.retell_devices()
        self.retell_standing()
        self._show()

    def restyle(self) -> None:
        super().restyle()
        self._left.setFixedWidth(theme.px(LEFT_WIDE))
        self._left.body.setSpacing(theme.size("panel.gap"))
        self._side.setFixedWidth(theme.px(RIGHT_WIDE))
        self._side.body.setSpacing(theme.size("panel.gap"))
        self._columns.setSpacing(theme.size("panel.gap"))
        self._show()

    # Acts

    @act("member.new_job", "F2")
    def new_job(self) -> None:
        """A job for this member, for the chosen device where the devices have the focus."""
        device = self.devices.chosen() if self.devices.view.hasFocus() else None
        target = places.NewJob(member_id=self.member_id, device_id=device.id if device else None)
        self.desk.go(places.JOB_FORM, target)

    @act("member.checkout", "F4")
    def checkout(self) -> None:
        """The till for this member."""
        self.desk.go(places.CHECKOUT, places.Till(member_id=self.member_id))

    @act("accounts.open", "Ctrl+G", bar=False)
    def show_account(self) -> None:
        """What the member owes, and the payments."""
        if self.member_id is not None:
            self.desk.go(places.ACCOUNTS, self.member_id)

    @act("member.edit", "Ctrl+E")
    def edit(self) -> None:
        """The form, filled."""
        if self.member_id is not None:
            self.desk.go(places.MEMBER_FORM, places.EditMember(self.member_id))

    @act("member.reveal", "Ctrl+R")
    def reveal(self) -> None:
        """The full first phone for half a minute; that it was seen stands in the journal."""
        if self._file is not None and self._file.phones:
            self._reveal(self._file.phones[0].id)

    @act("member.archive", "Ctrl+Delete", bar=False)
    def archive(self) -> None:
        """Put the file away, or bring it back; undone by Ctrl+Z."""
        if self._file is None:
            return
        back = self._file.archived_at is not None
        words = t(
            "member.restored" if back else "member.archived", name=sayings.who(self._file.name)
        )
        use_case = members.restore if back else members.archive
        self.desk.tasks.run(use_case, self._file.id, done=partial(self._say, words))

    @act("shop_papers.act.card", "F9")
    def print_service_card(self) -> None:
        """Print the member's wallet card."""
        if self.member_id is not None:
            printing.of(self.desk.tasks, self.desk.notices).print_office(
                shop_papers.print_service_card, self.member_id
            )

    @act("merge.act", "Ctrl+M", bar=False)
    def merge(self) -> None:
        """To the page where another file of the same person comes into this one."""
        if self.member_id is not None:
            self.desk.go(places.MEMBER_MERGE, self.member_id)

    @act("privacy.hand_over", bar=False)
    def hand_over(self) -> None:
        """Ask where the member's own data goes, as pages or as a file."""
        if self._file is not None:
            self._handing.begin(self._file)

    @act("privacy.erase", bar=False)
    def erase(self) -> None:
        """To the page that says what erasing does; nothing is done yet."""
        if self.member_id is not None:
            self.desk.go(places.MEMBER_ERASE, self.member_id)

    @act("member.pane_care", "Ctrl+1", bar=False)
    def to_care(self) -> None:
        """To the first thing in the left column that takes the focus."""
        link = self._consents.first_link()
        if link is not None:
            link.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._left.ensureWidgetVisible(link)

    @act("member.timeline", "Ctrl+2", bar=False)
    def to_timeline(self) -> None:
        """To the timeline."""
        self.timeline.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @act("devices.title", "Ctrl+3", bar=False)
    def to_devices(self) -> None:
        """To the devices, opening the drawer where they stand in one; again, it closes."""
        if self.drawer is not None and self.drawer.folded:
            self.drawer.toggle()
            if not self.drawer.isVisible():
                self.timeline.view.setFocus()
                return
        self.devices.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # Reading

    def _take(self, file: MemberFile) -> None:
        self._file = file
        self.revealed.know(phone.id for phone in file.phones)
        self._show()
        self.changed.emit()

    def _take_jobs(self, jobs: tuple[JobRow, ...]) -> None:
        self.timeline.show_jobs(jobs)
        self.open_jobs.show_jobs(jobs)

    def _show(self) -> None:
        file = self._file
        if file is None:
            return
        zone = self.desk.notices.zone
        today = file.read_at.astimezone(zone).date()
        self._header.show_file(file, self.revealed.numbers)
        self._care.show_file(file)
        self._home_panel.show_file(file, self.revealed.numbers)
        self._consents.show_consents(file.consents, zone, today)
        erased = file.name == ERASED_NAME
        self._consents.show_erased(erased)
        self.act("erase").setText(t("privacy.slip" if erased else "privacy.erase"))
        for name in OF_THE_LIVING:
            self.act(name).setEnabled(not erased)
        self.devices.show_devices(file.devices, today)
        self._tell_seen()

    def _tell_seen(self) -> None:
        """Who last looked at a full number, as far as the newest entries tell."""
        seen = [e for e in self.timeline.entries() if e.what == "phone_shown"]
        words = t("member.seen_kept")
        if seen and self._file is not None:
            when = sayings.moment(seen[0].at, self.desk.notices.zone, self._file.read_at)
            words = t("member.seen_last", who=seen[0].actor, when=when)
        self._consents.show_seen(words)

    # Doing

    def _say(self, words: str, outcome: Outcome[Any]) -> None:
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))

    def _reveal(self, phone_id: str) -> None:
        if self.member_id is not None:
            self.revealed.ask(self.member_id, phone_id)

    def _jump(self, member_id: str) -> None:
        self.desk.go(places.MEMBER, member_id)

    def _leave_household(self) -> None:
        if self._file is not None:
            words = t("member.left_household", name=sayings.who(self._file.name))
            done = partial(self._say, words)
            self.desk.tasks.run(households.place, self._file.id, None, done=done)

    def _change_consent(self, purpose: str, granted: bool, way: str) -> None:
        if self.member_id is None:
            return
        words = t(
            "member.told.consent_given" if granted else "member.told.consent_withdrawn",
            purpose=t(f"member.consent.{purpose}"),
        )
        self.desk.tasks.run(
            consents.record,
            self.member_id,
            purpose=purpose,
            granted=granted,
            channel=way,
            done=partial(self._say, words),
        )

    def _open_told(self, row: Told) -> None:
        self.desk.go(row.place, row.ref_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the link that has the focus, as Space does."""
        focus = self.focusWidget()
        if event.key() in RETURNS and isinstance(focus, Button) and self.isAncestorOf(focus):
            focus.click()
            return
        super().keyPressEvent(event)
