"""The lots in a member's panel at every size: as many as have room, and nothing drawn over anything."""

import itertools
import os
import typing
from datetime import timedelta

import pytest
from msgspec import structs
from PySide6.QtWidgets import QWidget

from models.rules.programme import DEFAULT
from models.services import bills, programme
from tests.clerk import Clerk
from tests.shopkeeping import Shop
from tests.views.test_checkout_points import give_points, switch_on
from views import places, texts, theme
from views.screens.member import MemberPage

SCALES = typing.get_args(theme.Scale)
LOOKS = [(language, scale) for language in texts.LANGUAGES for scale in SCALES]
SIX = 6


@pytest.fixture
def member(shop: Shop) -> str:
    """Six lots on six days, three jobs open and a washing machine at home."""
    switch_on(shop)
    found = shop.member().id
    for _ in range(SIX):
        give_points(shop, found, 500)
        shop.clock.advance(timedelta(days=1))
    shop.sell("FW-114", member_id=found)
    for _ in range(3):
        shop.job(found, "FW-001", device_id=shop.washer(found))
    return found


def _open(clerk: Clerk, member: str) -> MemberPage:
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    if page.drawer is not None and page.drawer.folded and not page.drawer.isVisible():
        page.to_devices()
        clerk.calm()
    if folder := os.environ.get("LINLI_LOOK"):
        name = f"lots-{texts.current().language}-{theme.current().scale}-{page.height()}.png"
        clerk.shell.grab().save(f"{folder}/{name}")
    return page


def _parts(page: MemberPage) -> list[QWidget]:
    """Everything that is drawn in the panel, as the eye separates it."""
    panel = page.points
    stack = panel._stack
    found = (panel._have, panel.bar, panel._below, panel._note, stack.list, stack._rest)
    return [part for part in (*found, panel._segment) if part.isVisible()]


def _overlaps(page: MemberPage) -> list[str]:
    boxes = []
    for part in _parts(page):
        where = part.rect().translated(part.mapTo(page.points, part.rect().topLeft()))
        boxes.append((f"{type(part).__name__} {where.top()}-{where.bottom()}", where))
    inside = page.points.rect()
    over = [f"{one} beyond the panel" for one, box in boxes if not inside.contains(box)]
    pairs = itertools.combinations(boxes, 2)
    return over + [f"{one} over {two}" for (one, a), (two, b) in pairs if a.intersects(b)]


@pytest.mark.parametrize(("language", "scale"), LOOKS)
@pytest.mark.parametrize("high", [660, 698, 900])
def test_nothing_in_the_panel_lies_over_anything(
    clerk: Clerk, member: str, language: str, scale: theme.Scale, high: int
) -> None:
    """A balance that is drawn over is a balance that is told wrong."""
    texts.set_language(language)
    theme.current().set_scale(scale)
    clerk.shell.resize(1366, high)
    clerk.shell.retranslate()
    page = _open(clerk, member)
    assert _overlaps(page) == []
    stack = page.points._stack
    rows = stack.list.model().rowCount()
    shown = stack.list.height() // theme.px(28) if stack.list.isVisible() else 0
    assert shown <= rows
    assert str(SIX + 1 - shown) in stack._rest.text()
    assert page.points._segment.isVisible()
    needs = page.points._segment.heightForWidth(page.points._segment.width())
    assert page.points._segment.height() >= needs


def test_as_many_lots_stand_there_as_fit(clerk: Clerk, shop: Shop, member: str) -> None:
    clerk.shell.resize(1366, 1000)
    page = _open(clerk, member)
    assert page.points._stack._rest.text() == "还有 3 笔"
    few = shop.member("李建国", "15401062047").id
    give_points(shop, few, 100)
    clerk.shell.go(places.MEMBER, few)
    clerk.calm()
    assert not page.points._stack._rest.isVisible()
    assert page.points.lots.isVisible()


def test_without_tiers_the_lots_stand_alone(clerk: Clerk, shop: Shop, member: str) -> None:
    """A new version of the rules changes what stands above the lots, not that they are whole."""
    draft = shop.kernel.run(programme.write_draft, structs.replace(DEFAULT, per_yuan=200)).result
    today = shop.kernel.ask(bills.whole_day).today
    shop.kernel.run(programme.activate, draft, valid_from=today + timedelta(days=1))
    assert _overlaps(_open(clerk, member)) == []
