"""The slip of money paid ahead or given back: stored value, a visit card, a reward's cash part.

Money in, it says by which rule it would be given back; money out, it shows the sum. From the snapshot alone.
"""

from models.base.documents_points import PrepaidFormula, PrepaidPaper
from views import sayings
from views.paper import slip
from views.paper.escape import grouped, masked
from views.paper.fonts import Typeface, typeface
from views.paper.ink import Made
from views.paper.receipt import Language, Width, lay
from views.paper.receipt_words import Said
from views.texts import Catalogue, catalogue


def render(paper: PrepaidPaper, *, width: Width, language: Language, copy: int = 0) -> bytes:
    """The PDF of a prepaid slip; see :func:`make`."""
    return make(paper, width=width, language=language, copy=copy).pdf


def make(
    paper: PrepaidPaper, *, width: Width, language: Language, copy: int = 0,
    face: Typeface | None = None,
) -> Made:  # fmt: skip
    """A prepaid slip on a roll of 58 or 80 mm or on A5 pages; ``copy`` counts reprints as on a receipt."""
    words = catalogue(language)
    return lay(say(paper, words, copy=copy), width, face or typeface(), words)


def say(paper: PrepaidPaper, words: Catalogue, *, copy: int = 0) -> Said:
    """Everything the slip says, as cleaned and masked text in reading order."""
    way, what = paper.direction, paper.what
    title = words.say(f"paper.prepaid.{what}_{way}")
    amount = sayings.money(paper.amount)
    return slip.said(
        words,
        shop=paper.shop,
        title=words.say("paper.coupon.copy", title=title, n=copy) if copy else title,
        number=paper.number,
        code=paper.code,
        at=paper.at,
        by=paper.by,
        approved_by=paper.approved_by,
        member=paper.member,
        phone_tail=paper.phone_tail,
        heads=slip.heads(words, "paper.deposit.amount"),
        lines=(slip.line(_about(paper, words), quantity="1", price=amount, amount=amount),),
        sums=_formula(paper.formula, words) if paper.formula is not None else (),
        total=(words.say(f"paper.prepaid.total_{way}"), sayings.yuan(paper.amount)),
        paid=_paid(paper, words),
        told=_rule(paper, words),
        scan=words.say("paper.prepaid.scan"),
        note=words.say("paper.deposit.reason", reason=masked(paper.reason)) if paper.reason else "",
        sign=way == "out",
    )


def _about(paper: PrepaidPaper, words: Catalogue) -> str:
    if paper.what == "value":
        return words.say("paper.prepaid.value")
    return f"{paper.title} {grouped(paper.ref_number)}".strip()


def _formula(formula: PrepaidFormula, words: Catalogue) -> tuple[tuple[str, str], ...]:
    """How what goes back was reckoned, one row for each part of it."""
    used = (
        words.say(
            "paper.prepaid.used_visits",
            visits=formula.visits,
            single=sayings.money(formula.single),
        )
        if formula.single
        else words.say("paper.prepaid.used")
    )
    rows = [
        (words.say("paper.prepaid.paid_ahead"), sayings.money(formula.paid)),
        (used, sayings.money(-formula.used)),
    ]
    if formula.part:
        rows.append((words.say("paper.prepaid.part"), sayings.money(formula.part)))
    if formula.gift_lost:
        rows.append((words.say("paper.prepaid.gift_lost"), sayings.money(formula.gift_lost)))
    if formula.paid - formula.used + formula.part != formula.back:
        rows.append((words.say("paper.prepaid.not_below"), sayings.money(formula.back)))
    return tuple(rows)


def _paid(paper: PrepaidPaper, words: Catalogue) -> tuple[str, ...]:
    key = "paper.deposit.paid" if paper.direction == "in" else "paper.deposit.back"
    tender = sayings.tender(paper.kind, words=words)
    said = [words.say(key, tender=tender, amount=sayings.money(paper.tendered))]
    if paper.change:
        said.append(words.say("paper.deposit.change", amount=sayings.money(paper.change)))
    if paper.what == "value":
        if paper.gift and paper.direction == "in":
            said.append(words.say("paper.prepaid.gift", amount=sayings.money(paper.gift)))
        said.append(
            words.say(
                "paper.prepaid.left",
                paid=sayings.money(paper.paid_left),
                gift=sayings.money(paper.gift_left),
            )
        )
    elif paper.what == "card" and paper.direction == "in":
        said.append(words.say("paper.prepaid.visits", visits=paper.visits_left))
    return tuple(said)


def _rule(paper: PrepaidPaper, words: Catalogue) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By which rule it would be given back, told when it is paid."""
    if paper.direction == "out" or paper.what == "reward":
        return ()
    return ((words.say("paper.prepaid.rule"), (words.say(f"paper.prepaid.rule_{paper.what}"),)),)
