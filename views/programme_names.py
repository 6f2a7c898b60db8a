"""What a programme calls its parts: tiers, segments, earning classes. Segments share no word with tiers."""

from typing import Final

from models.rules.programme import Programme
from views import sayings, texts
from views.texts import Catalogue

CORES: Final = ("core", "potential")
"""The groups of the loyalty plan with a strategy of their own; the third one is everybody else."""
KNOWN_BEHAVIOURS: Final = ("referral", "review", "check_in", "share", "survey", "birthday")
"""What members do in most shops; these have words of their own."""
_USUAL: Final = {"base": "普通", "silver": "银卡", "gold": "金卡", "platinum": "铂金"}
"""The names that models/rules/programme.py gives the usual tiers."""
_PER_MILLE: Final = 1000


def tier_name(code: str, name: str = "", *, words: Catalogue | None = None) -> str:
    """A tier as it is called: the shop's own name, or the usual one in the language that is spoken."""
    words = words or texts.current()
    usual = _USUAL.get(code)
    if usual is not None and name in ("", usual):
        return words.say(f"words.tier.{code}")
    return name or code


def behaviour_name(code: str, name: str = "", *, words: Catalogue | None = None) -> str:
    """What a member did, as it is called: the shop's own name, or the usual one in the language spoken."""
    words = words or texts.current()
    key = f"programme.behaviour.{code}"
    usual = texts.catalogue("zh")
    if words.has(key) and name in ("", usual.say(key)):
        return words.say(key)
    return name or code


def told_behaviour(name: str, *, words: Catalogue | None = None) -> str:
    """A behaviour of which only the name is known, as in a timeline: a usual one in the language spoken."""
    zh = texts.catalogue("zh")
    usual = (code for code in KNOWN_BEHAVIOURS if zh.say(f"programme.behaviour.{code}") == name)
    return behaviour_name(next(usual, ""), name, words=words)


def told_tier(name: str, words: Catalogue | None = None) -> str:
    """A tier of which only the name is known, as on a frozen paper: a usual one in the language of ``words``."""
    words = words or texts.current()
    code = next((code for code, usual in _USUAL.items() if usual == name), "")
    return words.say(f"words.tier.{code}") if code else name


def is_usual_base(name: str) -> bool:
    """Whether this is the name of the lowest tier as shops have it from the start: nothing to print."""
    return name == _USUAL["base"]


def class_name(code: str, *, words: Catalogue | None = None) -> str:
    """An earning class in words."""
    words = words or texts.current()
    key = f"programme.class.{code}"
    return words.say(key) if words.has(key) else code


def segment_name(code: str, *, words: Catalogue | None = None) -> str:
    """A segment in words: 钻石客群. Never a tier's word, never a badge."""
    return (words or texts.current()).say(f"programme.segment.{code}")


def discount_words(per_mille: int, words: Catalogue) -> str:
    """A tier's discount: 95 折, 5% off."""
    if words.language != "zh":
        return words.say("checkout.off", n=sayings.share(per_mille).removesuffix("%"))
    left = _PER_MILLE - per_mille
    if left < 100:
        return sayings.share(per_mille)
    told = str(left // 100) if left % 100 == 0 else sayings.share(left).removesuffix("%")
    return words.say("checkout.off", n=told)


def strategy_words(code: str, own: str = "", *, words: Catalogue | None = None) -> str:
    """What the shop does for a segment: its own words, else the built-in ones; empty where there are none.

    ``code``: one of the four segments, ``core`` or ``potential``.
    """
    words = words or texts.current()
    key = f"programme.strategy.{code}"
    return own or (words.say(key) if words.has(key) else "")


def gist(programme: Programme, *, words: Catalogue | None = None) -> str:
    """A programme in one sentence: what earns, what points are worth, the tiers."""
    words = words or texts.current()
    tiers = [tier_name(step.code, step.name, words=words) for step in programme.tiers.steps]
    return words.say(
        "programme.gist",
        points=sayings.quantity(programme.earning.other),
        per_yuan=sayings.number(programme.per_yuan),
        tiers=words.say("programme.names").join(tiers),
    )
