"""What of an erased member may stay, and how a text is freed of what would still name the person.

Must not know rows: texts, and what is built of texts, in and out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from models.rules.phones import digits_of, phone_text

ERASED_NAME: Final = "***"
"""What stands in place of an erased member's name; views say it in words (``sayings.who``)."""
BLANK: Final = "***"
"""What stands in a kept text in place of a name, a phone or an address."""
REASONS: Final = ("asked", "retention")
Reason = Literal["asked", "retention"]
_LEAST_NAME, _LEAST_PHONE, _LEAST_ADDRESS = 2, 5, 4
"""Shorter ones would blank out half of every text; they stand nowhere but in the rows that are emptied."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Every name, phone and address a member ever had on file: by these a text is known to name the person."""

    words: tuple[str, ...]
    """Longest first, so that a whole address goes before the estate in it."""

    def found_in(self, text: str) -> bool:
        """Tell whether a text still names the person."""
        return any(word in text for word in self.words)

    def taken_from(self, text: str) -> str:
        """Return the text with each of them blanked out; a text without any comes back as it is."""
        for word in self.words:
            text = text.replace(word, BLANK)
        return text

    def found_inside(self, content: Any) -> bool:
        """As :meth:`found_in`, of every text inside a structure of lists and mappings."""
        return self.found_in("\n".join(_texts(content)))

    def taken_out_of(self, content: Any) -> Any:
        """As :meth:`taken_from`, in every text inside a structure; keys, numbers and the shape stay."""
        if isinstance(content, str):
            return self.taken_from(content)
        if isinstance(content, Mapping):
            return {key: self.taken_out_of(each) for key, each in content.items()}
        if isinstance(content, Sequence):
            return [self.taken_out_of(each) for each in content]
        return content


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping | Sequence):
        for each in content.values() if isinstance(content, Mapping) else content:
            yield from _texts(each)


def traces(names: Iterable[str], phones: Iterable[str], addresses: Iterable[str] = ()) -> Traces:
    """Gather what would name the person; phones as stored, told also in groups as they are printed."""
    words = {name for name in names if len(name) >= _LEAST_NAME and name != ERASED_NAME}
    for phone in phones:
        if len(digits_of(phone)) >= _LEAST_PHONE:
            words |= {phone, phone_text(phone), phone.partition("x")[0]}
    words |= {address for address in addresses if len(address) >= _LEAST_ADDRESS}
    return Traces(tuple(sorted(words, key=lambda word: (-len(word), word))))


_NUMBER = re.compile(r"SC-([A-Z])-(\d{6,9})", re.ASCII)


def slip_number(letter: str, running: int) -> str:
    """The number of a proof slip (销毁凭单): desk letter and that desk's running number, ``SC-A-000001``."""
    return f"SC-{letter}-{running:06d}"


def slip_running(number: str) -> tuple[str, int]:
    """Desk letter and running number of a slip; ("", 0) for a text that is none."""
    found = _NUMBER.fullmatch(number)
    return (found[1], int(found[2])) if found else ("", 0)
