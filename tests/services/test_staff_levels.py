"""Levels: a shop that can lose its last owner, or keeps a short PIN for a high level, is no longer the owner's."""

import pytest

from models.base.errors import Refused
from models.base.rights import Level
from models.services import shop as shops
from models.services import sign_in
from models.session import Session
from tests.shopkeeping import Shop


def _person(desk: Shop, level: Level) -> str:
    return desk.kernel.run(shops.add_person, name="小何", technician=False, level=int(level)).result


def _of(desk: Shop, person_id: str) -> shops.Person:
    return next(row for row in desk.kernel.ask(shops.people) if row.id == person_id)


def test_a_level_is_given_and_taken_back(shop: Shop) -> None:
    person = _person(shop, Level.CLERK)
    outcome = shop.kernel.run(shops.set_level, person, int(Level.SUPERVISOR))
    assert _of(shop, person).level == Level.SUPERVISOR
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert _of(shop, person).level == Level.CLERK


def test_the_last_owner_stays_owner(shop: Shop) -> None:
    owner = shop.kernel.actor.id
    with pytest.raises(Refused, match=r"staff\.last_owner"):
        shop.kernel.run(shops.set_level, owner, int(Level.CLERK))
    second = _person(shop, Level.OWNER)
    shop.kernel.run(shops.set_level, owner, int(Level.CLERK))
    with pytest.raises(Refused, match=r"staff\.last_owner"):
        shop.kernel.run(shops.set_person, second, active=False)


def test_a_short_pin_goes_when_the_level_asks_for_more(shop: Shop) -> None:
    """Four digits must not become an owner's PIN by promotion."""
    session = Session(shop.kernel)
    session.set_pin(shop.kernel.actor.id, "271828")
    person = _person(shop, Level.CLERK)
    session.set_pin(person, "5032")
    assert _of(shop, person).has_pin
    shop.kernel.run(shops.set_level, person, int(Level.SUPERVISOR))
    assert not _of(shop, person).has_pin
    session.set_pin(person, "161803")
    shop.kernel.run(shops.set_level, person, int(Level.OWNER))
    assert _of(shop, person).has_pin


def test_who_left_does_not_sign_in(shop: Shop) -> None:
    session = Session(shop.kernel)
    session.set_pin(shop.kernel.actor.id, "271828")
    person = _person(shop, Level.CLERK)
    session.set_pin(person, "5032")
    shop.kernel.run(shops.set_person, person, active=False)
    assert person not in {entry.id for entry in shop.kernel.ask(sign_in.accounts)}
    with pytest.raises(Refused, match=r"sign_in\.unknown"):
        session.sign_in(person, "5032")
