"""The one gate for strings on paper: what a printer must not see is taken out, phones are masked.

Paper is drawn with canvas strings only, so no string is ever read as markup and nothing is fetched.
"""

import re
import unicodedata

_BLANK = re.compile("[\\t\\n\\v\\f\\r\\x1c-\\x1f\\x85\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f]+")
_UNPRINTED = re.compile(
    "["
    "\\x00-\\x1f\\x7f-\\x9f"  # C0 and C1 controls, NUL among them
    "\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"  # invisible letters
    "\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f"  # joiners, bidi marks, overrides and isolates
    "\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb"  # fillers, variation selectors, BOM
    "\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff"  # lone surrogates, non-characters
    "\\U000e0000-\\U000e0fff"  # tags and more variation selectors
    "]+"
)
_PLAIN = re.compile("[\\x20-\\x7e\\u3000-\\u30ff\\u4e00-\\u9fff\\uff01-\\uff5e]*")
_SPLIT_PHONE = re.compile(r"(?<!\d)1[3-9]\d[ .-]?\d{4}[ .-]?\d{4}(?!\d)")
_LONG_RUN = re.compile(r"\d{11,}")
_WHOLE_PHONE = re.compile(r"(?<!\d)(?:\d{11}|(?:0|86|086|0086)1[3-9]\d{9})(?!\d)")
NO_BREAK = "\u00a0"
"""A space at which no line is broken."""


def clean(text: str) -> str:
    """Returns the text as it may stand on paper, in one line; the stored text is left alone.

    Controls, bidi overrides, invisible characters and lone surrogates go; line breaks and tabs become
    one space; combining marks are joined to their letters (NFC), because paper fonts do not stack them.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _UNPRINTED.sub("", _BLANK.sub(" ", text))
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def masked(text: str) -> str:
    """Free text as it may leave the shop: a phone keeps three and four digits, 138****8000.

    Eleven digits are taken for a phone in whatever digits they were typed, a mobile number also with its
    country code or in groups; a longer run is no phone and is set in fours.
    """
    text = _WHOLE_PHONE.sub(_stars, clean(text))
    return _LONG_RUN.sub(_fours, _SPLIT_PHONE.sub(_stars, text))


def grouped(text: str) -> str:
    """A batch, serial or item number: long runs of digits in fours, so that none passes for a phone."""
    return _LONG_RUN.sub(_fours, clean(text))


def dialled(text: str) -> str:
    """A shop's own number: eleven digits as 138 0013 8000, anything else as the shop wrote it."""
    text = clean(text)
    if re.fullmatch(r"1\d{10}", text):
        text = f"{text[:3]} {text[3:7]} {text[7:]}"
    return grouped(text).replace(" ", NO_BREAK)


def _stars(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found.group())
    local = digits[-11:]
    return f"{local[:3]}****{local[-4:]}"


def _fours(found: re.Match[str]) -> str:
    digits = found.group()
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
