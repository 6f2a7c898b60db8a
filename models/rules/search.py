"""What can be found by what: the classes of match, the tokens of a record, the rank of a row.

The index is a contentless FTS5 table (ascii tokenizer, detail=none). A token begins with the
letter of its class, so that each class can be asked apart; rules/search_plan.py asks. Here and
there letters, digits and Han only ever pass, folded the same way.
"""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from models.rules.names import is_han
from models.rules.phones import digits_of
from models.rules.pinyin import Spoken, spoken, spoken_once

TOKEN_MOST = 40
"""Characters of a token; longer runs are cut, in the index and in the question alike."""
NAME_MOST = 40
ADDRESS_MOST = 200
NOTES_MOST = 2000
PHONE_LEAST = 4


class MatchClass(IntEnum):
    """Why a row was found, best first (DESIGN.md section 4)."""

    CODE = 1
    PHONE = 2
    NAME = 3
    INITIALS = 4
    ADDRESS = 5
    PART = 6
    NOTES = 7

    @property
    def letter(self) -> str:
        """The first letter of this class's tokens."""
        return "cpniamw"[self - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The searchable fields of one record, as they are stored.

    ``names`` are people (read with a surname), ``titles`` are goods and services; ``codes`` are
    numbers found only as a whole (or from 6 signs on, or 4 with letters and digits, as a start).
    """

    codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Letters, digits or Han that stand together, folded; ``origins`` are places in the text."""

    sort: str
    text: str
    origins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NameForms:
    """What a name answers to; each form is matched from its start."""

    starts: frozenset[str]
    initials: frozenset[str]
    parts: frozenset[str]


def member_subject(
    *,
    name: str,
    card: str,
    code: str = "",
    phones: tuple[str, ...] = (),
    addresses: tuple[str, ...] = (),
    serials: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Subject:
    """A member: card number of 8 digits also by its last 4 and 3, devices by their serials."""
    return Subject(
        codes=_kept(card, card[-4:], card[-3:], code, *_serials(serials)),
        phones=phones,
        names=(name,),
        addresses=addresses,
        notes=notes,
    )


def job_subject(
    *,
    number: str,
    code: str,
    name: str = "",
    phones: tuple[str, ...] = (),
    address: str = "",
    serials: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    papers: tuple[str, ...] = (),
) -> Subject:
    """A job ``GD-A260610-023``: also ``A260610-023``, ``260610-023`` and ``023``."""
    desk_day, _, last = number.removeprefix("GD-").partition("-")
    short = (f"{desk_day}{last}", f"{desk_day[1:]}{last}", last)
    return Subject(
        codes=_kept(number, *short, code, *papers, *_serials(serials)),
        phones=phones,
        names=_kept(name),
        addresses=_kept(address),
        notes=notes,
    )


def bill_subject(
    *,
    number: str,
    code: str,
    job_number: str = "",
    name: str = "",
    phones: tuple[str, ...] = (),
    refunds: tuple[str, ...] = (),
    invoices: tuple[str, ...] = (),
    serials: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Subject:
    """A bill ``A-000123``: also ``A123``, ``000123``, ``123``, its job's number, refunds, 发票 and parts."""
    letter, _, running = number.partition("-")
    bare = running.lstrip("0")
    return Subject(
        codes=_kept(
            number,
            f"{letter}{bare}",
            running,
            bare,
            code,
            job_number,
            *refunds,
            *dict.fromkeys(invoices),
            *_serials(serials),
        ),
        phones=phones,
        names=_kept(name),
        notes=notes,
    )


def price_subject(*, code: str, name: str, category: str = "", unit: str = "") -> Subject:
    """A price item by code (``PJ-0731`` also ``0731``), by its name said or written, by heading."""
    last = code.rpartition("-")[2]
    return Subject(codes=_kept(code, last), titles=(name,), notes=_kept(category, unit))


def member_tokens(subject: Subject) -> str:
    """As ``tokens``; the four names say at the call what is indexed."""
    return tokens(subject)


def tokens(subject: Subject) -> str:
    """The prepared tokens of a record, joined by spaces, each once, for the full-text column."""
    return " ".join(dict.fromkeys(_tokens(subject)))


def _tokens(subject: Subject) -> list[str]:
    found = [_token("c", form) for code in subject.codes if (form := _joined(cut_runs(code)))]
    for phone in subject.phones:
        digits = digits_of(phone)
        found += [_token("p", digits[at:]) for at in range(len(digits) - PHONE_LEAST + 1)]
    for text, person in spoken_texts(subject):
        found += _name_tokens(text, person=person)
    for address in subject.addresses:
        found += [_token("a", form) for form in _word_forms(address[:ADDRESS_MOST]) if form]
    for note in subject.notes:
        found += [_token("w", form) for form in _word_forms(note[:NOTES_MOST]) if form]
    return found


def _token(letter: str, form: str) -> str:
    return f"{letter}{form[:TOKEN_MOST]}"


def spoken_texts(subject: Subject) -> list[tuple[str, bool]]:
    """Names and titles with whether each begins with a surname."""
    return [(name, True) for name in subject.names] + [(title, False) for title in subject.titles]


def _word_forms(text: str) -> list[str]:
    """Han as pairs and the last one alone, letters and digits as whole runs, and the seams."""
    found = cut_runs(text)
    forms = [seam(first, second) for first, second in pairwise(found)]
    for run in found:
        if run.sort == "han":
            forms += [first + second for first, second in pairwise(run.text)]
            forms.append(run.text[-1])
        else:
            forms.append(run.text[:TOKEN_MOST])
    return forms


def seam(first: Run, second: Run) -> str:
    """Where two runs of different sorts meet: 清河路18弄 → 路18, 18弄; "" for runs of one sort.

    Makes 路18弄 rare in an index without phrases. A seam begins like its first run, so that it
    never adds a row to what that run alone would find.
    """
    if first.sort == second.sort:
        return ""
    left = first.text[-1] if first.sort == "han" else first.text
    right = second.text[0] if second.sort == "han" else second.text
    return f"{left}{right}"[:TOKEN_MOST]


@lru_cache(maxsize=4096)
def _name_tokens(name: str, *, person: bool) -> tuple[str, ...]:
    """The tokens of a name.

    Apart from :func:`name_forms` and small: a shop's whole list of members goes through here when it is taken in,
    and what a search keeps at hand must not grow by it.
    """
    named = _forms_of(spoken_once(fold(name)[:NAME_MOST], person=person))
    return (
        *(_token("n", form) for form in sorted(named.starts)),
        *(_token("i", form) for form in sorted(named.initials)),
        *(_token("m", form) for form in sorted(named.parts)),
    )


@lru_cache(maxsize=65536)
def name_forms(name: str, *, person: bool = True) -> NameForms:
    """All forms of a name of up to 40 characters: written, said in every reading, initials."""
    return _forms_of(spoken(fold(name)[:NAME_MOST], person=person))


def _forms_of(said: Spoken) -> NameForms:
    starts, initials, parts = {"".join(said.units)}, set[str](), set[str]()
    parts.update("".join(said.units[at:]) for at in range(1, len(said.units)))
    for reading in said.readings:
        starts.add("".join(reading))
        initials.update("".join(pieces) for pieces in initial_pieces(reading, said))
        parts.update("".join(reading[at:]) for at in range(1, len(reading)))
        heads = "".join(syllable[:1] for syllable in reading)
        parts.update(heads[at:] for at in range(1, len(reading) - 1))
    return NameForms(*(frozenset(_cut(forms)) for forms in (starts, initials, parts)))


def initial_pieces(reading: tuple[str, ...], said: Spoken) -> list[tuple[str, ...]]:
    """zs; zhs where one letter is not the whole initial; the surname in full and then initials.

    Each way is one piece a unit, so that the letters that matched can be shown.
    """
    surname = max(said.surname_units, 1)
    short = tuple(syllable[:1] for syllable in reading)
    long = tuple(
        syllable[:2] if syllable.startswith(("zh", "ch", "sh")) else syllable[:1]
        for syllable in reading
    )
    full = reading[:surname]
    return [short, long, full + short[surname:], full + long[surname:]]


def _cut(forms: set[str]) -> set[str]:
    return {form[:TOKEN_MOST] for form in forms if form}


def _serials(serials: tuple[str, ...]) -> list[str]:
    """Serial numbers whole and by their last group of four or more digits."""
    forms = []
    for serial in serials:
        found = runs(serial)
        forms.append(serial)
        if len(found) > 1 and found[-1].sort == "digit" and len(found[-1].text) >= PHONE_LEAST:
            forms.append(found[-1].text)
    return forms


def _kept(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


# Folding: one way for what is stored and what is asked


def fold(text: str) -> str:
    """``text`` for comparing: compatibility forms, case and marks (tones too) taken off."""
    return "".join(_folded(character) for character in text)


@lru_cache(maxsize=32768)
def _folded(character: str) -> str:
    spread = unicodedata.normalize("NFKD", character).casefold()
    return "".join(mark for mark in spread if not unicodedata.combining(mark))


@lru_cache(maxsize=16384)
def runs(text: str) -> tuple[Run, ...]:
    """``text`` folded and cut into runs of Han, of digits and of other letters.

    All else (spaces, signs, emoji) separates and is dropped; apostrophes join (``zhang'san``).
    """
    return cut_runs(text)


def cut_runs(text: str) -> tuple[Run, ...]:
    """As :func:`runs`, and nothing is kept at hand: for what is indexed once."""
    found: list[tuple[str, list[str], list[int]]] = []
    last = ""
    for place, character in enumerate(text):
        if character in "'’":
            continue
        for mark, sort in _marks(character):
            if sort and sort == last:
                found[-1][1].append(mark)
                found[-1][2].append(place)
            elif sort:
                found.append((sort, [mark], [place]))
            last = sort
    return tuple(Run(sort, "".join(marks), tuple(places)) for sort, marks, places in found)


@lru_cache(maxsize=32768)
def _marks(character: str) -> tuple[tuple[str, str], ...]:
    return tuple((mark, _sort(mark)) for mark in _folded(character))


def _sort(character: str) -> str:
    if "0" <= character <= "9":
        return "digit"
    if not character.isalnum():
        return ""
    return "han" if is_han(character) else "letter"


@lru_cache(maxsize=16384)
def squash(text: str) -> str:
    """The runs of ``text`` joined: GD-A260610-023 → gda260610023."""
    return _joined(runs(text))


def _joined(found: tuple[Run, ...]) -> str:
    return "".join(run.text for run in found)
