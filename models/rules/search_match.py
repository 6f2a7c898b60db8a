"""What a found row matched and where, and the pages of a search in their order.

Must not fetch rows: the caller hands in how to ask the index and how to read the fields.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from models.rules.phones import digits_of
from models.rules.pinyin import Spoken, cut, display, spoken
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
    """A row found, in its class; ``match`` says why where the row had to be looked at to find it."""

    rowid: int
    match_class: MatchClass
    match: Match | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits in order; ``after`` is None where there are no more."""

    hits: tuple[Hit, ...]
    after: Place | None


def rank(asked: Plan, subject: Subject) -> MatchClass | None:
    """The class a record is found in: the best of its words, where all of a way's words match."""
    best = [_rank_way(way, subject) for way in asked.ways]
    return min((kind for kind in best if kind is not None), default=None)


def why(asked: Plan, subject: Subject) -> Match | None:
    """As ``rank``, with the places that matched, each word in its best class."""
    found = [_why_way(way, subject) for way in asked.ways]
    matches = [match for match in found if match is not None]
    return min(matches, key=lambda match: match.match_class, default=None)


def _why_way(way: Sequence[Word], subject: Subject) -> Match | None:
    best: MatchClass | None = None
    spans: dict[Span, None] = {}
    for word in way:
        for kind in word.classes:
            found = list(_spans(word, kind, subject))
            if found:
                spans.update(dict.fromkeys(found))
                best = kind if best is None or kind < best else best
                break
        else:
            return None
    return None if best is None else Match(best, tuple(spans))


class Reasons:
    """Why the rows of one search stand where they stand: what has one name is looked at once."""

    def __init__(self, asked: Plan) -> None:
        self._asked = asked
        alone = len(asked.ways) == 1 and len(asked.ways[0]) == 1
        self._alone = asked.ways[0][0] if alone else None
        self._told: dict[tuple[MatchClass, tuple[str, ...], tuple[str, ...]], tuple[Span, ...]] = {}

    def of(self, hit: Hit, subject: Subject) -> tuple[Span, ...]:
        """What to underline in a row that was found."""
        kind = hit.match_class
        if self._alone is None or hit.match is not None:
            match = hit.match or why(self._asked, subject)
            return match.spans if match else ()
        if kind not in _OF_NAMES:
            return tuple(_spans(self._alone, kind, subject))
        key = (kind, subject.names, subject.titles)
        spans = self._told.get(key)
        if spans is None:
            spans = self._told[key] = tuple(_spans(self._alone, kind, subject))
        return spans


_OF_NAMES = (MatchClass.NAME, MatchClass.INITIALS, MatchClass.PART)


def _rank_way(way: Sequence[Word], subject: Subject) -> MatchClass | None:
    best: MatchClass | None = None
    for word in way:
        kind = next((kind for kind in word.classes if _matches(word, kind, subject)), None)
        if kind is None:
            return None
        best = kind if best is None else min(best, kind)
    return best


def _matches(word: Word, kind: MatchClass, subject: Subject) -> bool:
    if kind not in _OF_NAMES:
        return next(_spans(word, kind, subject), None) is not None
    texts = spoken_texts(subject)
    if not word.said:
        return any(_way(word, kind, _named(text, person)) for text, person in texts)
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
        for index, name in enumerate(subject.names):
            yield from _name_spans(word, kind, index, name, person=True)
        for index, title in enumerate(subject.titles, start=len(subject.names)):
            yield from _name_spans(word, kind, index, title, person=False)


def _code_spans(word: Word, subject: Subject) -> Iterator[Span]:
    for index, code in enumerate(subject.codes):
        plain = code.isascii() and code.isalnum()  # nearly every one: nothing to fold or leave out
        form = (code.lower() if plain else squash(code))[:TOKEN_MOST]
        if form == word.text or (word.code_start and form.startswith(word.text)):
            places = range(len(code)) if plain else _places(code)
            yield Span("code", index, places[0], places[len(word.text) - 1] + 1)


def _places(text: str) -> Sequence[int]:
    return [place for run in runs(text) for place in run.origins]


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
    if len(asked) == 1:
        return _inside(asked[0], stored)
    for at in range(len(stored) - len(asked) + 1):
        pairs = list(zip(asked, stored[at : at + len(asked)], strict=True))
        first, last = pairs[0], pairs[-1]
        if any(mine.sort != theirs.sort for mine, theirs in pairs):
            continue
        whole = all(_cut(mine) == _cut(theirs) for mine, theirs in pairs[1:-1])
        if whole and _first_ends(*first) and _cut(last[1]).startswith(_cut(last[0])):
            begin = len(first[1].text) - len(first[0].text)
            return first[1].origins[begin], last[1].origins[len(_cut(last[0])) - 1] + 1
    return None


def _inside(mine: Run, stored: Sequence[Run]) -> tuple[int, int] | None:
    text, sort = _cut(mine), mine.sort
    for theirs in stored:
        if theirs.sort == sort:
            begin = theirs.text.find(text)
            if begin == 0 or (begin > 0 and sort == "han"):
                return theirs.origins[begin], theirs.origins[begin + len(text) - 1] + 1
    return None


def _first_ends(mine: Run, theirs: Run) -> bool:
    return theirs.text.endswith(mine.text) if mine.sort == "han" else _cut(mine) == _cut(theirs)


def _cut(run: Run) -> str:
    return run.text if run.sort == "han" else run.text[:TOKEN_MOST]


def _name_spans(word: Word, kind: MatchClass, index: int, text: str, *, person: bool) -> list[Span]:
    name = _named(text, person)
    way = _way(word, kind, name)
    if way is None:
        return []
    found: list[Span] = []
    first, pieces = way
    units, starts, shown = name.units, name.starts, _shown(text, person) if word.said else ()
    left = len(word.text)
    for unit, piece in enumerate(pieces, start=first):
        taken = min(left, len(piece))
        written = piece == units[unit]
        start = starts[unit]
        found.append(Span("name", index, start, start + (taken if written else len(units[unit]))))
        if unit < len(shown):
            at, length = shown[unit]
            end = at + (length if written else min(taken, length))
            found.append(Span("pinyin", index, at, end))
        left -= taken
        if left <= 0:
            break
    return found


class _Named:
    """A name as its spans need it: its units, where each begins, and its readings when asked for."""

    __slots__ = ("_folded", "_person", "_said", "starts", "units")

    def __init__(self, text: str, person: bool) -> None:
        self._folded = fold(text)[:NAME_MOST]
        self._person = person
        self._said: Spoken | None = None
        self.units, self.starts = cut(self._folded)

    @property
    def said(self) -> Spoken:
        """How it sounds; a word of Han never asks."""
        if self._said is None:
            self._said = spoken(self._folded, person=self._person)
        return self._said


@lru_cache(maxsize=4096)
def _named(text: str, person: bool) -> _Named:
    """The same rows come again with every letter that is typed."""
    return _Named(text, person)


@lru_cache(maxsize=4096)
def _shown(text: str, person: bool) -> tuple[tuple[int, int], ...]:
    """Place and length of each unit in the reading that is shown; empty where none is."""
    found, at = [], 0
    for syllable in display(text, person=person).split():
        found.append((at, len(syllable)))
        at += len(syllable) + 1
    return tuple(found)


def _way(word: Word, kind: MatchClass, name: _Named) -> tuple[int, Sequence[str]] | None:
    """The first form of a class that begins with the word: its pieces, and the unit it begins at."""
    ways = _said_ways(name, kind) if word.said else _written_ways(name.units, kind)
    asked = word.text
    for way in ways:
        if "".join(way[1])[:TOKEN_MOST].startswith(asked):
            return way
    return None


def _written_ways(units: Sequence[str], kind: MatchClass) -> Iterator[tuple[int, Sequence[str]]]:
    """The units of a name as written, and the unit each way begins at."""
    if kind is MatchClass.NAME:
        yield 0, units
    elif kind is MatchClass.PART:
        yield from ((at, units[at:]) for at in range(1, len(units)))


def _said_ways(name: _Named, kind: MatchClass) -> Iterator[tuple[int, Sequence[str]]]:
    """The pieces, one a unit, of every form of a class, and the unit each begins at."""
    yield from _written_ways(name.units, kind)
    said = name.said
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

_LOOKED_AT_LEAST = 8
"""Rows asked for at once where some may be dropped: asking anew costs more than reading a few."""


def collect(
    asked: Plan, fetch: Fetch, read: Read, *, limit: int = 50, after: Place | None = None
) -> Found:
    """One page: the classes in order, newest (highest rowid) first in each, no row twice.

    ``fetch`` asks the index, ``read`` the fields of rows that must be looked at. A first page of
    several words looks at the newest rows of all classes first: where there are no more than a page
    they are sorted, else they save the first stage asking for its own ones among them.
    """
    newest: Sequence[int] = ()
    if asked.everything and after is None:
        newest = fetch(asked.everything, None, limit + 1)
        if len(newest) <= limit:
            return _few(asked, read(newest))
    hits: list[Hit] = []
    for stage in asked.stages:
        if after is not None and stage.match_class < after.match_class:
            continue
        below = after.rowid if after and stage.match_class == after.match_class else None
        wanted = limit + 1 - len(hits)
        hits += _stage_hits(asked, stage, fetch, read, newest=newest, below=below, wanted=wanted)
        if len(hits) > limit:
            last = hits[limit - 1]
            return Found(tuple(hits[:limit]), Place(last.match_class, last.rowid))
        newest = ()
    return Found(tuple(hits), None)


def _few(asked: Plan, subjects: Mapping[int, Subject]) -> Found:
    hits = list(_looked_at(asked, list(subjects), subjects))
    return Found(tuple(sorted(hits, key=lambda hit: (hit.match_class, -hit.rowid))), None)


def _looked_at(
    asked: Plan, rowids: Sequence[int], subjects: Mapping[int, Subject]
) -> Iterator[Hit]:
    for rowid in rowids:
        match = why(asked, subjects[rowid])
        if match is not None:
            yield Hit(rowid, match.match_class, match)


def _stage_hits(
    asked: Plan,
    stage: Stage,
    fetch: Fetch,
    read: Read,
    *,
    newest: Sequence[int],
    below: int | None,
    wanted: int,
) -> list[Hit]:
    """Up to ``wanted`` rows of one stage, asked for in batches that grow while rows are dropped.

    ``newest`` are the newest rows of all stages, where they are known: no row of this one above
    the last of them is missing there.
    """
    hits: list[Hit] = []
    kind = stage.match_class
    if newest:
        looked = _looked_at(asked, newest, read(newest))
        hits += [hit for hit in looked if hit.match_class is kind]
        below = newest[-1]
    size = max(wanted - len(hits), _LOOKED_AT_LEAST if stage.check else 0)
    while len(hits) < wanted:
        rowids = fetch(stage.match, below, size)
        if stage.check and rowids:
            looked = _looked_at(asked, rowids, read(rowids))
            hits += [hit for hit in looked if hit.match_class is kind]
        else:
            hits += [Hit(rowid, kind) for rowid in rowids]
        if len(rowids) < size:
            break
        below = rowids[-1]
        size = min(max(size * 2, wanted), 800)
    return hits[:wanted]
