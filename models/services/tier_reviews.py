"""What is due about tiers on a day: placing members under new rules, reviews, announced falls; and after a merge.

Each id follows from what it is about, so that repeating it, two desks or a clock set back does nothing twice.
"""

from models.base.ids import derived
from models.rules import tiers as rules
from models.services import programme, tier_figures, tiers
from models.services.programme import InForce
from models.store.work import View, Work
from models.tables.merges import Merge
from models.tables.programme import TierChange, TierNotice

_NEWEST = (
    "SELECT c.id, c.member_id, c.to_tier, c.version_id FROM tier_change c WHERE NOT EXISTS"
    " (SELECT 1 FROM tier_change n WHERE n.member_id=c.member_id AND (n.at, n.id) > (c.at, c.id))"
)
_ALIVE = (
    " AND EXISTS (SELECT 1 FROM member m WHERE m.id=c.member_id AND m.merged_into_id IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.id=c.member_id)"
)


def place_all(work: Work) -> int:
    """Under a version that is new: lift everybody to what is reached, carry over who holds a tier that is gone.

    Nobody falls by it. Returns how many changed.
    """
    found = programme.in_force(work)
    if found is None:
        return 0
    settings = found.programme.tiers
    rows = {row["member_id"]: work.get(TierChange, row["id"]) for row in work.sql(_NEWEST)}
    held = {who: tiers.placed(work, found, row.to_tier, row) for who, row in rows.items()}
    codes = {who: row.to_tier for who, row in rows.items()}
    figures = tier_figures.of_everybody(work, settings.measure, settings.window_months, work.today)
    gone = {row["id"] for row in work.sql("SELECT id FROM erasure")}
    gone |= {
        row["id"] for row in work.sql("SELECT id FROM member WHERE merged_into_id IS NOT NULL")
    }
    changed = 0
    for member_id in sorted({*held, *figures} - gone):
        have = figures.get(member_id, 0)
        before = held.get(member_id, 0)
        best = max(before, rules.reached(settings.steps, have))
        code = settings.steps[best].code
        if code == codes.get(member_id, settings.steps[0].code):
            continue
        change_id = derived("tier_placed", member_id, found.version_id)
        if work.find(TierChange, change_id) is None:
            cause = "reached" if best > before else "review"
            tiers.change(work, found, member_id, best, cause=cause, have=have, change_id=change_id)
            changed += 1
    return changed


def review(work: Work) -> int:
    """Look at every tier whose day has come: it is kept for another period, or its fall is announced."""
    found = programme.in_force(work)
    if found is None:
        return 0
    settings = found.programme.tiers
    rows = work.sql(
        _NEWEST + _ALIVE + " AND c.review_on<=? AND NOT EXISTS (SELECT 1 FROM tier_notice t WHERE"
        " t.member_id=c.member_id AND t.settled_at IS NULL) ORDER BY c.id",
        (work.today.isoformat(),),
    )
    for row in rows:
        due = work.get(TierChange, row["id"])
        member_id = due.member_id
        holds = tiers.placed(work, found, due.to_tier, due)
        have = _have(work, found, member_id)
        best = rules.reached(settings.steps, have)
        if best >= holds or not settings.review_months:
            change_id = derived("tier_review", due.id)
            place = max(best, holds)
            tiers.change(
                work, found, member_id, place, cause="review", have=have, change_id=change_id
            )
        else:
            notice_id = derived("tier_notice", due.id)
            if work.find(TierNotice, notice_id) is None:
                tiers.announce(
                    work, found, member_id, cause="review", have=have, notice_id=notice_id
                )
    return len(rows)


def fall(work: Work) -> int:
    """Carry out the announced falls whose day has come; kept where reached again. Returns how many there were."""
    found = programme.in_force(work)
    if found is None:
        return 0
    due = work.all(
        TierNotice,
        TierNotice.settled_at.is_(None),
        TierNotice.falls_on <= work.today,
        order=(TierNotice.falls_on, TierNotice.id),
    )
    for notice in due:
        _settle(work, found, notice)
    return len(due)


def _settle(work: Work, found: InForce, notice: TierNotice) -> None:
    steps = found.programme.tiers.steps
    member_id = notice.member_id
    if tiers.held(work, member_id) != notice.from_tier or _is_gone(work, member_id):
        tiers.settle(work, notice, "called_off")
        return
    have = _have(work, found, member_id)
    best = rules.reached(steps, have)
    if best >= tiers.holding(work, found, member_id):
        tiers.settle_kept(work, found, notice, have)
        return
    tiers.settle(work, notice, "fell")
    tiers.change(
        work,
        found,
        member_id,
        best,
        cause=notice.figures["cause"],
        have=have,
        change_id=derived("tier_fall", notice.id),
    )


def after_merge(work: Work, kept_id: str) -> None:
    """Two files are one: the better tier of the two holds, or what both have reached together."""
    found = programme.in_force(work)
    merge = _merge_of(work, kept_id)
    if found is None or merge is None:
        return
    steps = found.programme.tiers.steps
    theirs = set(merge.moved.get("tier_change.member_id", ()))
    rows = _rows(work, kept_id)
    sides = ([row for row in rows if (row.id in theirs) is side] for side in (False, True))
    places = [tiers.placed(work, found, side[-1].to_tier, side[-1]) for side in sides if side]
    have = _have(work, found, kept_id)
    best = max([*places, rules.reached(steps, have)])
    if best != tiers.holding(work, found, kept_id):
        tiers.change(work, found, kept_id, best, cause="merged", have=have)
    code = tiers.held(work, kept_id)
    standing = work.all(
        TierNotice,
        TierNotice.member_id == kept_id,
        TierNotice.settled_at.is_(None),
        order=(TierNotice.falls_on.desc(), TierNotice.id),
    )
    for place, notice in enumerate(standing):
        if place or notice.from_tier != code:
            tiers.settle(work, notice, "called_off")


def after_merge_undone(work: Work, kept_id: str, other_id: str) -> None:
    """Two files are two again: a tier that only the merge gave is that of before, or what is reached alone."""
    found = programme.in_force(work)
    if found is None:
        return
    rows = _rows(work, kept_id)
    if rows and rows[-1].cause == "merged":
        steps = found.programme.tiers.steps
        own = [row for row in rows if row.cause != "merged"]
        have = _have(work, found, kept_id)
        before = tiers.placed(work, found, own[-1].to_tier, own[-1]) if own else 0
        best = max(before, rules.reached(steps, have))
        if best != tiers.holding(work, found, kept_id):
            tiers.change(work, found, kept_id, best, cause="merged", have=have)
    tiers.look(work, other_id)


def _have(view: View, found: InForce, member_id: str) -> int:
    settings = found.programme.tiers
    return tier_figures.have(view, member_id, settings.measure, settings.window_months, view.today)


def _rows(view: View, member_id: str) -> list[TierChange]:
    return view.all(
        TierChange, TierChange.member_id == member_id, order=(TierChange.at, TierChange.id)
    )


def _merge_of(view: View, kept_id: str) -> Merge | None:
    rows = view.all(Merge, Merge.kept_id == kept_id, Merge.undone_at.is_(None), order=Merge.id)
    return rows[-1] if rows else None


def _is_gone(view: View, member_id: str) -> bool:
    return bool(
        view.sql(
            "SELECT 1 FROM member m WHERE m.id=?1 AND (m.merged_into_id IS NOT NULL"
            " OR EXISTS (SELECT 1 FROM erasure e WHERE e.id=?1))",
            (member_id,),
        )
    )
