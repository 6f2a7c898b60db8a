"""The catalogue of all human sentences: resources/texts/<language>/<feature>.toml, read when first needed.

No Qt, so that paper may use it too. Nothing outside views makes a sentence.
"""

import math
import sys
import tomllib
import weakref
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from string import Formatter
from typing import Any

import resources

LANGUAGES = ("zh", "en")
PSEUDO = "xx"
"""English stretched by 1.6 in brackets; for layout tests only."""
STRETCH = 1.6

guarded = not getattr(sys, "frozen", False)
"""True: a wrong key or placeholder raises. False (the frozen program): the key is shown instead."""

Speak = Callable[[Any, str], str]
"""Tells one value; the second argument is what stands after the colon in ``{amount:yuan}``.

Two words with a bar between them, ``{n:point|points}``, are no saying: the first stands where ``n`` is one.
"""

_FORMATTER = Formatter()


class TextError(LookupError):
    """A key, a placeholder or a language that the catalogue does not have. Always a bug."""


def placeholders(template: str) -> frozenset[str]:
    """Return the names between braces in ``template``."""
    return frozenset(name for _, name, _, _ in _FORMATTER.parse(template) if name is not None)


def plain(value: Any, spec: str) -> str:
    """Tell a value as it is; a word after the colon needs ``views.sayings``."""
    if spec:
        raise TextError(f"no plain saying for {{:{spec}}}")
    return str(value)


class Catalogue:
    """All sentences of one language. Get it with :func:`catalogue`; it never changes."""

    def __init__(self, language: str) -> None:
        if language not in (*LANGUAGES, PSEUDO):
            raise TextError(f"no language {language!r}")
        self.language = language
        self._folder = f"texts/{'en' if language == PSEUDO else language}"
        self._files: dict[str, dict[str, str]] = {}

    def say(self, key: str, /, **values: Any) -> str:
        """Return the sentence of ``key`` (``feature.rest``) with its placeholders filled by ``values``.

        Raises TextError on an unknown key and on missing or surplus values; frozen, shows the key.
        """
        return self.fill(key, values, plain)

    def fill(self, key: str, values: Mapping[str, Any], speak: Speak) -> str:
        """Like :meth:`say`, each value told by ``speak``."""
        try:
            template = self.template(key)
            wanted = placeholders(template)
            if wanted != values.keys():
                raise TextError(f"{key} takes {sorted(wanted)}, got {sorted(values)}")
            return "".join(_pieces(template, values, speak))
        except TextError:
            if guarded:
                raise
            return key

    def template(self, key: str) -> str:
        """Return the unfilled sentence of ``key``. Raises TextError."""
        feature, _, rest = key.partition(".")
        found = self._file(feature).get(rest)
        if found is None and feature == "refused":
            found = self._refusal(rest)
        if found is None:
            raise TextError(f"no text {key!r} in {self.language}")
        return found

    def has(self, key: str) -> bool:
        """Tell whether ``key`` has a sentence."""
        try:
            self.template(key)
        except TextError:
            return False
        return True

    def keys(self) -> frozenset[str]:
        """Return every key of the language; reads all files."""
        return frozenset(
            f"{feature}.{rest}" for feature in self._features() for rest in self._file(feature)
        )

    def _features(self) -> list[str]:
        return [name[:-5] for name in resources.names(self._folder) if name.endswith(".toml")]

    def _file(self, feature: str) -> dict[str, str]:
        if feature not in self._files:
            try:
                text = resources.text(f"{self._folder}/{feature}.toml")
            except FileNotFoundError:
                self._files[feature] = {}
            else:
                flat = _flat(tomllib.loads(text))
                if self.language == PSEUDO:
                    flat = {key: stretched(template) for key, template in flat.items()}
                self._files[feature] = flat
        return self._files[feature]

    def _refusal(self, code: str) -> str | None:
        """Find a refusal that a feature keeps in its own file, under its table ``refused``."""
        for feature in (code.partition(".")[0], *self._features()):
            found = self._file(feature).get(f"refused.{code}")
            if found is not None:
                return found
        return None


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, entry in table.items():
        if isinstance(entry, Mapping):
            flat |= _flat(entry, f"{before}{name}.")
        elif isinstance(entry, str):
            flat[before + name] = entry
        else:
            raise TextError(f"{before}{name} is not a sentence")
    return flat


def _pieces(template: str, values: Mapping[str, Any], speak: Speak) -> Iterator[str]:
    for literal, name, spec, _ in _FORMATTER.parse(template):
        yield literal
        if name is not None and "|" in (spec or ""):
            one, several = str(spec).split("|")
            yield one if str(values[name]) in ("1", "+1", "-1") else several
        elif name is not None:
            yield speak(values[name], spec or "")


def stretched(template: str) -> str:
    """Return ``template`` in brackets, its own words lengthened to 1.6 times; placeholders stay."""
    own = sum(len(literal) for literal, *_ in _FORMATTER.parse(template))
    missing = max(0, math.ceil(own * STRETCH) - own - 2)
    tail = "".join(" " if place % 6 == 0 else "~" for place in range(missing))
    return f"[{template}{tail}]"


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of ``zh``, ``en`` or the pseudo-language ``xx``. Raises TextError."""
    return Catalogue(language)


class _Screen:
    """Which language the screen speaks, and who wants to hear of a change."""

    def __init__(self) -> None:
        self.spoken = catalogue(LANGUAGES[0])
        self.listeners: list[weakref.WeakMethod[Callable[[], None]]] = []


_screen = _Screen()


def current() -> Catalogue:
    """Return the catalogue the screen speaks now."""
    return _screen.spoken


def language() -> str:
    """Return the language the screen speaks now."""
    return _screen.spoken.language


def t(key: str, /, **values: Any) -> str:
    """Say ``key`` in the language of the screen; see :meth:`Catalogue.say`."""
    return _screen.spoken.say(key, **values)


def set_language(chosen: str) -> None:
    """Let the screen speak ``chosen`` and tell every listener at once. Raises TextError."""
    spoken = catalogue(chosen)
    if spoken is _screen.spoken:
        return
    _screen.spoken = spoken
    alive = [(listener, listener()) for listener in _screen.listeners]
    _screen.listeners = [listener for listener, call in alive if call is not None]
    for _, call in alive:
        if call is not None:
            call()


def on_language(listener: Callable[[], None]) -> None:
    """Call the bound method ``listener`` after each change of language, for as long as its object lives.

    The shell listens and calls ``retranslate()`` on its pages; a screen needs no listener of its own.
    """
    _screen.listeners.append(weakref.WeakMethod(listener))


def forget_listeners() -> None:
    """Let nobody listen any more: the window was closed, and what it drew is gone before its objects are."""
    _screen.listeners.clear()
