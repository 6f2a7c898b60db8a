"""Commands on rewards, coupons and money paid ahead."""

from collections.abc import Callable
from dataclasses import asdict

from desktop.cli_out import Out, opened
from desktop.cli_records import member_of
from desktop.cli_words import Asked
from models.base.errors import Refused
from models.base.money import parse_fen
from models.kernel import Kernel
from models.rules.checkout import TenderIn
from models.services import coupons, papers, prepaid, redemptions, rewards, visit_cards
from models.services.coupons import CouponRow
from models.services.rewards import RewardRow
from views import sayings
from views.paper.output import Language, Width, make_reward
from views.texts import t

Made = tuple[str, int, bytes]
"""Number, which copy, and the PDF."""


def redeem(asked: Asked, out: Out) -> int:
    """Redeem a reward for a member; its cash part, where it has one, is paid as ``--tender`` says."""
    with opened(asked, out) as kernel:
        member_id = member_of(kernel, asked.number)
        reward = kernel.ask(rewards.file, kernel.ask(rewards.by_code, asked.other or ""))
        cash = reward.details.cash * asked.quantity
        done = kernel.run_keyed(
            kernel.new_key(),
            redemptions.redeem,
            member_id,
            reward.id,
            quantity=asked.quantity,
            tender=TenderIn(asked.tender, cash) if cash > 0 else None,
        ).result
    lines = [
        t(
            "cli.redeem.done",
            number=done.number,
            reward=reward.details.name,
            points=done.points,
            left=done.points_left,
        )
    ]
    if done.coupon_number:
        lines.append(t("cli.redeem.coupon", number=done.coupon_number))
    out.done(done, *lines)
    return 0


def catalogue(asked: Asked, out: Out) -> int:
    """Print the reward catalogue."""
    with opened(asked, out) as kernel:
        rows = kernel.ask(rewards.listed)
    document = [
        {
            **asdict(row.details),
            "id": row.id,
            "left": row.left,
            "taken": row.taken,
            "state": row.state,
        }
        for row in rows
    ]
    told = [_reward(row) for row in rows]
    out.done(document, *(told or [t("cli.rewards.none")]))
    return 0


def coupon(asked: Asked, out: Out) -> int:
    """Say what a coupon is good for and how it stands."""
    with opened(asked, out) as kernel:
        row = kernel.ask(coupons.by_number, asked.number)
    out.done(row, *_coupon(row))
    return 0


def top_up(asked: Asked, out: Out) -> int:
    """Take money ahead as stored value; the gift follows the offers in force."""
    with opened(asked, out) as kernel:
        member_id = member_of(kernel, asked.number)
        amount = parse_fen(asked.other or "", field="amount")
        if amount <= 0:
            raise Refused("prepaid.amount", field="amount")
        done = kernel.run_keyed(
            kernel.new_key(),
            prepaid.top_up,
            member_id,
            amount=amount,
            tender=TenderIn(asked.tender, amount),
        ).result
    out.done(
        done,
        t(
            "cli.top_up.done",
            number=done.number,
            amount=sayings.yuan(done.amount),
            gift=sayings.yuan(done.gift),
            paid=sayings.yuan(done.value.paid),
            given=sayings.yuan(done.value.gift),
        ),
    )
    return 0


def _reward(row: RewardRow) -> str:
    details = row.details
    left = t("cli.rewards.endless") if row.left is None else str(row.left)
    cash = sayings.yuan(details.cash) if details.cash else ""
    return "  ".join(
        part
        for part in (
            details.code,
            details.name,
            t("cli.rewards.points", points=details.points),
            cash,
            t("cli.rewards.left", left=left),
            t(f"cli.rewards.state.{row.state}"),
        )
        if part
    )


def _coupon(row: CouponRow) -> tuple[str, ...]:
    last = sayings.iso_day(row.last_day) if row.last_day else t("paper.coupon.for_life")
    return (
        f"{row.number}  {row.name}  {t(f'paper.coupon.state.{row.state}')}",
        t("cli.coupon.days", first=sayings.iso_day(row.first_day), last=last),
        *([t("cli.coupon.bill", number=row.bill_number)] if row.bill_number else ()),
    )


def _voucher_pdf(kernel: Kernel, number: str, width: Width, language: Language) -> Made:
    ref = kernel.ask(redemptions.by_number, number).id
    one = kernel.run(papers.print_voucher, ref, saved=True).result
    return _made(one, width, language)


def _coupon_pdf(kernel: Kernel, number: str, width: Width, language: Language) -> Made:
    ref = kernel.ask(coupons.by_number, number).id
    return _made(kernel.run(papers.print_coupon, ref, saved=True).result, width, language)


def _prepaid_pdf(kernel: Kernel, number: str, width: Width, language: Language) -> Made:
    ref = kernel.ask(prepaid.by_number, number)
    return _made(kernel.run(papers.print_prepaid, ref, saved=True).result, width, language)


def _visit_card_pdf(kernel: Kernel, number: str, width: Width, language: Language) -> Made:
    ref = kernel.ask(visit_cards.by_number, number).id
    return _made(kernel.run(papers.print_visit_card, ref, saved=True).result, width, language)


def _made(one: papers.RewardToPrint, width: Width, language: Language) -> Made:
    sheet = make_reward(one.paper, width=width, language=language, copy=one.copy)
    return one.paper.number, one.copy, sheet.pdf


PAPERS: dict[str, Callable[[Kernel, str, Width, Language], Made]] = {
    "voucher": _voucher_pdf,
    "coupon": _coupon_pdf,
    "prepaid": _prepaid_pdf,
    "visit-card": _visit_card_pdf,
}
"""Papers of the receipt printer by the word of ``paper``."""

COMMANDS: dict[str, Callable[[Asked, Out], int]] = {
    "redeem": redeem,
    "rewards": catalogue,
    "coupon": coupon,
    "top-up": top_up,
}
