"""A quote by command: the owner looks one up at home, or prints it again without a window."""

from pathlib import Path

import pytest

from tests.desktop.test_cli_money import Run, linli
from tests.paper import reading
from tests.services.test_quotes import promised
from tests.shopkeeping import Shop

__all__ = ["linli"]


@pytest.fixture
def quoted(shop: Shop) -> Shop:
    """A shop with an accepted quote and a signed change slip, closed."""
    promised(shop, shop.member().id)
    shop.kernel.give_back()
    return shop


def test_a_quote_is_shown_and_both_papers_are_written(
    quoted: Shop, linli: Run, tmp_path: Path
) -> None:
    """Lost otherwise: what was promised, for whoever is not at the desk."""
    del quoted
    code, shown, _ = linli("quote", "b-a1")
    assert (code, shown["number"], shown["state"]) == (0, "B-A000001", "accepted")
    assert [line["amount"] for line in shown["grades"][0]["lines"]] == [3000, 12000]
    for kind, number, said in (
        ("quote", "B-A000001", "承诺价单"),
        ("change", "G-A000001", "改价单"),
    ):
        path = tmp_path / f"{kind}.pdf"
        code, made, _ = linli("paper", kind, number, "-o", path)
        assert (code, made["number"], made["copy"]) == (0, number, 0)
        assert said in reading.flat(reading.text(path.read_bytes()))
        code, made, _ = linli("paper", kind, number, "-o", path)
        assert (code, made["copy"]) == (0, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("quote", "B-A000009"), "quote.unknown"),
        (("quote", "?"), "code.document_number"),
        (("paper", "change", "G-A000009", "-o", "x.pdf"), "change.unknown"),
    ],
)
def test_what_is_not_there_is_said(
    quoted: Shop, linli: Run, words: tuple[str, ...], code: str
) -> None:
    """A typing mistake must not print another customer's paper."""
    del quoted
    refused, _, err = linli(*words)
    assert (refused, err["code"]) == (1, code)
