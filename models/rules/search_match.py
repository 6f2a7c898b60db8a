"""What a found row matched and where, and the pages of a search in their order.

Must not fetch rows: the caller hands in how to ask the index and how to read the fields.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from models.rules.phones import digits_of
from models.rules.pinyin import cut, display, spoken
from models.rules.search import (
    ADDRESS_MOST,
    NAME_MOST,
    NOTES_MOST,
    TOKEN_MOST,
    MatchClass,
    Run,
    Subject,
    fold,
    initial_pieces,
    name_forms,
    runs,
    spoken_texts,
    squash,
)
from models.rules.search_plan import Plan, Stage, Word

Field = Literal["code", "phone", "name", "pinyin", "address", "note"]
Fetch = Callable[[str, int | None, int], Sequence[int]]
"""(match expression, only rowids below this or None, how many) → rowids, highest first."""
Read = Callable[[Sequence[int]], Mapping[int, Subject]]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a word matched: characters start..end of the ``index``-th text of a field.

    ``name`` counts names and then titles; ``pinyin`` is what ``pinyin.display`` shows of it;
    ``phone`` counts the digits of the number.
    """

    field: Field
    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """Why a row was found: its class and what to underline."""

    match_class: MatchClass
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the class and rowid of its last row."""

    match_class: MatchClass
    rowid: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A row found, in its class."""

    rowid: int
    match_class: MatchClass


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits in order; ``after`` is None where there are no more."""

    hits: tuple[Hit, ...]
    after: Place | None


def rank(asked: Plan, subject: Subject) -> MatchClass | None:
    """The class a record is found in: the best of its words, where all of a way's words match."""
    best = [_rank_way(way, subject) for way in asked.ways]
    return min((kind for kind in best if kind is not None), default=None)


def why(asked: Plan, subject: Subject, *, known: MatchClass | None = None) -> Match | None:
    """As ``rank``, with the places that matched, each word in its best class.

    ``known`` is the class the index found a row in: a search of one word then looks there only.
    """
    if known is not None and len(asked.ways) == 1 and len(asked.ways[0]) == 1:
        return Match(known, tuple(dict.fromkeys(_spans(asked.ways[0][0], known, subject))))
    ranked = [(_rank_way(way, subject), place) for place, way in enumerate(asked.ways)]
    kinds = [(kind, place) for kind, place in ranked if kind is not None]
    if not kinds:
        return None
    best, place = min(kinds)
    spans: dict[Span, None] = {}
    for word in asked.ways[place]:
        for kind in word.classes:
            found = list(_spans(word, kind, subject))
            if found:
                spans.update(dict.fromkeys(found))
                break
    return Match(best, tuple(spans))


def _rank_way(way: Sequence[Word], subject: Subject) -> MatchClass | None:
    best: MatchClass | None = None
    for word in way:
        kind = next((kind for kind in word.classes if _matches(word, kind, subject)), None)
        if kind is None:
            return None
        best = kind if best is None else min(best, kind)
    return best


def _matches(word: Word, kind: MatchClass, subject: Subject) -> bool:
    if kind not in (MatchClass.NAME, MatchClass.INITIALS, MatchClass.PART):
        return next(_spans(word, kind, subject), None) is not None
    texts = spoken_texts(subject)
    if not word.said:
        ways = (way for text, _ in texts for way in _written_ways(text, kind))
        return any("".join(units)[:TOKEN_MOST].startswith(word.text) for _, units in ways)
    return any(
        form.startswith(word.text)
        for text, person in texts
        for form in _forms(text, kind, person=person)
    )


def _forms(text: str, kind: MatchClass, *, person: bool) -> frozenset[str]:
    forms = name_forms(text, person=person)
    if kind is MatchClass.NAME:
        return forms.starts
    return forms.initials if kind is MatchClass.INITIALS else forms.parts


# Where


def _spans(word: Word, kind: MatchClass, subject: Subject) -> Iterator[Span]:
    if kind is MatchClass.CODE:
        yield from _code_spans(word, subject)
    elif kind is MatchClass.PHONE:
        for index, phone in enumerate(subject.phones):
            at = digits_of(phone).find(word.digits)
            if at >= 0:
                yield Span("phone", index, at, at + len(word.digits))
    elif kind is MatchClass.ADDRESS:
        yield from _word_spans(word, "address", subject.addresses, ADDRESS_MOST)
    elif kind is MatchClass.NOTES:
        yield from _word_spans(word, "note", subject.notes, NOTES_MOST)
    else:
        for index, (text, person) in enumerate(spoken_texts(subject)):
            yield from _name_spans(word, kind, index, text, person=person)


def _code_spans(word: Word, subject: Subject) -> Iterator[Span]:
    for index, code in enumerate(subject.codes):
        form = squash(code)[:TOKEN_MOST]
        if form == word.text or (word.code_start and form.startswith(word.text)):
            places = [place for run in runs(code) for place in run.origins]
            yield Span("code", index, places[0], places[len(word.text) - 1] + 1)


def _word_spans(word: Word, field: Field, texts: Sequence[str], most: int) -> Iterator[Span]:
    for index, text in enumerate(texts):
        found = adjacent(word.runs, runs(text[:most]))
        if found is not None:
            yield Span(field, index, *found)


def adjacent(asked: Sequence[Run], stored: Sequence[Run]) -> tuple[int, int] | None:
    """Where ``asked`` stands in ``stored``: places in the stored text, None where it does not.

    One run: Han anywhere inside a Han run, letters and digits as the start of a run. Several:
    next to each other, whole inside, the first the end of a Han run, the last the start of one.
    """
    for at in range(len(stored) - len(asked) + 1):
        pairs = list(zip(asked, stored[at : at + len(asked)], strict=True))
        first, last = pairs[0], pairs[-1]
        if any(mine.sort != theirs.sort for mine, theirs in pairs):
            continue
        if len(pairs) == 1:
            begin = _inside(*first)
        else:
            whole = all(_cut(mine) == _cut(theirs) for mine, theirs in pairs[1:-1])
            ends = _first_ends(*first) and _cut(last[1]).startswith(_cut(last[0]))
            begin = len(first[1].text) - len(first[0].text) if whole and ends else -1
        if begin >= 0:
            stop = (begin if len(pairs) == 1 else 0) + len(_cut(last[0]))
            return first[1].origins[begin], last[1].origins[stop - 1] + 1
    return None


def _inside(mine: Run, theirs: Run) -> int:
    if mine.sort == "han":
        return theirs.text.find(mine.text)
    return 0 if _cut(theirs).startswith(_cut(mine)) else -1


def _first_ends(mine: Run, theirs: Run) -> bool:
    return theirs.text.endswith(mine.text) if mine.sort == "han" else _cut(mine) == _cut(theirs)


def _cut(run: Run) -> str:
    return run.text if run.sort == "han" else run.text[:TOKEN_MOST]


def _name_spans(
    word: Word, kind: MatchClass, index: int, text: str, *, person: bool
) -> Iterator[Span]:
    ways = _said_ways(text, kind, person=person) if word.said else _written_ways(text, kind)
    way = next((way for way in ways if "".join(way[1])[:TOKEN_MOST].startswith(word.text)), None)
    if way is None:
        return
    first, pieces = way
    units, starts = cut(fold(text)[:NAME_MOST])
    shown = display(text, person=person).split(" ") if word.said else []
    at = sum(len(syllable) + 1 for syllable in shown[:first])
    left = len(word.text)
    for unit, piece in enumerate(pieces, start=first):
        taken = min(left, len(piece))
        written = piece == units[unit]
        end = starts[unit] + (taken if written else len(units[unit]))
        yield Span("name", index, starts[unit], end)
        if shown != [""] and unit < len(shown):
            length = len(shown[unit])
            yield Span("pinyin", index, at, at + (length if written else min(taken, length)))
            at += length + 1
        left -= taken
        if left <= 0:
            return


def _written_ways(text: str, kind: MatchClass) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The units of a name as written, and the unit each way begins at."""
    units, _ = cut(fold(text)[:NAME_MOST])
    if kind is MatchClass.NAME:
        yield 0, units
    elif kind is MatchClass.PART:
        yield from ((at, units[at:]) for at in range(1, len(units)))


def _said_ways(
    text: str, kind: MatchClass, *, person: bool
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The pieces, one a unit, of every form of a class, and the unit each begins at."""
    yield from _written_ways(text, kind)
    said = spoken(fold(text)[:NAME_MOST], person=person)
    for reading in said.readings:
        if kind is MatchClass.NAME:
            yield 0, reading
        elif kind is MatchClass.INITIALS:
            yield from ((0, pieces) for pieces in initial_pieces(reading, said))
        else:
            heads = tuple(syllable[:1] for syllable in reading)
            yield from ((at, reading[at:]) for at in range(1, len(reading)))
            yield from ((at, heads[at:]) for at in range(1, len(reading) - 1))


# Pages


def collect(
    asked: Plan, fetch: Fetch, read: Read, *, limit: int = 50, after: Place | None = None
) -> Found:
    """One page: the classes in order, newest (highest rowid) first in each, no row twice.

    ``fetch`` asks the index, ``read`` the fields of rows that must be looked at.
    """
    if asked.everything:
        rowids = fetch(asked.everything, None, limit + 1)
        if len(rowids) <= limit:
            return _few(asked, rowids, read, limit=limit, after=after)
    hits: list[Hit] = []
    for stage in asked.stages:
        if after is not None and stage.match_class < after.match_class:
            continue
        below = after.rowid if after and stage.match_class == after.match_class else None
        for hit in _stage_hits(asked, stage, fetch, read, below=below, limit=limit):
            if len(hits) == limit:
                last = hits[-1]
                return Found(tuple(hits), Place(last.match_class, last.rowid))
            hits.append(hit)
    return Found(tuple(hits), None)


def _few(
    asked: Plan, rowids: Sequence[int], read: Read, *, limit: int, after: Place | None
) -> Found:
    ranked = [(rank(asked, subject), rowid) for rowid, subject in read(rowids).items()]
    order = sorted((kind, -rowid) for kind, rowid in ranked if kind is not None)
    if after is not None:
        order = [place for place in order if place > (after.match_class, -after.rowid)]
    hits = tuple(Hit(-rowid, kind) for kind, rowid in order[:limit])
    more = len(order) > limit
    return Found(hits, Place(hits[-1].match_class, hits[-1].rowid) if more else None)


def _stage_hits(
    asked: Plan, stage: Stage, fetch: Fetch, read: Read, *, below: int | None, limit: int
) -> Iterator[Hit]:
    """The rows of one stage, asked for in batches that grow while rows are dropped."""
    size = limit + 1
    while True:
        rowids = fetch(stage.match, below, size)
        subjects = read(rowids) if stage.check and rowids else {}
        for rowid in rowids:
            subject = subjects.get(rowid)
            if not stage.check or (subject and rank(asked, subject) is stage.match_class):
                yield Hit(rowid, stage.match_class)
        if len(rowids) < size:
            return
        below = rowids[-1]
        size = min(size * 2, 800)
