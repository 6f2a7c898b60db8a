"""What changes from one programme to another, told sentence by sentence: old → new. No Qt."""

from dataclasses import dataclass

from models.rules.programme import Programme
from views.programme_words import NO_NAMES, TOPICS, Names, Told, tell
from views.texts import Catalogue


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence that reads differently; ``old`` empty: it is new, ``new`` empty: it is gone."""

    topic: str
    key: str
    old: str
    new: str


def changes(
    before: Programme | None,
    after: Programme,
    *,
    words: Catalogue | None = None,
    names: Names = NO_NAMES,
) -> tuple[Change, ...]:
    """Every sentence that differs, by topic; with nothing ``before`` every sentence is new."""
    old = _by_key(tell(before, words=words, names=names)) if before is not None else {}
    new = _by_key(tell(after, words=words, names=names))
    for told in (old, new):  # that a list is empty is said by what came or went
        for topic in TOPICS:
            told.pop(f"{topic}.none", None)
    found = [
        Change(topic=told.topic, key=key, old=old[key].text if key in old else "", new=told.text)
        for key, told in new.items()
        if key not in old or old[key].text != told.text
    ]
    found += [
        Change(topic=told.topic, key=key, old=told.text, new="")
        for key, told in old.items()
        if key not in new
    ]
    return tuple(sorted(found, key=lambda change: TOPICS.index(change.topic)))


def _by_key(sentences: tuple[Told, ...]) -> dict[str, Told]:
    """By key; two rows of the same key (the shop wrote a code twice) are both kept."""
    keyed: dict[str, Told] = {}
    for told in sentences:
        key, again = told.key, 1
        while key in keyed:
            again += 1
            key = f"{told.key}#{again}"
        keyed[key] = told
    return keyed
