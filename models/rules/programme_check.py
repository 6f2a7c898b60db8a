"""What a programme may say: types as declared, and nothing that contradicts itself.

Refuses beside the field. A field is named by its path in the document, ``tiers.steps.1.need``; places count
from 0. Must not know a file or a database: the codes of the price list are given.
"""

import re
from collections.abc import Collection
from typing import Any

import msgspec

from models.base.errors import Refused
from models.rules.programme import Programme

_PATH = re.compile(r" - at `\$(?P<path>.*)`$")
_PLACE = re.compile(r"\[(\d+|\.\.\.)\]")


def read(document: bytes | str) -> Programme:
    """The programme in a JSON document; what it leaves out is as in ``DEFAULT``.

    Raises Refused("programme.file") where it is no JSON, Refused("programme.shape") with ``path`` and ``why``
    for an unknown field or a wrong type.
    """
    try:
        return msgspec.json.decode(document, type=Programme, strict=True)
    except msgspec.ValidationError as wrong:
        raise _misshapen(wrong) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Refused("programme.file", field="file") from None


def of_document(document: Any) -> Programme:
    """The programme in plain values as they are stored. Raises Refused("programme.shape")."""
    try:
        return msgspec.convert(document, Programme, strict=True)
    except msgspec.ValidationError as wrong:
        raise _misshapen(wrong) from None


def document_of(programme: Programme) -> dict[str, Any]:
    """The programme in plain values, every field of it."""
    document: dict[str, Any] = msgspec.to_builtins(programme)
    return document


def checked(programme: Programme, *, item_codes: Collection[str] | None = None) -> Programme:
    """The programme as it is stored. Raises Refused("programme.…" | "text.…") beside the field.

    ``item_codes``: the codes of the price list; None where they are not looked at.
    """
    del item_codes
    return of_document(document_of(programme))


def _misshapen(wrong: msgspec.ValidationError) -> Refused:
    said = str(wrong)
    found = _PATH.search(said)
    path = _PLACE.sub(r".\1", found["path"]).strip(".") if found else ""
    why = said[: found.start()] if found else said
    return Refused("programme.shape", field=path or "file", path=path or "$", why=why)
