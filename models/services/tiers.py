"""Membership tiers: reached by the bill that crosses, kept until their review, and never lost silently.

Every change is a row with its figures and stays; the newest holds. The history is read in tier_file.py, what is
due each day is in tier_reviews.py.
"""

from datetime import date, datetime, timedelta
from typing import Any

from models.base.clock import business_day
from models.base.errors import Refused
from models.base.rights import Right
from models.base.text import clean_line
from models.base.usecase import use_case
from models.rules import programme_check
from models.rules import tiers as rules
from models.rules.programme import DEFAULT, Benefits, Tier, Tiers
from models.rules.tiers import Distance
from models.services import programme, tier_figures, timeline
from models.services.living import living
from models.services.programme import InForce
from models.store.work import View, Work
from models.tables.erasure import Erasure
from models.tables.programme import ProgrammeVersion, TierChange, TierNotice

REASON_MOST = 120
_TICK = timedelta(milliseconds=1)


def tier_of(view: View, member_id: str, on: date | None = None) -> str:
    """The code of a member's tier now, or at the end of the day ``on``; the lowest where there is no other.

    A tier that the programme has no longer is carried over at once (:func:`placed`); the daily act writes it.
    """
    return step_of(view, member_id, on).code


def step_of(view: View, member_id: str, on: date | None = None) -> Tier:
    """As :func:`tier_of`, with name and benefits by the programme in force on that day."""
    found = programme.in_force(view, on)
    steps = (found.programme if found is not None else DEFAULT).tiers.steps
    if found is None:
        return Tier(code=steps[0].code, name=steps[0].name, need=0)
    row = newest(view, member_id, on)
    return steps[0 if row is None else placed(view, found, row.to_tier, row)]


def benefits_of(view: View, member_id: str, on: date | None = None) -> Benefits:
    """What the member's tier gives."""
    return step_of(view, member_id, on).benefits


def distance(view: View, member_id: str) -> Distance | None:
    """How far the member is from the next tier; None where the shop has no programme."""
    found = programme.in_force(view)
    if found is None:
        return None
    tiers = found.programme.tiers
    have = tier_figures.have(view, member_id, tiers.measure, tiers.window_months, view.today)
    return rules.distance(tiers, held(view, member_id), have)


def held(view: View, member_id: str, on: date | None = None) -> str:
    """The code in the newest row, also of a tier that is no more; empty where there is none."""
    row = newest(view, member_id, on)
    return row.to_tier if row is not None else ""


def newest(view: View, member_id: str, on: date | None = None) -> TierChange | None:
    """The row that holds, or held at the end of a day."""
    rows = view.sql(
        "SELECT id FROM tier_change WHERE member_id=? AND day<=? ORDER BY at DESC, id DESC LIMIT 1",
        (member_id, (on or date.max).isoformat()),
    )
    return view.get(TierChange, rows[0]["id"]) if rows else None


def notice_of(view: View, member_id: str) -> TierNotice | None:
    """The announced fall that stands, or None."""
    rows = view.sql(
        "SELECT id FROM tier_notice WHERE member_id=? AND settled_at IS NULL ORDER BY at, id LIMIT 1",
        (member_id,),
    )
    return view.get(TierNotice, rows[0]["id"]) if rows else None


@use_case(Right.PROGRAMME, inverse="tiers.set_by_hand")
def set_by_hand(work: Work, member_id: str, tier: str, *, reason: str) -> None:
    """Give a member a tier by an owner's word, up or down, or keep the one held where it is about to fall.

    Raises Refused("programme.none" | "tier.unknown" | "tier.same" | "text.…" | "member.…").
    """
    found = programme.in_force(work)
    if found is None:
        raise Refused("programme.none", field="tier")
    why = clean_line(reason, field="reason", most=REASON_MOST, required=True)
    steps = found.programme.tiers.steps
    if tier not in [step.code for step in steps]:
        raise Refused("tier.unknown", field="tier", value=tier)
    living(work, member_id)
    notice = notice_of(work, member_id)
    before = steps[holding(work, found, member_id)].code
    if tier == before and notice is None:
        raise Refused("tier.same", field="tier", name=name_of(steps, tier))
    if notice is not None:
        settle(work, notice, "called_off")
    change(work, found, member_id, rules.place_of(steps, tier), cause="manual", reason=why)
    if tier != before:
        work.undo_by(set_by_hand, member_id, before, reason=why)


@use_case(Right.SERVE, inverse="tiers.tell")
def tell(work: Work, notice_id: str, *, told: bool = True) -> None:
    """Note that the member was told of an announced fall, or that nobody told after all."""
    notice = work.get(TierNotice, notice_id)
    work.change(notice, told_at=(notice.told_at or work.now) if told else None)
    work.undo_by(tell, notice_id, told=not told)


def look(
    work: Work, member_id: str, *, days: tuple[date, ...] = (), bill_id: str | None = None
) -> None:
    """Lift a member to what is reached now, and keep what was about to fall; never lower anybody.

    ``days``: further days whose windows count, for what was entered late.
    """
    # By the rules that hold really, also while something is entered as of a past day.
    found = programme.in_force(work, business_day(moment(work), work.zone))
    if found is None or work.find(Erasure, member_id) is not None:
        return
    tiers = found.programme.tiers
    best, figure = 0, 0
    for day in {*days, business_day(moment(work), work.zone)}:
        have = tier_figures.have(work, member_id, tiers.measure, tiers.window_months, day)
        if (place := rules.reached(tiers.steps, have)) >= best:
            best, figure = place, max(figure, have)
    holds = holding(work, found, member_id)
    notice = notice_of(work, member_id)
    if best > holds:
        change(work, found, member_id, best, cause="reached", have=figure, bill_id=bill_id)
    if notice is not None and best >= placed(
        work, found, notice.from_tier, newest(work, member_id)
    ):
        settle_kept(work, found, notice, figure, renew=best <= holds)


def came_back(work: Work, member_id: str) -> None:
    """After a refund: where the tier would not have been reached without it, its fall is announced."""
    found = programme.in_force(work)
    row = newest(work, member_id)
    if found is None or row is None or row.cause == "manual":
        return
    if work.find(Erasure, member_id) is not None:
        return
    tiers = found.programme.tiers
    holds = placed(work, found, row.to_tier, row)
    if not holds or notice_of(work, member_id) is not None:
        return
    was = row.figures
    then = tier_figures.have(work, member_id, was["measure"], was["window_months"], row.day)
    have = tier_figures.have(work, member_id, tiers.measure, tiers.window_months, work.today)
    if then >= was["need"] or rules.reached(tiers.steps, have) >= holds:
        return
    announce(work, found, member_id, cause="taken_back", have=have)


def announce(
    work: Work,
    found: InForce,
    member_id: str,
    *,
    cause: str,
    have: int,
    notice_id: str | None = None,
) -> None:
    """Announce a fall: it comes after the days of grace, unless the tier is reached again."""
    tiers = found.programme.tiers
    falls_on = work.today + timedelta(days=max(1, tiers.grace_days))
    code = held(work, member_id)
    below = tiers.steps[rules.reached(tiers.steps, have)]
    work.add(
        TierNotice(
            id=notice_id or work.new_id(),
            member_id=member_id,
            at=moment(work),
            from_tier=code,
            to_tier=below.code,
            falls_on=falls_on,
            figures={**_figures(tiers, rules.place_of(tiers.steps, code), have), "cause": cause},
        )
    )
    _tell(work, member_id, "tier_notice", tiers, code, below.code, falls_on=falls_on.isoformat())


def settle(work: Work, notice: TierNotice, outcome: str) -> None:
    """End an announced fall: ``kept``, ``fell`` or ``called_off``, never before it was announced."""
    work.change(notice, settled_at=max(moment(work), notice.at), outcome=outcome)


def holding(view: View, found: InForce, member_id: str) -> int:
    """The place of the tier that a member holds."""
    row = newest(view, member_id)
    return 0 if row is None else placed(view, found, row.to_tier, row)


def placed(view: View, found: InForce, code: str, row: TierChange | None) -> int:
    """The place of a tier in the programme in force; one that is gone is carried over by its place of then.

    ``row`` names the version by which it was held.
    """
    steps = found.programme.tiers.steps
    if code in [step.code for step in steps]:
        return rules.place_of(steps, code)
    version_id = row.version_id if row is not None else None
    earlier = view.find(ProgrammeVersion, version_id) if version_id else None
    if earlier is None:
        return 0
    before = programme_check.of_document(earlier.document).tiers.steps
    return rules.carried(before, steps, code)


def settle_kept(
    work: Work, found: InForce, notice: TierNotice, have: int, *, renew: bool = True
) -> None:
    """An announced fall does not come: the tier was reached again, and is looked at a whole period later."""
    settle(work, notice, "kept")
    if renew:
        place = holding(work, found, notice.member_id)
        change(work, found, notice.member_id, place, cause="review", have=have)


def change(
    work: Work,
    found: InForce,
    member_id: str,
    place: int,
    *,
    cause: str,
    have: int | None = None,
    reason: str = "",
    bill_id: str | None = None,
    change_id: str | None = None,
) -> None:
    """Write what a member's tier is from now on, one that was kept as well, and tell the timeline of it.

    A row is always later than the one before it: also after a clock was set back the newest holds.
    """
    tiers = found.programme.tiers
    before = newest(work, member_id)
    from_tier = before.to_tier if before is not None else tiers.steps[0].code
    at = moment(work) if before is None else max(moment(work), before.at + _TICK)
    day = business_day(at, work.zone)
    if have is None:
        have = tier_figures.have(work, member_id, tiers.measure, tiers.window_months, day)
    to_tier = tiers.steps[place].code
    work.add(
        TierChange(
            id=change_id or work.new_id(),
            member_id=member_id,
            at=at,
            day=day,
            from_tier=from_tier,
            to_tier=to_tier,
            cause=cause,
            figures=_figures(tiers, place, have),
            review_on=rules.review_on(tiers, place, day),
            version_id=found.version_id,
            bill_id=bill_id,
            actor_id=work.actor.id,
            reason=reason,
        )
    )
    if from_tier != to_tier:
        _tell(work, member_id, "tier_changed", tiers, from_tier, to_tier, cause=cause)


def moment(view: View) -> datetime:
    """The real moment, also while something is entered as of a past one."""
    return view.entered_at or view.now


def _figures(tiers: Tiers, place: int, have: int) -> dict[str, Any]:
    return {
        "measure": tiers.measure,
        "window_months": tiers.window_months,
        "have": have,
        "need": tiers.steps[place].need,
        "name": tiers.steps[place].name,
    }


def _tell(
    work: Work, member_id: str, what: str, tiers: Tiers, from_tier: str, to_tier: str, **more: Any
) -> None:
    if work.find(Erasure, member_id) is not None:
        return
    names = {"from": name_of(tiers.steps, from_tier), "to": name_of(tiers.steps, to_tier)}
    timeline.record(work, member_id, what, details={**names, **more})


def name_of(steps: tuple[Tier, ...], code: str) -> str:
    """A tier's name; its code where the programme has it no longer."""
    return next((step.name for step in steps if step.code == code), code)
