"""The order at the till as it changes: reckoned after every change, kept as a draft, posted once. No widgets."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from models.base.errors import Environment, Refused
from models.base.usecase import Outcome
from models.rules.checkout import Discount, TenderIn
from models.services import checkout, desk, parked
from models.services.checkout import Posted, Preview
from models.services.line_offers import Offer
from models.services.parked import ParkedSale
from views import sayings, theme
from views.notices import Notices
from views.screens.checkout_order import CounterLine, TillOrder, from_draft, from_parked
from views.tasks import Tasks
from views.texts import t


class TillWork(QObject):
    """``reckoned`` after every answer, ``refused(Refused)`` where a rule said no, ``posted(Posted)``.

    ``parked(Preview)`` after a sale was set aside, ``taken_up()`` after one came back.

    ``fresh`` tells whether ``preview`` belongs to the order as it stands: nothing is posted before.
    """

    reckoned = Signal()
    refused = Signal(object)
    posted = Signal(object)
    parked = Signal(object)
    taken_up = Signal()
    restored = Signal()

    def __init__(self, tasks: Tasks, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._notices = tasks, notices
        self.order = TillOrder()
        self.preview: Preview | None = None
        self.trouble: Refused | None = None
        self.fresh = self.posting = False
        self._opening = False
        self._key = ""
        self._kept: dict[str, TillOrder] = {}
        self._held: Callable[[], object] | None = None
        self._autosave = QTimer(self)
        self._autosave.setSingleShot(True)
        self._autosave.setInterval(theme.tokens()["timing"]["autosave"])
        self._autosave.timeout.connect(self._save)

    # Whose turn it is

    def open(self, job_id: str | None, member_id: str | None) -> None:
        """Take up the till of a job or the counter, with what was typed there before."""
        self.save_now()
        wanted = TillOrder(job_id=job_id)
        self._held, self.fresh, self._opening = None, False, True
        kept = self._kept.get(wanted.draft_id)
        if kept is not None:
            self._begin(kept, member_id)
        else:
            self.order, self.preview = wanted, None
            self._tasks.ask(
                desk.draft,
                wanted.draft_id,
                slot="checkout.draft",
                done=partial(self._drafted, job_id, member_id),
                trouble=partial(self._not_drafted, job_id, member_id),
            )

    def start_anew(self) -> None:
        """Stand ready for the next customer at the counter."""
        self._held = None
        self._begin(TillOrder(), None)

    def hold(self, call: Callable[[], object]) -> None:
        """Keep an Enter that came before the amounts; it is done when they are there."""
        self._held = call

    # Changes

    def add(self, item_id: str) -> None:
        """Add an item; the same item again counts one more."""
        for line in self.order.lines:
            plain = not (line.discount.fen or line.discount.per_mille or line.package_line_id)
            if line.item_id == item_id and plain:
                line.quantity += 1000
                break
        else:
            self.order.lines.append(CounterLine(item_id))
        self.change()

    def add_package(self, offer: Offer) -> None:
        """Add the lines of a package, or an add-on; Ctrl+Z takes all of them off."""
        lines = [
            CounterLine(line.item_id, line.quantity, package_line_id=line.id)
            for line in offer.lines
        ]
        serial = self.order.serial
        self._put_on(serial, lines)
        if offer.kind == "package":
            self._notices.say(
                t("packages.said.added", name=offer.name, count=len(lines)),
                undo=partial(self._take_all_off, serial, lines),
                redo=partial(self._put_on, serial, lines),
            )

    def remove(self, place: int, name: str) -> None:
        """Take a counter line off; Ctrl+Z puts it back where it was."""
        line = self.order.lines.pop(place)
        self._notices.say(
            t("checkout.removed", name=name),
            undo=partial(self._put_back, self.order.serial, place, line),
            redo=partial(self._take_off, self.order.serial, line),
        )
        self.change()

    def set_quantity(self, place: int, milli: int) -> None:
        """Change how much of a counter line is sold (thousandths)."""
        self.order.lines[place].quantity = milli
        self.change()

    def set_discount(self, place: int, job_line_id: str, discount: Discount) -> None:
        """Change what is taken off a line, the counter's or the job's."""
        if place >= 0:
            self.order.lines[place].discount = discount
        elif discount.fen or discount.per_mille:
            self.order.job_discounts[job_line_id] = discount
        else:
            self.order.job_discounts.pop(job_line_id, None)
        self.change()

    def set_member(self, member_id: str | None) -> None:
        """Serve this member, or nobody known."""
        self.order.member_id = member_id
        self.order.wish_nothing()
        self.change()

    def change(self) -> None:
        """Reckon and keep what was changed."""
        self._autosave.start()
        self.reckon()

    def reckon(self) -> None:
        """Ask for every amount of the order as it stands; nothing while another order is on its way."""
        if self._opening:
            return
        self.fresh = False
        self._tasks.ask(
            checkout.preview,
            self.order.order(),
            slot="checkout.preview",
            done=self._reckoned,
            refused=self._not_reckoned,
            trouble=self._in_trouble,
        )

    # Posting

    def post(self, tenders: tuple[TenderIn, ...]) -> None:
        """Post the bill with the total that is shown; a second call while it is under way does nothing."""
        if self.posting or self.preview is None or self.preview.priced is None:
            return
        self.posting = True
        order = self.order.order(tenders, expected_total=self.preview.priced.total)
        order = replace(order, expected_deposit=self.preview.deposit, expected_due=self.preview.due)
        self._tasks.run(
            checkout.close,
            order,
            key=self._key,
            done=self._posted,
            refused=self._not_posted,
            after=self._answered,
        )

    def park(self) -> None:
        """Set the counter sale aside and stand ready for the next customer."""
        if self.posting or self.preview is None or self.preview.priced is None:
            return
        self.posting = True
        self._tasks.run(
            parked.park,
            self.order.parked(),
            key=self._key,
            done=partial(self._parked, self.preview),
            refused=self.refused.emit,
            after=self._answered,
        )

    def take_up(self, parked_id: str) -> None:
        """Bring a parked sale back to the empty till, and keep it as a draft at once."""
        if self.posting or self.order.started:
            return
        self.posting = True
        self._tasks.run(
            parked.take_up,
            parked_id,
            key=self._tasks.new_key(),
            done=self._taken_up,
            after=self._answered,
        )

    def save_now(self) -> None:
        """Keep the draft at once where a change still waits for it."""
        if self._autosave.isActive():
            self._autosave.stop()
            self._save()

    # Inside

    def _drafted(
        self, job_id: str | None, member_id: str | None, content: dict[str, Any] | None
    ) -> None:
        order = from_draft(content, job_id=job_id) if content else TillOrder(job_id=job_id)
        self._begin(order, member_id)
        if order.started:
            self.restored.emit()

    def _not_drafted(self, job_id: str | None, member_id: str | None, trouble: Environment) -> None:
        self._notices.trouble(trouble)
        self._drafted(job_id, member_id, None)

    def _begin(self, order: TillOrder, member_id: str | None) -> None:
        self._opening = False
        self.order, self.preview, self.trouble = order, None, None
        self._kept[order.draft_id] = order
        if member_id is not None and order.job_id is None:
            order.member_id = member_id
        self._key = self._tasks.new_key()
        self.reckon()

    def _reckoned(self, preview: Preview) -> None:
        self.preview, self.trouble, self.fresh = preview, None, True
        self.reckoned.emit()
        self._let_go()

    def _not_reckoned(self, refused: Refused) -> None:
        self.trouble, self.fresh = refused, True
        self._held = None
        if self._wish_less(refused):
            self.hold(
                partial(self.refused.emit, refused)
            )  # said beside the amounts as they are now
            self.change()
            return
        self.refused.emit(refused)
        if refused.code == "change.till" and self.order.lines:
            self.order.lines.clear()  # nothing is sold past an accepted quote: the job's card takes it
            self.change()

    def _wish_less(self, refused: Refused) -> bool:
        """Drop what can no longer be used, so that the rest can be paid; False where nothing was used."""
        order = self.order
        if refused.field == "points" and order.points:
            order.points = self._fewer_points(refused)
        elif refused.field == "coupon" and order.coupon_ids:
            order.coupon_ids = []
        elif refused.field == "card" and order.visits:
            order.visits = {}
        else:
            return False
        return True

    def _fewer_points(self, refused: Refused) -> int:
        """As many points as are still there, in whole steps; none where that is what was wished for."""
        values, offers = refused.values, self.preview.offers if self.preview else None
        step = offers.points.step if offers and offers.points else 1
        fewer = int(values.get("most", values.get("have", 0))) // step * step
        return fewer if fewer < self.order.points else 0

    def _in_trouble(self, trouble: Environment) -> None:
        self._held = None
        self._notices.trouble(trouble, again=self.reckon)

    def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held()

    def _posted(self, outcome: Outcome[Posted]) -> None:
        done, self._key = self.order, self._tasks.new_key()
        self.order = TillOrder()  # what is posted can no longer be changed, not even by an undo
        self._kept.pop(done.draft_id, None)
        self._autosave.stop()
        self._tasks.run(desk.drop_draft, done.draft_id)
        self.posted.emit(outcome.result)

    def _parked(self, seen: Preview, _outcome: Outcome[str]) -> None:
        done = self.order
        self._kept.pop(done.draft_id, None)
        self._autosave.stop()
        self._tasks.run(desk.drop_draft, done.draft_id)
        self.start_anew()
        self.parked.emit(seen)

    def _taken_up(self, outcome: Outcome[ParkedSale]) -> None:
        self._held = None
        self._begin(from_parked(outcome.result), None)
        self._save()
        self.taken_up.emit()

    def _not_posted(self, refused: Refused) -> None:
        if refused.code in ("checkout.changed", "checkout.deposit_changed", "checkout.due_changed"):
            # say it beside the amount as it is now
            self.hold(partial(self.refused.emit, refused))
            self.reckon()
        else:
            self.refused.emit(refused)

    def _answered(self) -> None:
        self.posting = False

    def _save(self) -> None:
        if self.order.started:
            self._tasks.run(desk.keep_draft, self.order.draft_id, self.order.draft())
        else:
            self._tasks.run(desk.drop_draft, self.order.draft_id)

    def _put_back(self, serial: int, place: int, line: CounterLine) -> None:
        if self.order.serial == serial:
            self.order.lines.insert(min(place, len(self.order.lines)), line)
            self.change()

    def _put_on(self, serial: int, lines: list[CounterLine]) -> None:
        if self.order.serial == serial:
            self.order.lines += lines
            self.change()

    def _take_all_off(self, serial: int, lines: list[CounterLine]) -> None:
        if self.order.serial == serial:
            self.order.lines = [
                line for line in self.order.lines if not any(line is one for one in lines)
            ]
            self.change()

    def _take_off(self, serial: int, line: CounterLine) -> None:
        if self.order.serial == serial and line in self.order.lines:
            self.order.lines.remove(line)
            self.change()


def tendered(tenders: tuple[TenderIn, ...]) -> str:
    """Tell by what a bill is paid: 现金 100.00，微信 207.50."""
    said = [
        f"{t(f'checkout.tender.{tender.kind}')} {sayings.money(tender.tendered)}"
        for tender in tenders
    ]
    return t("words.list_comma").join(said)
