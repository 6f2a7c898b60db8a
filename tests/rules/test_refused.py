"""If these fail, a clerk meets a bare code instead of a sentence that says what to do."""

import ast
import tomllib
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE_AT = {"Refused": 0, "Confirm": 0, "Environment": 0, "one_of": 2}
"""Who raises, and which of the arguments is the code."""
LANGUAGES = ("zh", "en")


def raised() -> dict[str, set[str] | None]:
    """Every code in models/ and the values it always carries; None where they are not to be read."""
    found: dict[str, set[str] | None] = {}
    for path in sorted((ROOT / "models").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            place = CODE_AT.get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            code = node.args[place]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                names = {keyword.arg for keyword in node.keywords if keyword.arg != "field"}
                known = found.get(code.value)
                values = {name for name in names if name is not None}
                values |= {"value"} if node.func.id == "one_of" else set()
                found[code.value] = values if known is None else known & values
    return found


def sentences(language: str) -> dict[str, str]:
    """All sentences of refused.toml by code."""
    path = ROOT / "resources" / "texts" / language / "refused.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{table}.{key}": text for table, keys in tables.items() for key, text in keys.items()}


def own_file(code: str, language: str) -> bool:
    """Whether a feature keeps the sentence in its own file, under [refused.<feature>]."""
    feature, _, what = code.partition(".")
    for path in (ROOT / "resources" / "texts" / language).glob("*.toml"):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        if what in tables.get("refused", {}).get(feature, {}):
            return True
    return False


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_models_raise_has_a_sentence(language: str) -> None:
    said = sentences(language)
    assert len(raised()) > 50
    missing = {code for code in raised() if code not in said and not own_file(code, language)}
    assert missing == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_asks_for_a_value_that_its_code_does_not_carry(language: str) -> None:
    values = raised()
    for code, sentence in sentences(language).items():
        wanted = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        carried = values.get(code)
        assert carried is None or wanted <= carried, code


def test_both_languages_have_the_same_sentences_in_order() -> None:
    chinese, english = sentences("zh"), sentences("en")
    assert list(chinese) == list(english)
    assert list(chinese) == sorted(chinese)


@pytest.mark.parametrize(
    ("language", "banned"),
    [
        ("zh", ("请您", "成功", "失败", "您", "!", "！")),
        ("en", ("please", "success", "!", "Please")),
    ],
)
def test_sentences_speak_like_a_colleague(language: str, banned: tuple[str, ...]) -> None:
    for code, sentence in sentences(language).items():
        assert not [word for word in banned if word in sentence], code
        assert not sentence.endswith((".", "。")), code
