"""The numbers people see and the 14-digit codes on paper (DESIGN.md section 4).

A code is digits only, because an input method would eat letters: kind 2, desk 2, body 9 and the
GS1 check digit. Must not hand out numbers: the store counts, this file writes and reads.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from models.base.errors import Refused
from models.base.text import half_width

CODE_DIGITS = 14
DESKS = 26
JOBS_A_DAY = 4999
RUNNING_MOST = 999_999_999

_JOB = re.compile(r"(?:GD)?-?([A-Z])(\d{6})-?(\d{3,4})", re.ASCII)
_RECEIPT = re.compile(r"([A-Z])-?(\d{1,9})", re.ASCII)
_DOCUMENT = re.compile(r"([A-Z])-?([A-Z])-?(\d{1,9})", re.ASCII)


class CodeKind(IntEnum):
    """What a code names. All begin with 8 or 9, which no trade item's own 14-digit code does here."""

    REDEMPTION = 80
    COUPON = 81
    PREPAID = 82
    VISIT_CARD = 83
    CHANGE_SLIP = 90
    JOB = 91
    RECEIPT = 92
    MEMBER = 93
    DEVICE = 94
    REFUND = 95
    DAY_CLOSE = 96
    DEPOSIT = 97
    ACCOUNT_PAYMENT = 98
    QUOTE = 99


_MARKS = {
    CodeKind.REFUND: "T",
    CodeKind.DAY_CLOSE: "Z",
    CodeKind.DEPOSIT: "D",
    CodeKind.ACCOUNT_PAYMENT: "H",
    CodeKind.QUOTE: "B",
    CodeKind.CHANGE_SLIP: "G",
    CodeKind.REDEMPTION: "L",
    CodeKind.COUPON: "Q",
    CodeKind.PREPAID: "C",
    CodeKind.VISIT_CARD: "K",
}
"""The letter in front of the numbers of documents beside receipts: 退 T, Z as on every till, 定 D, 还 H,
报 B, 改 G, 礼 L, 券 Q, 储 C, 卡 K."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code taken apart; ``body`` is the running number, for a job see ``JobNumber``."""

    kind: CodeKind
    desk: int
    body: int


@dataclass(frozen=True, slots=True)
class JobNumber:
    """A job's number: desk 1..26, shop day of intake, running number of that day 1..4999."""

    desk: int
    day: date
    number: int

    def __str__(self) -> str:
        return f"GD-{desk_letter(self.desk)}{self.day:%y%m%d}-{self.number:03d}"

    @property
    def code(self) -> str:
        """The 14 digits. nnn has three places: from the 1,000th job of a day on, the month carries
        the thousands (month + 20 for each), so that every number has one code and one only."""
        thousands, rest = divmod(self.number, 1000)
        month = self.day.month + 20 * thousands
        body = f"{self.day:%y}{month:02d}{self.day:%d}{rest:03d}"
        return build(CodeKind.JOB, self.desk, int(body))


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """A receipt's number: desk 1..26 and that desk's running number."""

    desk: int
    number: int

    def __str__(self) -> str:
        return f"{desk_letter(self.desk)}-{self.number:06d}"

    @property
    def code(self) -> str:
        """The 14 digits."""
        return build(CodeKind.RECEIPT, self.desk, self.number)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number of a document with a mark of its own, ``T-A000012``: kind, desk 1..26, running number."""

    kind: CodeKind
    desk: int
    number: int

    def __str__(self) -> str:
        return f"{_MARKS[self.kind]}-{desk_letter(self.desk)}{self.number:06d}"

    @property
    def code(self) -> str:
        """The 14 digits."""
        return build(self.kind, self.desk, self.number)


def desk_letter(desk: int) -> str:
    """1..26 as A..Z. Raises ValueError."""
    if not 1 <= desk <= DESKS:
        raise ValueError(f"no such desk: {desk}")
    return chr(ord("A") + desk - 1)


def desk_number(letter: str) -> int:
    """A..Z as 1..26. Raises ValueError."""
    if len(letter) != 1 or not "A" <= letter <= "Z":
        raise ValueError(f"no such desk: {letter!r}")
    return ord(letter) - ord("A") + 1


def check_digit(digits: str) -> int:
    """GS1 check digit (mod 10, weights 3 and 1 from the right) of the digits before it."""
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    return -total % 10


def build(kind: CodeKind, desk: int, body: int) -> str:
    """The 14 digits. Raises ValueError for a desk or body that does not fit."""
    desk_letter(desk)
    if not 0 < body <= RUNNING_MOST:
        raise ValueError(f"no such number: {body}")
    digits = f"{kind:02d}{desk:02d}{body:09d}"
    return f"{digits}{check_digit(digits)}"


def parse(text: str, *, field: str = "code") -> Code:
    """The code in a scan or in typed digits (spaces allowed, full width folded).

    Raises Refused ``code.digits`` (``has``), ``code.check`` or ``code.unknown``.
    """
    digits = "".join(half_width(text).split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == CODE_DIGITS):
        raise Refused("code.digits", field=field, has=len(digits))
    if check_digit(digits[:-1]) != int(digits[-1]):
        raise Refused("code.check", field=field)
    kind, desk, body = int(digits[:2]), int(digits[2:4]), int(digits[4:13])
    if kind not in set(CodeKind) or not 1 <= desk <= DESKS or body == 0:
        raise Refused("code.unknown", field=field)
    code = Code(CodeKind(kind), desk, body)
    if code.kind is CodeKind.JOB:
        job_of(code, field=field)
    return code


def job_of(code: Code, *, field: str = "code") -> JobNumber:
    """The job number inside a job's code. Raises Refused ``code.unknown``."""
    digits = f"{code.body:09d}"
    thousands, month = divmod(int(digits[2:4]) - 1, 20)
    number = thousands * 1000 + int(digits[6:])
    try:
        day = date(2000 + int(digits[:2]), month + 1, int(digits[4:6]))
    except ValueError:
        raise Refused("code.unknown", field=field) from None
    if code.kind is not CodeKind.JOB or number == 0:
        raise Refused("code.unknown", field=field)
    return JobNumber(code.desk, day, number)


def job_number(desk: int, day: date, number: int) -> JobNumber:
    """The ``number``-th job of a day at a desk.

    Raises Refused ``code.job_full`` beyond 4,999 a day at one desk, ValueError outside 2000..2099.
    """
    if number > JOBS_A_DAY:
        raise Refused("code.job_full", most=JOBS_A_DAY)
    if number < 1 or not 2000 <= day.year <= 2099:
        raise ValueError(f"no such job number: {number} on {day}")
    desk_letter(desk)
    return JobNumber(desk, day, number)


def receipt_number(desk: int, number: int) -> ReceiptNumber:
    """The ``number``-th receipt of a desk. Raises ValueError."""
    desk_letter(desk)
    if not 1 <= number <= RUNNING_MOST:
        raise ValueError(f"no such receipt number: {number}")
    return ReceiptNumber(desk, number)


def document_number(kind: CodeKind, desk: int, number: int) -> DocumentNumber:
    """The ``number``-th document of a kind at a desk. Raises ValueError."""
    desk_letter(desk)
    if kind not in _MARKS or not 1 <= number <= RUNNING_MOST:
        raise ValueError(f"no such document number: {number}")
    return DocumentNumber(kind, desk, number)


def parse_document_number(text: str, kind: CodeKind, *, field: str = "number") -> DocumentNumber:
    """A document's number as typed: case, dashes and leading zeros do not matter, nor does its mark.

    Raises Refused ``code.document_number`` (``mark``).
    """
    mark = _MARKS[kind]
    typed = "".join(half_width(text).upper().split())
    found = _DOCUMENT.fullmatch(typed)
    bare = _RECEIPT.fullmatch(typed)
    if found is not None and found.group(1) == mark:
        letter, running = found.group(2), int(found.group(3))
    elif bare is not None:
        letter, running = bare.group(1), int(bare.group(2))
    else:
        raise Refused("code.document_number", field=field, mark=mark)
    if running == 0:
        raise Refused("code.document_number", field=field, mark=mark)
    return document_number(kind, desk_number(letter), running)


def parse_job_number(text: str, *, field: str = "number") -> JobNumber:
    """A job number as typed: case and dashes do not matter, GD may be left off.

    Raises Refused ``code.job_number``.
    """
    found = _JOB.fullmatch("".join(half_width(text).upper().split()))
    if found is None:
        raise Refused("code.job_number", field=field)
    letter, day, number = found.groups()
    try:
        on = date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
        return job_number(desk_number(letter), on, int(number))
    except (ValueError, Refused):
        raise Refused("code.job_number", field=field) from None


def parse_receipt_number(text: str, *, field: str = "number") -> ReceiptNumber:
    """A receipt number as typed: case, dash and leading zeros do not matter.

    Raises Refused ``code.receipt_number``.
    """
    found = _RECEIPT.fullmatch("".join(half_width(text).upper().split()))
    if found is None or int(found.group(2)) == 0:
        raise Refused("code.receipt_number", field=field)
    return receipt_number(desk_number(found.group(1)), int(found.group(2)))


def member_code(desk: int, card: str) -> str:
    """The 14 digits of a member's card of 8 digits. Raises ValueError."""
    if len(card) != 8:
        raise ValueError(f"a card has 8 digits: {card!r}")
    return build(CodeKind.MEMBER, desk, int(card))


def card_text(card: str) -> str:
    """``88001206`` as it is shown: ``8800 1206``."""
    return f"{card[:4]} {card[4:]}"
