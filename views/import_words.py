"""An import in words, for the screen, the command line and the file of what was left out. No Qt."""

from datetime import datetime, tzinfo

from models.base.errors import Refused
from models.base.sheet import What
from models.rules.phones import MASK, masked
from models.services.import_sorting import Fate
from views import sayings, texts
from views.texts import Catalogue


def told_field(what: What, name: str, *, words: Catalogue | None = None) -> str:
    """What a column holds: 姓名, 手机."""
    return (words or texts.current()).say(f"imports.field.{what}.{name}")


def told_fate(
    fate: Fate, what: What, *, zone: tzinfo, now: datetime, words: Catalogue | None = None
) -> str:
    """Why a row is not taken in, or what is done with it; empty for a new one that says nothing of itself."""
    words = words or texts.current()
    if fate.kind == "refused":
        trouble = Refused(fate.code, field=fate.field, **fate.values)
        why = sayings.explain(trouble, zone=zone, now=now, words=words)
        key = f"imports.field.{what}.{fate.field}"
        if not words.has(key):
            return why
        return words.say("imports.fate.refused", field=words.say(key), why=why)
    if fate.kind == "twin":
        return words.say(f"imports.twin.{fate.why}", row=fate.earlier)
    if fate.kind == "known":
        known = sayings.who(fate.known, words=words)
        return words.say(f"imports.known.{fate.why}", known=known)
    if fate.kind == "new":
        return ""
    return words.say(f"imports.fate.{fate.kind}")


def told_values(fate: Fate, what: What, *, words: Catalogue | None = None) -> str:
    """A row as it was understood: 手机 154****2046  地址 …; a phone that can be read is masked like everywhere."""
    words = words or texts.current()
    said = []
    for name, value in fate.told:
        if name == "name" or not value.strip():
            continue
        field = "price_was" if name == "was" else f"field.{what}.{name}"
        shown = _value(fate, what, name, " ".join(value.split()), words)
        said.append(words.say("imports.told", field=words.say(f"imports.{field}"), said=shown))
    return "  ".join(said)


def _value(fate: Fate, what: What, name: str, said: str, words: Catalogue) -> str:
    if name in ("phone", "other_phone"):
        spoilt = fate.kind == "refused" and fate.field == name
        return said if spoilt or MASK in said else masked(said)
    if what == "prices" and name in ("price", "was") and fate.kind != "refused":
        return sayings.money(int(said)) if said.isdecimal() else said
    if what == "devices" and name == "category" and fate.kind != "refused":
        return words.say(f"devices.category.{said}")
    return said


def told_kind(kind: str, *, words: Catalogue | None = None) -> str:
    """What becomes of a row, in one word: 新, 重复, 已有."""
    return (words or texts.current()).say(f"imports.kind.{kind}")
