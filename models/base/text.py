"""Typed text on its way in: cleaned or refused, and stored exactly otherwise.

Must not guess: emoji and right-to-left scripts pass, what could hide or break a line does not.
"""

import unicodedata
from collections.abc import Sequence

from models.base.errors import Refused

LINE_MOST = 120
NOTE_MOST = 2000

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def half_width(text: str) -> str:
    """``text`` with full-width letters, digits, signs and the ideographic space in ASCII."""
    return text.translate(_FULL_WIDTH)


def clean_line(text: str, *, field: str, most: int = LINE_MOST, required: bool = False) -> str:
    """One line as it is stored: character for character, outer white space taken off.

    Raises Refused ``text.control``, ``text.direction``, ``text.broken``, ``text.too_long``
    (``most`` and ``has`` in characters) or, where ``required``, ``text.required``.
    """
    return _checked(text.strip(), field=field, most=most, required=required, allowed="")


def clean_note(text: str, *, field: str, most: int = NOTE_MOST, required: bool = False) -> str:
    """Several lines as they are stored: as ``clean_line``, with line breaks (as \\n) and tabs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _checked(lines, field=field, most=most, required=required, allowed="\n\t")


def _checked(text: str, *, field: str, most: int, required: bool, allowed: str) -> str:
    for character in text:
        if character in _BIDI_CONTROLS:
            raise Refused("text.direction", field=field)
        category = unicodedata.category(character)
        if category == "Cs":
            raise Refused("text.broken", field=field)
        if category in ("Cc", "Zl", "Zp") and character not in allowed:
            raise Refused("text.control", field=field)
    if len(text) > most:
        raise Refused("text.too_long", field=field, most=most, has=len(text))
    if required and not text:
        raise Refused("text.required", field=field)
    return text


def one_of(value: str, allowed: Sequence[str], code: str, *, field: str) -> str:
    """``value``, where it is one of ``allowed``. Raises Refused with ``code`` and the ``value``."""
    if value not in allowed:
        raise Refused(code, field=field, value=value)
    return value


_MISREAD = str.maketrans("ILO", "110")


def same_group(typed: str, group: str) -> bool:
    """Whether a group of the paper key was typed as it stands there, letters misread for digits allowed."""
    folded = half_width(typed).upper().translate(_MISREAD)
    return "".join(sign for sign in folded if sign.isalnum()) == group
