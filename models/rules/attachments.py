"""What may be kept as a photo or a file, what its first bytes say it is, and how long it is kept.

Must not know rows or folders: bytes, numbers and days in, an answer out.
"""

import unicodedata
from datetime import date, timedelta
from typing import Final, Literal

from models.rules.jobs import Step

Purpose = Literal["damage", "before", "after", "paper", ""]
PURPOSES: Final = ("damage", "before", "after", "paper", "")
REF_KINDS: Final = ("job", "member")

SIZE_MOST: Final = 50_000_000
"""Bytes of one file: a phone's picture has 3 to 12 million, a scanned paper of many pages rarely 50."""
HEAD: Final = 32
"""Bytes from which :func:`media_type` tells what a file is."""
NAME_MOST: Final = 120

FILE: Final = "application/octet-stream"
PICTURES: Final = ("image/jpeg", "image/png", "image/webp", "image/heic")
MEDIA_TYPES: Final = (*PICTURES, "application/pdf", FILE)
ENDINGS: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
    FILE: "",
}
_HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")

SETTING_OF: Final = {
    "damage": "keep_days_damage",
    "before": "keep_days_work",
    "after": "keep_days_work",
    "paper": "keep_days_paper",
    "": "keep_days_other",
}
"""Purpose to the setting that says for how many days such a file is kept."""

GRACE: Final = timedelta(days=7)
"""How long the bytes of what was removed stay, so that the removal can be taken back."""


def media_type(head: bytes) -> str:
    """What a file is by its first :data:`HEAD` bytes; its name says nothing. :data:`FILE` for anything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return "image/heic"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    return FILE


def is_picture(media: str) -> bool:
    """Whether a preview can be tried."""
    return media in PICTURES


def shown_name(given: str) -> str:
    """A file's own name as it can be kept: without its folders, without signs that hide or break a line.

    Shortened in the middle to :data:`NAME_MOST` characters so that the ending stays; may be empty.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        sign
        for sign in last
        if not unicodedata.category(sign).startswith(("C", "Z")) or sign == " "
    )
    kept = kept.strip()
    if len(kept) <= NAME_MOST:
        return kept
    stem, dot, ending = kept.rpartition(".")
    tail = dot + ending if stem and len(ending) <= 10 else ""
    return kept[: NAME_MOST - len(tail)] + tail


def keep_until(today: date, days: int) -> date | None:
    """The last day a file of today is kept; None where it is kept without limit (0 days)."""
    return None if days <= 0 else today + timedelta(days=days)


def is_due(today: date, until: date | None, *, open_job: bool) -> bool:
    """Whether a file's days are over. While its job is open it is needed, however old it is."""
    return until is not None and until < today and not open_job


def likely_purpose(step: Step | None, media: str) -> Purpose:
    """What a file most likely shows: before the work or after it, by the job's step; no picture is paper."""
    if not is_picture(media):
        return "paper"
    if step is None:
        return ""
    if step in (Step.INTAKE, Step.QUOTE, Step.DISPATCH):
        return "before"
    return "" if step is Step.WORK else "after"
