"""Two files of one person, by keyboard: seen side by side, merged once, taken apart again."""

from PySide6.QtCore import Qt

from models.services import member_file, merges
from tests.clerk import CTRL, Clerk
from tests.shopkeeping import Shop
from views import places
from views.texts import t
from views.widgets.buttons import Button
from views.widgets.text import Text

K = Qt.Key


def _open(clerk: Clerk, shop: Shop) -> tuple[str, str]:
    kept = shop.member().id
    other = shop.member("张桂花", "15401069988", "清河路 9 号").id
    shop.job(other, "FW-001")
    clerk.shell.go(places.MEMBER, kept)
    clerk.calm()
    clerk.press(K.Key_M, held=CTRL)
    clerk.at(places.MEMBER_MERGE)
    clerk.type("9988")
    clerk.until(lambda: clerk.page._picker.listing(), "no list")  # type: ignore[attr-defined]
    clerk.press(K.Key_Return)
    clerk.until(lambda: clerk.page.preview is not None, "no preview")  # type: ignore[attr-defined]
    return kept, other


def test_both_sides_are_seen_before_anything_happens(clerk: Clerk, shop: Shop) -> None:
    """Two neighbours of one name are not one person: the clerk must see whose phone and job it is."""
    kept, other = _open(clerk, shop)
    page = clerk.page
    here, there = (words.text() for words in page._told)  # type: ignore[attr-defined]
    assert "张桂兰" in here
    assert "154****9988" in there
    assert "清河路 9 号" in there
    assert "15401069988" not in there
    assert shop.kernel.ask(member_file.file, kept).jobs == 0
    clerk.press(K.Key_W, held=CTRL)
    clerk.until(
        lambda: page.preview is not None and page.preview.kept.id == other,  # type: ignore[attr-defined]
        "not swapped",
    )


def test_merged_once_and_taken_back(clerk: Clerk, shop: Shop) -> None:
    """Double Enter merges once; Ctrl+Z parts them again."""
    kept, other = _open(clerk, shop)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    clerk.calm()
    assert clerk.page.member_id == kept  # type: ignore[attr-defined]
    file = shop.kernel.ask(member_file.file, kept)
    assert (file.jobs, [phone.tail for phone in file.phones]) == (1, ["2046", "9988"])
    clerk.press(K.Key_Z, held=CTRL)
    clerk.calm()
    assert shop.kernel.ask(member_file.file, other).jobs == 1
    assert shop.kernel.ask(member_file.file, other).archived_at is None


def test_an_earlier_merge_is_undone_from_the_list(clerk: Clerk, shop: Shop) -> None:
    """A week later it turns out that they were sisters."""
    _, other = _open(clerk, shop)
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER)
    clerk.press(K.Key_M, held=CTRL)
    clerk.at(places.MEMBER_MERGE)
    clerk.until(lambda: bool(clerk.page._past), "no earlier merge")  # type: ignore[attr-defined]
    page = clerk.page
    (row,) = page._undo_rows  # type: ignore[attr-defined]
    assert any("张桂花" in words.text() for words in row.findChildren(Text))
    (button,) = row.findChildren(Button)
    button.setFocus()
    clerk.press(K.Key_Space)
    clerk.calm()
    assert shop.kernel.ask(member_file.file, other).archived_at is None
    clerk.until(lambda: not page._past, "still listed")  # type: ignore[attr-defined]


def test_the_same_file_twice_is_refused_in_words(clerk: Clerk, shop: Shop) -> None:
    """The picker finds the open file as well."""
    kept = shop.member().id
    clerk.shell.go(places.MEMBER_MERGE, kept)
    clerk.calm()
    clerk.type("2046")
    clerk.until(lambda: clerk.page._picker.listing(), "no list")  # type: ignore[attr-defined]
    clerk.press(K.Key_Return)
    clerk.until(lambda: bool(clerk.page._why.text()), "nothing said")  # type: ignore[attr-defined]
    assert clerk.page._why.text() == t("refused.merge.self")  # type: ignore[attr-defined]
    clerk.press(K.Key_Return, held=CTRL)
    clerk.at(places.MEMBER_MERGE)
    assert shop.kernel.ask(merges.past, kept) == ()
