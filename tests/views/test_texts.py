"""The catalogue: a sentence that is missing, half filled or in one language only would reach a customer."""

import re
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views import texts
from views.texts import LANGUAGES, TextError, catalogue, placeholders, stretched, t


def test_both_languages_have_the_same_keys() -> None:
    """Else a clerk who switches to English meets a bare key."""
    zh, en = (catalogue(language).keys() for language in LANGUAGES)
    assert zh == en


def test_both_languages_take_the_same_values() -> None:
    """Else a number is lost in one of the languages."""
    zh, en = (catalogue(language) for language in LANGUAGES)
    different = [
        key
        for key in sorted(zh.keys())
        if placeholders(zh.template(key)) != placeholders(en.template(key))
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_one_sentence(language: str) -> None:
    """Else two features explain the same refusal differently."""
    keys = catalogue(language).keys()
    codes = Counter(key.partition("refused.")[2] for key in keys if "refused." in key)
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 points"), (1, "1 point"), ("1", "1 point"), (2, "2 points"), ("1,195", "1,195 points")],
)
def test_one_is_not_several(n: int | str, said: str) -> None:
    """A customer reads the receipt: "1 points" looks like a program that cannot count."""
    assert catalogue("en").say("points.of", n=n) == said


def test_every_count_in_english_knows_one_from_several() -> None:
    """Limits that are never one may stay plain; whatever can be one may not."""
    bare = re.compile(
        r"\{(\w+)(?::\w+)?\} (?:more )?"
        r"(?:points|days|years|months|minutes|bills|jobs|members|visits|items|entries|rows|photos)\b"
    )
    assert bare.search("{n} points")
    limits = {"most", "per_yuan", "step"}
    english = catalogue("en")
    found = {
        key: name
        for key in sorted(english.keys())
        for name in bare.findall(english.template(key))
        if name not in limits
    }
    # Two jobs at least make a repeat.
    assert found == {"job_troubles.again_other": "times", "jobs.form.again": "times"}


@pytest.mark.parametrize("values", [{}, {"shop": "a", "more": 1}, {"shops": "a"}])
def test_wrong_values_raise(values: dict[str, object]) -> None:
    with pytest.raises(TextError):
        t("shell.window", **values)


def test_unknown_key_raises_here_and_shows_itself_when_frozen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A shipped program must not die of a missing sentence."""
    with pytest.raises(TextError):
        t("shell.nonsense")
    monkeypatch.setattr(texts, "guarded", False)
    assert t("shell.nonsense") == "shell.nonsense"
    assert t("shell.window") == "shell.window"


def test_refusals_are_found_in_the_file_of_their_feature(monkeypatch: pytest.MonkeyPatch) -> None:
    own = texts.Catalogue("zh")
    monkeypatch.setattr(own, "_features", lambda: ["member"])
    monkeypatch.setitem(
        own._files, "member", {"refused.tested.short": "要 11 位，现在 {digits} 位"}
    )
    assert own.say("refused.tested.short", digits=10) == "要 11 位，现在 10 位"


class _Screen:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def listen(self) -> None:
        self.heard.append(texts.language())


def test_a_switch_is_heard_at_once_and_only_by_the_living() -> None:
    living, gone = _Screen(), _Screen()
    texts.on_language(living.listen)
    texts.on_language(gone.listen)
    kept = gone.heard
    del gone
    texts.set_language("en")
    texts.set_language("en")
    assert living.heard == ["en"]
    assert kept == []
    assert t("shell.rail.checkout") == "Till"


def test_paper_speaks_another_language_than_the_screen() -> None:
    texts.set_language("en")
    assert catalogue("zh").say("words.today") == "今天"
    assert t("words.today") == "today"


@given(st.text(string.ascii_letters + " ", min_size=2, max_size=60))
def test_the_pseudo_language_stretches_and_keeps_placeholders(own: str) -> None:
    """Else a layout test proves nothing."""
    longer = stretched(own + "{name}")
    assert longer.startswith("[")
    assert longer.endswith("]")
    assert placeholders(longer) == {"name"}
    assert len(longer) - len("{name}") >= len(own) * 1.6


def test_unknown_language_raises() -> None:
    with pytest.raises(TextError):
        texts.set_language("tlh")
