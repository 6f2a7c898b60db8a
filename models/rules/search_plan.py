"""A search as it was typed, made into full-text questions, one for each class of match.

Must not touch a database: models/store asks what is written here. Only folded letters, digits and
Han ever stand inside the quotes of an expression, so nothing typed can be read as a command.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from models.rules.search import PHONE_LEAST, TOKEN_MOST, MatchClass, Run, runs, seam

TEXT_MOST = 100
WORDS_MOST = 5
_CODE_START = 6
_MIXED_CODE_START = 4
_SPACED_DIGITS = 7
_TAIL_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Word:
    """One word asked for: its runs, them joined, and the classes it can match in."""

    text: str
    runs: tuple[Run, ...]
    digits: str
    classes: tuple[MatchClass, ...]
    code_start: bool
    """Whether the start of a code is enough: 6 signs, or 4 with letters and digits."""
    said: bool
    """Whether it has letters, so that the readings of a name count and not only its signs."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The rows of one class. ``check``: a row counts only where ``rank`` says this class."""

    match_class: MatchClass
    match: str
    check: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """How to search. ``ways`` are the ways to read the text, each of words that must all match.

    ``stages`` are asked in order, each newest first. ``everything`` finds at least every row at
    once where a way has several words and there are several stages, else it is "": few rows are
    then ranked and sorted without the stages. No stages: nothing was asked for, or nothing can be
    found.
    """

    ways: tuple[tuple[Word, ...], ...]
    stages: tuple[Stage, ...]
    everything: str


def plan(text: str, *, preedit: str = "") -> Plan:
    """The plan for typed ``text`` and the input method's uncommitted ``preedit`` behind it.

    Apostrophes and spaces inside ``preedit`` are dropped. Never raises; what has no letter, digit
    or Han in it gives an empty plan. At most 100 characters and 5 words are read.
    """
    typed = text[:TEXT_MOST].split()
    uncommitted = "".join(preedit[:TEXT_MOST].split())
    return _planned(_ways([*typed, uncommitted] if uncommitted else typed))


def terms(asked: Plan) -> tuple[str, ...]:
    """Every term that stands in the plan's expressions, each once and an expression by itself."""
    found = [
        term for way in asked.ways for word in way for kind in word.classes
        for term in _terms(word, kind)
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def narrowed(asked: Plan, present: Collection[str]) -> Plan:
    """The plan without what cannot be found: ``present`` are those of its terms that any row has.

    Finds the same rows in the same classes. A class of a word needs all of its terms, a word a
    class, a way all of its words.
    """
    ways = [
        tuple(
            replace(word, classes=tuple(k for k in word.classes if _possible(word, k, present)))
            for word in way
        )
        for way in asked.ways
    ]
    return _planned(tuple(way for way in ways if all(word.classes for word in way)))


def _possible(word: Word, kind: MatchClass, present: Collection[str]) -> bool:
    return all(term in present for term in _terms(word, kind))


def _planned(ways: tuple[tuple[Word, ...], ...]) -> Plan:
    stages = _stages(ways)
    several = len(stages) > 1 and any(len(way) > 1 for way in ways)
    everything = _any_of([_all_of([_in_any(word) for word in way]) for way in ways])
    return Plan(ways, stages, everything if several else "")


def _ways(typed: Sequence[str]) -> tuple[tuple[Word, ...], ...]:
    pieces = [piece for piece in typed if runs(piece)][:WORDS_MOST]
    if not pieces:
        return ()
    ways = [tuple(_word(piece) for piece in pieces)]
    apart = [part for piece in pieces for part in _apart(piece)]
    if len(pieces) < len(apart) <= WORDS_MOST:
        ways.append(tuple(_word(part) for part in apart))
    if len(pieces) > 1:
        ways += _joined(pieces)
    return tuple(ways)


def _apart(piece: str) -> list[str]:
    """张san and 张1206 are also a name and something else, 3-201 two numbers; 清河路18 is one."""
    found = runs(piece)
    digits = sum(len(run.text) for run in found if run.sort == "digit")
    if len(found) > 1 and all(run.sort == "digit" for run in found) and digits < _SPACED_DIGITS:
        return [run.text for run in found]
    if len(found) != 2 or found[0].sort != "han":
        return [piece]
    if found[1].sort == "letter" or len(found[1].text) >= _TAIL_DIGITS:
        return [found[0].text, found[1].text]
    return [piece]


def _joined(pieces: Sequence[str]) -> list[tuple[Word, ...]]:
    """Numbers typed in groups (8800 1206, 138 1234 8000, GD A260610 023) and names (zhang san)."""
    joined = "".join(pieces)
    sorts = {run.sort for piece in pieces for run in runs(piece)}
    if sorts == {"letter"}:
        said = (MatchClass.NAME, MatchClass.INITIALS, MatchClass.PART)
        return [(_word(joined, said),)]
    if "han" not in sorts and len(joined) >= _SPACED_DIGITS:
        return [(_word(joined, (MatchClass.CODE, MatchClass.PHONE)),)]
    return []


def _word(piece: str, only: Sequence[MatchClass] = tuple(MatchClass)) -> Word:
    found = runs(piece)
    text = "".join(run.text for run in found)
    sorts = {run.sort for run in found}
    digits = _phone_digits(piece, text) if sorts == {"digit"} else ""
    barred = set[MatchClass]()
    if len(digits) < PHONE_LEAST:
        barred.add(MatchClass.PHONE)
    if "letter" not in sorts or "han" in sorts:
        barred.add(MatchClass.INITIALS)
    classes = tuple(kind for kind in only if kind not in barred)
    text = text[:TOKEN_MOST]
    code_start = len(text) >= (_MIXED_CODE_START if len(sorts) > 1 else _CODE_START)
    return Word(text, found, digits[:TOKEN_MOST], classes, code_start, "letter" in sorts)


def _phone_digits(piece: str, digits: str) -> str:
    """The digits without the country's own number, however it was typed."""
    if digits.startswith("0086"):
        return digits[4:]
    if digits.startswith("86") and (piece.strip().startswith(("+", "＋")) or len(digits) == 13):
        return digits[2:]
    return digits


# Expressions


def _stages(ways: Sequence[Sequence[Word]]) -> tuple[Stage, ...]:
    stages: list[Stage] = []
    sure: list[str] = []
    unsure = False
    for kind in MatchClass:
        parts = [_best_in(way, kind) for way in ways]
        wanted = _any_of([part for part, _ in parts])
        if not wanted:
            continue
        loose = any(part and not exact for part, exact in parts)
        # of one way only, a row stands in an earlier class as soon as one word matches there
        before = _any_of(sure) if len(ways) > 1 else _any_of(_surely_before(ways[0], kind))
        match = f"({wanted}) NOT ({before})" if before else wanted
        stages.append(Stage(kind, match, check=loose or unsure))
        if loose:
            unsure = True
        else:
            sure.append(wanted)
    return tuple(stages)


def _surely_before(way: Sequence[Word], kind: MatchClass) -> list[str]:
    return [
        _in_class(word, earlier)
        for earlier in MatchClass
        for word in way
        if earlier < kind and not (earlier in _LOOSE and _is_loose(word))
    ]


def _best_in(way: Sequence[Word], kind: MatchClass) -> tuple[str, bool]:
    """Rows in which a word matches in ``kind`` and all words anywhere; whether it is exact.

    "" where no row can stand: a word that matches in better classes only puts its row there.
    """
    own = [word for word in way if kind in word.classes]
    if not own or any(max(word.classes) < kind for word in way):
        return "", True
    others = [word for word in way if len(own) > 1 or word is not own[0]]
    wanted = list(map(_in_any, others))
    if not any(word.classes == (kind,) for word in others):  # such a word asks for it already
        wanted.insert(0, _any_of([_in_class(word, kind) for word in own]))
    exact = not any(_is_loose(word) for word in others)
    exact = exact and not (kind in _LOOSE and any(_is_loose(word) for word in own))
    return _all_of(list(dict.fromkeys(wanted))), exact


_LOOSE = (MatchClass.ADDRESS, MatchClass.NOTES)


def _is_loose(word: Word) -> bool:
    """Whether the pairs of the word may stand apart in a row, so that it must be looked at."""
    loose = any(kind in _LOOSE for kind in word.classes)
    return loose and (len(word.runs) > 1 or (word.runs[0].sort == "han" and len(word.text) > 2))


def _in_any(word: Word) -> str:
    return _any_of([_in_class(word, kind) for kind in word.classes])


def _in_class(word: Word, kind: MatchClass) -> str:
    return _all_of(_terms(word, kind)) if kind in word.classes else ""


def _terms(word: Word, kind: MatchClass) -> list[str]:
    """What a row must have for the word to match in ``kind``, and that is enough unless loose."""
    if kind is MatchClass.CODE:
        return [_token(kind, word.text, start=word.code_start)]
    if kind is MatchClass.PHONE:
        return [_token(kind, word.digits, start=True)]
    if kind in _LOOSE:
        return _in_words(word.runs, kind)
    return [_token(kind, word.text, start=True)]


def _in_words(asked: Sequence[Run], kind: MatchClass) -> list[str]:
    """Runs side by side: whole ones inside, the end of a Han run first, a start last."""
    terms = []
    for place, run in enumerate(asked):
        last = place == len(asked) - 1
        if run.sort != "han":
            terms.append(_token(kind, run.text[:TOKEN_MOST], start=last))
            continue
        terms += [_token(kind, first + second, start=False) for first, second in pairwise(run.text)]
        if not last:
            terms.append(_token(kind, run.text[-1], start=False))
        elif len(run.text) == 1:
            terms.append(_token(kind, run.text, start=True))
    for first, second in pairwise(asked):
        if met := seam(first, second):
            start = second is asked[-1] and second.sort != "han"
            terms.append(_token(kind, met, start=start))
    return list(dict.fromkeys(terms))


def _token(kind: MatchClass, form: str, *, start: bool) -> str:
    return f'"{kind.letter}{form}"{" *" if start else ""}'


def _all_of(terms: Sequence[str]) -> str:
    return terms[0] if len(terms) == 1 else " AND ".join(f"({term})" for term in terms)


def _any_of(terms: Sequence[str]) -> str:
    kept = [term for term in dict.fromkeys(terms) if term]
    return kept[0] if len(kept) == 1 else " OR ".join(f"({term})" for term in kept)
