"""Two files made one: what both knew must be there, and what nobody touched since comes back on undo."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.rules import merges

TEXT = st.text(alphabet="甲乙丙 ab\n", max_size=12)
SIDE = st.fixed_dictionaries(
    {
        **{name: st.sampled_from([None, "", "x", "y"]) for name in merges.PLAIN},
        **dict.fromkeys(merges.TEXTS, TEXT),
        **dict.fromkeys(merges.FLAGS, st.booleans()),
    }
)


@given(kept=SIDE, other=SIDE)
def test_nothing_that_both_knew_is_lost(kept: dict[str, Any], other: dict[str, Any]) -> None:
    """A key under the mat that stood in the second file only is needed at the door."""
    united = merges.united(kept, other)
    assert set(united) == set(merges.FIELDS)
    for name in merges.PLAIN:
        assert united[name] == (kept[name] or other[name])
    for name in merges.TEXTS:
        assert kept[name] in united[name]
        assert other[name] in united[name]
    for name in merges.FLAGS:
        assert united[name] == (kept[name] or other[name])


def test_a_text_never_outgrows_its_field() -> None:
    """A note of 500 characters could not be saved again by anyone."""
    kept = dict.fromkeys(merges.FIELDS, "") | {"notes": "甲" * 300}
    other = dict.fromkeys(merges.FIELDS, "") | {"notes": "乙" * 300}
    assert merges.united(kept, other)["notes"] == "甲" * 300


@given(before=TEXT, merged=TEXT, now=TEXT)
def test_undo_takes_back_only_what_stands(before: str, merged: str, now: str) -> None:
    """What somebody typed since must not be overwritten by an undo."""
    assert merges.taken_back(merged, merged, before) == before
    if now != merged:
        assert merges.taken_back(now, merged, before) == now
