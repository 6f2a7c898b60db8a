"""Versions of the programme: what holds on a day must never change behind a bill's back."""

from datetime import date, timedelta

import pytest

from models.base.errors import Refused
from models.base.rights import Actor, Level, Right
from models.base.usecase import query
from models.rules.programme import DEFAULT, Expiry, Programme
from models.services import programme
from models.services.programme import InForce
from models.store.work import View
from tests.shopkeeping import Shop

TODAY = date(2026, 6, 11)
DAY = timedelta(days=1)


@query(Right.SERVE)
def _on(view: View, day: date | None = None) -> InForce | None:
    return programme.in_force(view, day)


def _active(shop: Shop, rules: Programme, day: date) -> str:
    draft = shop.kernel.run(programme.write_draft, rules).result
    shop.kernel.run(programme.activate, draft, valid_from=day)
    return draft


def _code(shop: Shop, call: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as refused:
        shop.kernel.run(call, *args, **kwargs)  # type: ignore[arg-type]
    return refused.value.code


def test_a_new_shop_has_no_programme(shop: Shop) -> None:
    """Nothing may earn by rules that nobody has switched on."""
    assert shop.kernel.ask(_on) is None
    assert shop.kernel.ask(programme.versions) == ()


def test_each_day_has_its_own_version(shop: Shop) -> None:
    """A bill of a day is reckoned by what held on that day, whatever came after."""
    first = _active(shop, DEFAULT, TODAY)
    second = _active(shop, Programme(expiry=Expiry("never")), TODAY + 10 * DAY)
    held = [shop.kernel.ask(_on, TODAY + n * DAY) for n in (-1, 0, 9, 10, 400)]
    assert [one.version_id if one else None for one in held] == [None, first, first, second, second]
    assert held[3] is not None
    assert held[3].programme.expiry == Expiry("never")
    assert [row.standing for row in shop.kernel.ask(programme.versions)] == ["planned", "in_force"]
    shop.clock.advance(10 * DAY)
    assert [row.standing for row in shop.kernel.ask(programme.versions)] == ["in_force", "past"]


def test_no_version_is_back_dated_and_a_day_has_one(shop: Shop) -> None:
    """Else two desks, or two readings of one day, reckon a bill by two rules."""
    _active(shop, DEFAULT, TODAY)
    draft = shop.kernel.run(programme.write_draft, DEFAULT).result
    assert _code(shop, programme.activate, draft, valid_from=TODAY - DAY) == "programme.past"
    assert _code(shop, programme.activate, draft, valid_from=TODAY) == "programme.day_taken"
    assert _code(shop, programme.activate, draft, valid_from=date(2200, 1, 1)) == "day.range"


def test_what_is_in_force_is_neither_edited_nor_called_off(shop: Shop) -> None:
    """Points of yesterday must not be explained by words of today."""
    held = _active(shop, DEFAULT, TODAY)
    assert _code(shop, programme.write_draft, DEFAULT, draft_id=held) == "programme.no_draft"
    assert _code(shop, programme.drop_draft, held) == "programme.no_draft"
    assert _code(shop, programme.call_off, held) == "programme.begun"


def test_a_coming_version_is_called_off_edited_and_activated_again(shop: Shop) -> None:
    coming = _active(shop, DEFAULT, TODAY + DAY)
    done = shop.kernel.run(programme.call_off, coming)
    assert shop.kernel.ask(_on, TODAY + DAY) is None
    assert done.inverse is not None
    shop.kernel.undo(done.inverse)
    assert shop.kernel.ask(_on, TODAY + DAY) is not None
    shop.clock.advance(DAY)
    assert _code(shop, programme.call_off, coming) == "programme.begun"


def test_a_draft_is_edited_dropped_and_taken_up(shop: Shop) -> None:
    draft = shop.kernel.run(programme.write_draft, DEFAULT, note="一").result
    edited = shop.kernel.run(
        programme.write_draft, Programme(per_yuan=200), note="二", draft_id=draft
    )
    assert shop.kernel.ask(programme.version, draft).programme.per_yuan == 200
    assert edited.inverse is not None
    shop.kernel.undo(edited.inverse)
    found = shop.kernel.ask(programme.version, draft)
    assert (found.programme, found.row.note) == (DEFAULT, "一")
    dropped = shop.kernel.run(programme.drop_draft, draft)
    assert shop.kernel.ask(programme.versions) == ()
    assert dropped.inverse is not None
    shop.kernel.undo(dropped.inverse)
    assert len(shop.kernel.ask(programme.versions)) == 1


def test_only_the_owner_writes_rules(shop: Shop) -> None:
    shop.kernel.actor = Actor(id="s", name="主管", level=Level.SUPERVISOR)
    assert _code(shop, programme.write_draft, DEFAULT) == "right.missing"
