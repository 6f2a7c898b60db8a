"""A finished paper as bytes, and the calls that make, picture and save one. No Qt; all belong into the pool.

ReportLab and PDFium are imported when the first paper is made, never at the start.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from models.base.documents import JobCard, Receipt
from models.base.errors import Environment

if TYPE_CHECKING:
    from models.services.erasure import Slip
    from models.services.personal_data import PersonalData
    from views.paper.raster import Picture

Width = Literal["58", "80", "a5"]
Language = Literal["zh", "en"]
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


def make_card(card: JobCard, *, language: Language) -> Sheet:
    """Make an A5 job card. Call it in the pool."""
    from views.paper import job_card as paper  # as above

    made = paper.make(card, language=language)
    return Sheet(made.pdf, made.pages, False, card.number, made.missing)


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
