"""A finished paper as bytes, and the calls that make, picture and save one. No Qt; all belong into the pool.

ReportLab and PDFium are imported when the first paper is made, never at the start.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from models.base import codes
from models.base.documents import JobCard, Receipt
from models.base.documents_money import AccountPaper, DayClosePaper, DepositPaper, RefundPaper
from models.base.documents_points import (
    CouponPaper,
    PointsStatement,
    PrepaidPaper,
    VisitCardPaper,
    Voucher,
)
from models.base.documents_quotes import ChangePaper, QuotePaper
from models.base.documents_shop import CounterSheet, DeviceLabel, PriceBoard, ServiceCard
from models.base.errors import Environment

if TYPE_CHECKING:
    from models.services.erasure import Slip
    from models.services.personal_data import PersonalData
    from views.paper.raster import Picture

Width = Literal["58", "80", "a5"]
Language = Literal["zh", "en"]
RewardPaper = Voucher | CouponPaper | PrepaidPaper | VisitCardPaper
RollPaper = Receipt | RefundPaper | DayClosePaper | DepositPaper | AccountPaper | RewardPaper
"""What prints on the receipt printer, in any of its widths, and counts its copies."""
WIDTHS: Final[tuple[Width, ...]] = ("58", "80", "a5")
KEPT: Final = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper as made. ``roll`` is True for a thermal roll, whose page is as long as its content.

    ``missing`` names the characters that no font of this computer has.
    """

    pdf: bytes
    pages: int
    roll: bool
    title: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A sheet with its pages as pictures of the width that was asked for."""

    sheet: Sheet
    pictures: "tuple[Picture, ...]"


def make_receipt(receipt: Receipt, *, width: Width, language: Language, copy: int = 0) -> Sheet:
    """Make a receipt; equal snapshots give the very same bytes. Call it in the pool."""
    return _receipt(receipt, width, language, copy)


@lru_cache(maxsize=KEPT)
def _receipt(receipt: Receipt, width: Width, language: Language, copy: int) -> Sheet:
    from views.paper import receipt as paper  # ReportLab takes 0.2 s that the start does not have

    made = paper.make(receipt, width=width, language=language, copy=copy)
    return Sheet(made.pdf, made.pages, width != "a5", receipt.number, made.missing)


def make_refund(paper: RefundPaper, *, width: Width, language: Language, copy: int = 0) -> Sheet:
    """Make the paper of a refund or void. Call it in the pool."""
    from views.paper import refund as papers  # as above

    made = papers.make(paper, width=width, language=language, copy=copy)
    return Sheet(made.pdf, made.pages, width != "a5", paper.number, made.missing)


def make_day_close(
    paper: DayClosePaper, *, width: Width, language: Language, copy: int = 0
) -> Sheet:
    """Make the slip of a day. Call it in the pool."""
    from views.paper import day_close as papers  # as above

    made = papers.make(paper, width=width, language=language, copy=copy)
    return Sheet(made.pdf, made.pages, width != "a5", paper.number, made.missing)


def make_deposit(paper: DepositPaper, *, width: Width, language: Language, copy: int = 0) -> Sheet:
    """Make the paper of a deposit or its return. Call it in the pool."""
    from views.paper import deposit as papers  # as above

    made = papers.make(paper, width=width, language=language, copy=copy)
    return Sheet(made.pdf, made.pages, width != "a5", paper.number, made.missing)


def make_account(paper: AccountPaper, *, width: Width, language: Language, copy: int = 0) -> Sheet:
    """Make the paper of a payment of what stood on account. Call it in the pool."""
    from views.paper import account as papers  # as above

    made = papers.make(paper, width=width, language=language, copy=copy)
    return Sheet(made.pdf, made.pages, width != "a5", paper.number, made.missing)


def make_reward(paper: RewardPaper, *, width: Width, language: Language, copy: int = 0) -> Sheet:
    """Make a voucher, a coupon, a prepaid slip or a visit card. Call it in the pool."""
    if isinstance(paper, Voucher):
        from views.paper import voucher  # as above, each of them

        made = voucher.make(paper, width=width, language=language, copy=copy)
    elif isinstance(paper, CouponPaper):
        from views.paper import coupon

        made = coupon.make(paper, width=width, language=language, copy=copy)
    elif isinstance(paper, PrepaidPaper):
        from views.paper import prepaid

        made = prepaid.make(paper, width=width, language=language, copy=copy)
    else:
        from views.paper import visit_card

        made = visit_card.make(paper, width=width, language=language, copy=copy)
    return Sheet(made.pdf, made.pages, width != "a5", paper.number, made.missing)


def make_roll(paper: RollPaper, *, width: Width, language: Language, copy: int = 0) -> Sheet:
    """Make whatever prints on the receipt printer. Call it in the pool."""
    if isinstance(paper, RefundPaper):
        return make_refund(paper, width=width, language=language, copy=copy)
    if isinstance(paper, AccountPaper):
        return make_account(paper, width=width, language=language, copy=copy)
    if isinstance(paper, DepositPaper):
        return make_deposit(paper, width=width, language=language, copy=copy)
    if isinstance(paper, RewardPaper):
        return make_reward(paper, width=width, language=language, copy=copy)
    if isinstance(paper, DayClosePaper):
        return make_day_close(paper, width=width, language=language, copy=copy)
    return make_receipt(paper, width=width, language=language, copy=copy)


def make_card(card: JobCard, *, language: Language) -> Sheet:
    """Make an A5 job card. Call it in the pool."""
    from views.paper import job_card as paper  # as above

    made = paper.make(card, language=language)
    return Sheet(made.pdf, made.pages, False, card.number, made.missing)


OfficePaper = ServiceCard | DeviceLabel | PriceBoard | CounterSheet | PointsStatement
"""What prints on the printer of the A5 papers and is the same for every copy."""
PromisePaper = QuotePaper | ChangePaper
"""What the member signs: on the printer of the A5 papers, and it says which copy it is."""


def make_promise(paper: PromisePaper, *, language: Language, copy: int = 0) -> Sheet:
    """Make a quote or a change slip. Call it in the pool."""
    if isinstance(paper, QuotePaper):
        from views.paper import quote  # as above

        made = quote.make(paper, language=language, copy=copy)
    else:
        from views.paper import change_slip  # as above

        made = change_slip.make(paper, language=language, copy=copy)
    return Sheet(made.pdf, made.pages, False, paper.number, made.missing)


def make_office(paper: OfficePaper, *, language: Language) -> Sheet:
    """Make a service card, a label, a price board, a counter sheet or a statement. Call it in the pool."""
    if isinstance(paper, ServiceCard):
        from views.paper import service_card  # as above, each of them

        made = service_card.make(paper, language=language)
    elif isinstance(paper, DeviceLabel):
        from views.paper import label

        made = label.make(paper, language=language)
    elif isinstance(paper, PriceBoard):
        from views.paper import price_board

        made = price_board.make(paper, language=language)
    elif isinstance(paper, PointsStatement):
        from views.paper import statement

        made = statement.make(paper, language=language)
    else:
        from views.paper import counter_sheet

        made = counter_sheet.make(paper, language=language)
    return Sheet(made.pdf, made.pages, False, _title(paper), made.missing)


def _title(paper: OfficePaper) -> str:
    if isinstance(paper, PointsStatement):
        return codes.card_text(paper.card_number)
    return paper.number if isinstance(paper, ServiceCard | DeviceLabel) else paper.day.isoformat()


def make_slip(slip: "Slip", *, language: Language) -> Sheet:
    """Make the proof slip of an erasure. Call it in the pool."""
    from views.paper import erasure_slip as paper  # as above

    made = paper.make(slip, language=language)
    return Sheet(made.pdf, made.pages, False, slip.number, made.missing)


def make_own(data: "PersonalData", *, language: Language) -> Sheet:
    """Make a member's own data as pages. Call it in the pool."""
    from views.paper import personal_data as paper  # as above

    made = paper.make(data, language=language)
    return Sheet(made.pdf, made.pages, False, data.card, made.missing)


def save_own(data: "PersonalData", path: str, *, language: Language) -> None:
    """Write a member's own data where the clerk chose, as pages or as a file. Call it in the pool.

    Raises Environment("printer.not_saved").
    """
    if data.form == "pdf":
        save(make_own(data, language=language), path)
        return
    from views.paper import personal_data as paper  # as above

    write(paper.as_file(data, language=language), path)


def shown(make: Callable[..., Sheet], snapshot: Any, wide: int, **how: Any) -> Shown:
    """Make a paper and picture its pages ``wide`` pixels across. Call it in the pool."""
    from views.paper import raster  # brings pypdfium2

    sheet = make(snapshot, **how)
    pages = range(sheet.pages)
    return Shown(sheet, tuple(raster.fitted(sheet.pdf, page, width=wide) for page in pages))


def save(sheet: Sheet, path: str) -> None:
    """Write a sheet's PDF to a file the clerk chose; see :func:`write`."""
    write(sheet.pdf, path)


def write(content: bytes, path: str) -> None:
    """Write a file the clerk chose, whole or not at all, its owner's only.

    The caller has journalled it as an export. Raises Environment("printer.not_saved").
    """
    whole, part = Path(path), Path(path + ".part")
    try:
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=_private) as file:
            file.write(content)
        os.replace(part, whole)
    except OSError as error:
        raise Environment("printer.not_saved", name=whole.name) from error
    finally:
        part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
