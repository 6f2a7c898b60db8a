"""The form of a member, new or known: everything a clerk types, a warning where the person is on file already."""

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.base.errors import Confirm, Refused
from models.base.usecase import Outcome
from models.rules.names import is_han
from models.services import member_file, member_form, members
from models.services.member_file import Likeness, MemberFile
from models.services.members import MemberDetails, Opened
from views import clock, places, sayings, theme
from views.acts import act
from views.page import Desk, Page
from views.screens.enter_walk import EnterWalk
from views.screens.form_draft import Content, FormDraft
from views.screens.member_form_fields import NOTES, MemberFields
from views.screens.member_picker import told
from views.texts import t
from views.undo import undo_of
from views.widgets.buttons import Button
from views.widgets.panel import Panel
from views.widgets.scroll import ScrollColumn
from views.widgets.text import Text

ALIKE_MS: Final = 150
"""How long after the last key somebody alike is looked for."""
NEW: Final = "member/new"


class MemberFormPage(Page):
    """``target`` is a places.NewMember or places.EditMember. Saving a new one twice makes one."""

    name = "member_form"
    home = "members"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._member_id: str | None = None
        self._key = desk.tasks.new_key()
        self._busy = False
        self._confirmed: tuple[str, ...] = ()
        self._alike: dict[int, tuple[Likeness, ...]] = {}
        self._family: tuple[str, ...] = ()
        self._fields = MemberFields(desk, self)
        self._fields.touched.connect(self._touched)
        self._fields.identity.connect(self._identity)
        self._fields.alike.open_it.connect(self._open_alike)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(ALIKE_MS)
        self._wait.timeout.connect(self._ask_alike)
        self._lay_out()
        self._walk = EnterWalk(self)
        self._walk.ended.connect(self.save)
        self._rewalk()
        self._draft = FormDraft(desk, self._fields.content, self)
        self.dress()

    def _lay_out(self) -> None:
        self._panels = [
            Panel(t(f"member.form.{column}"), ruled=False) for column in ("basics", "more", "care")
        ]
        self._add = Button(self.act("add_line"), "link")
        self._panels[0].add_right(self._add)
        whole = QHBoxLayout(self)
        for panel, form in zip(self._panels, self._fields.forms(), strict=True):
            column = ScrollColumn()
            column.body.addWidget(form)
            column.body.addStretch(1)
            panel.body.addWidget(column, 1)
            whole.addWidget(panel, 2 if form is self._fields.care else 3)
        foot = QVBoxLayout()
        self._kept = Text(t("member.form.kept"), style="caption", tone="text.tertiary")
        self._kept.setWordWrap(True)
        self._save = Button(self.act("save"), "primary", height="button.large")
        foot.addWidget(self._kept)
        foot.addWidget(self._save)
        self._panels[2].body.addLayout(foot)

    # What the page answers

    def title(self) -> str:
        return t("member.form.new" if self._member_id is None else "member.form.edit")

    def record(self) -> str:
        return " "

    def first_focus(self) -> QWidget:
        if self._fields.name.text() and self._member_id is None:
            return self._fields.phones[0]
        return self._fields.name

    def opened(self, target: object) -> None:
        self._wait.stop()
        self._confirmed, self._family = (), ()
        self._show_alike(None)
        if isinstance(target, places.EditMember):
            self._begin_edit(target.id)
        else:
            self._begin_new(target.typed if isinstance(target, places.NewMember) else "")

    def left(self) -> None:
        self._draft.flush()

    def retranslate(self) -> None:
        super().retranslate()
        for panel, column in zip(self._panels, ("basics", "more", "care"), strict=True):
            panel.set_title(t(f"member.form.{column}"))
        self._kept.setText(t("member.form.kept"))
        self._fields.retell()
        self._tell_family()

    # Acts

    @act("member.form.save", "Ctrl+Return")
    def save(self) -> None:
        """Save; a second press while it is under way does nothing, and neither makes a second member."""
        if self._busy:
            return
        for form in self._fields.forms():
            form.accept()
        try:
            details = self._fields.details()
        except Refused as refused:
            self._refuse(refused)
            return
        self._busy = True
        self._save.setEnabled(False)
        if self._member_id is None:
            self._enrol(details)
        else:
            self.desk.tasks.run(
                member_form.amend,
                self._member_id,
                details,
                lives_with=self._fields.household.member_id,
                done=self._amended,
                refused=self._refuse,
                after=self._ready,
            )

    @act("member.form.add_line", "Insert")
    def add_line(self) -> None:
        """One more phone, or one more address where the cursor is in one."""
        self._fields.add_line(self.focusWidget())
        self._rewalk()
        self._touched()

    @act("member.form.drop_line", "Ctrl+D", bar=False)
    def drop_line(self) -> None:
        """Take away the phone or address the cursor is in."""
        found = self._fields.line_of(self.focusWidget())
        if found is not None:
            self._fields.drop_line(*found)

    @act("member.form.open_alike", "Ctrl+O", bar=False)
    def open_alike(self) -> None:
        """Open the file of who it may be; what was typed is kept as a draft."""
        self._fields.alike.open_now()

    # Opening

    def _begin_new(self, typed: str) -> None:
        self._member_id = None
        self._key = self.desk.tasks.new_key()
        self.changed.emit()
        self._fields.show_consents(True)
        self._fields.fill(typed_content(typed))
        self._draft.begin(NEW)
        self._draft.ask(self._resume if not typed.strip() else self._offer)
        if typed.strip():
            self._identity()
        zone = self.desk.notices.zone
        self._fields.set_today(clock.now().astimezone(zone).date())

    def _begin_edit(self, member_id: str) -> None:
        self._member_id = member_id
        self.changed.emit()
        self._fields.show_consents(False)
        self._fields.fill({})
        self._draft.begin("")
        ask = self.desk.tasks.ask
        ask(members.details, member_id, slot="member_form.details", done=self._fill)

    def _fill(self, details: MemberDetails) -> None:
        if self._member_id is None:
            return
        self._fields.fill(content_of(details))
        self._draft.begin(f"member/{self._member_id}")
        ask = self.desk.tasks.ask
        ask(member_file.file, self._member_id, slot="member_form.file", done=self._fill_people)

    def _fill_people(self, file: MemberFile) -> None:
        """The names behind the ids, and the household as it stands."""
        if file.id != self._member_id:
            return
        self._fields.set_today(file.read_at.astimezone(self.desk.notices.zone).date())
        if file.referred_by is not None:
            words = told(sayings.who(file.referred_by.name), file.referred_by.masked)
            self._fields.referrer.pick(file.referred_by.id, words)
        self._family = tuple(person.name for person in file.household)
        self._tell_family()
        self._draft.begin(f"member/{self._member_id}")
        self._draft.ask(self._resume)

    def _tell_family(self) -> None:
        names = t("member.told.and").join(self._family)
        words = t("member.form.lives_with", names=names) if names else ""
        self._fields.more.hint("household", words)

    def _resume(self, kept: Content | None) -> None:
        if kept is None:
            return
        self._fields.fill(kept)
        self._rewalk()
        self.desk.notices.offer(
            t("member.form.resumed"), t("member.form.start_over"), self._start_over, tone="calm"
        )

    def _offer(self, kept: Content | None) -> None:
        if kept is not None:
            self._waiting = kept
            name = kept.get("name", "") or t("member.form.nameless")
            self.desk.notices.offer(
                t("member.form.waiting", name=name),
                t("member.form.go_on"),
                self._take_waiting,
                tone="calm",
            )

    _waiting: Content | None = None

    def _take_waiting(self) -> None:
        self._resume(self._waiting)

    def _start_over(self) -> None:
        member_id = self._member_id
        self._draft.drop()
        if member_id is None:
            self._fields.fill({})
            self._draft.begin(NEW)
        else:
            self._begin_edit(member_id)
        self._fields.name.setFocus()

    # Typing

    def _rewalk(self) -> None:
        self._walk.set_stops(self._fields.stops())

    def _touched(self) -> None:
        self._draft.touch()

    def _identity(self) -> None:
        self._confirmed = ()
        self._wait.start()

    def _ask_alike(self) -> None:
        content = self._fields.content()
        phones = [number for number, _ in content["phone"] if number.strip()] or [""]
        self._alike = dict.fromkeys(range(len(phones)), ())
        for place, phone in enumerate(phones):
            self.desk.tasks.ask(
                member_file.alike,
                name=content["name"],
                phone=phone,
                address="" if place else content["address"][0][0],
                slot=f"member_form.alike.{place}",
                done=partial(self._take_alike, place),
            )

    def _take_alike(self, place: int, found: tuple[Likeness, ...]) -> None:
        if place in self._alike:
            self._alike[place] = tuple(one for one in found if one.id != self._member_id)
        everyone = [one for each in self._alike.values() for one in each]
        self._show_alike(everyone[0] if everyone else None, insists=bool(self._confirmed))

    def _show_alike(self, likeness: Likeness | None, *, insists: bool = False) -> None:
        self._fields.alike.show_likeness(likeness, insists=insists)
        self._fields.show_alike(likeness is not None)

    def _open_alike(self, member_id: str) -> None:
        self._draft.flush()
        self.desk.go(places.MEMBER, member_id)

    # Saving

    def _enrol(self, details: MemberDetails) -> None:
        self.desk.tasks.run(
            member_form.enrol,
            details,
            consented=self._fields.consents.ticked(),
            channel=self._fields.consent_way.value(),
            lives_with=self._fields.household.member_id,
            confirmed=self._confirmed,
            key=self._key,
            done=self._enrolled,
            refused=self._refuse,
            confirm=self._ask_once,
            after=self._ready,
        )

    def _ask_once(self, confirm: Confirm) -> None:
        """Say once that the phone is known; the same key again saves all the same."""
        self._confirmed = (confirm.code,)
        known = self._fields.alike.likeness()
        if known is None:
            words = sayings.explain(confirm, zone=self.desk.notices.zone, now=clock.now())
            self._fields.basics.warn("phone", words)
        self._show_alike(known, insists=True)
        self._fields.phones[0].setFocus()

    def _enrolled(self, outcome: Outcome[Opened]) -> None:
        self._draft.drop()
        self._key = self.desk.tasks.new_key()
        words = t("member.form.created", name=self._fields.name.text().strip())
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))
        self.desk.back()
        self.desk.go(places.MEMBER, outcome.result.id)

    def _amended(self, outcome: Outcome[None]) -> None:
        self._draft.drop()
        words = t("member.form.saved", name=self._fields.name.text().strip())
        self.desk.notices.say(words, undo=undo_of(self.desk, outcome))
        self.desk.back()

    def _ready(self) -> None:
        self._busy = False
        self._save.setEnabled(True)

    def _refuse(self, refused: Refused) -> None:
        words = sayings.explain(refused, zone=self.desk.notices.zone, now=clock.now())
        for form in self._fields.forms():
            if refused.field is not None and form.refuse(field_of(refused.field), words):
                return
        self.desk.notices.trouble(refused)

    def restyle(self) -> None:
        super().restyle()
        whole = self.layout()
        if whole is not None:
            whole.setSpacing(theme.size("panel.gap"))


PARTS = {"phone_label": "phone", "estate": "address", "address_note": "address"}


def field_of(refused: str) -> str:
    """The row of the form in which a refused field stands: estate_1 → address_1."""
    for part, row in PARTS.items():
        if refused == part or refused.startswith(f"{part}_"):
            return row + refused.removeprefix(part)
    return refused


def typed_content(typed: str) -> Content:
    """What was typed into the search box, put where it belongs: digits to the phone, Han to the name.

    Bare letters are initials and go nowhere, unless they are written like a name (a capital first).
    """
    words = typed.strip()
    digits = "".join(sign for sign in words if sign.isdecimal())
    if digits and not any(sign.isalpha() for sign in words):
        return {"phone": [[words, ""]]}
    if any(is_han(sign) for sign in words) or words[:1].isupper():
        return {"name": words}
    return {}


def content_of(details: MemberDetails) -> Content:
    """A member's details as the form's values."""
    birthday = details.birthday.isoformat() if details.birthday else ""
    cares = [name for name in ("elderly", "special_care") if getattr(details, name)]
    return {
        "name": details.name,
        "phone": [[phone.number, phone.label] for phone in details.phones],
        "address": [[each.text, each.estate, each.note] for each in details.addresses],
        "gender": details.gender,
        "birthday": birthday,
        "customer_type": details.customer_type,
        "source": details.source,
        "referred_by": [details.referred_by_id, ""],
        "cares": cares,
        **{name: getattr(details, name) for name in NOTES},
    }
