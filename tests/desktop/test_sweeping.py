"""The window sweeps photos whose days are over by itself: a promise to customers that nobody has to remember."""

from datetime import timedelta

import pytest

from models.rules.attachments import GRACE
from models.services import attachments
from models.services import shop as shops
from tests.clerk import Clerk
from tests.services.test_attachments import kept
from tests.shopkeeping import Shop


@pytest.mark.usefixtures("unready")
def test_an_open_window_sweeps_what_is_over(clerk: Clerk, shop: Shop) -> None:
    shop.kernel.run(shops.set_setting, "keep_days_other", 30)
    member = shop.member().id
    shop.kernel.run(attachments.add, "member", member, kept(shop), name="x.jpg")
    shop.clock.advance(timedelta(days=31))
    clerk.window._get_ready()
    clerk.calm()
    assert shop.kernel.ask(attachments.of_member, member) == ()
    sweeping = clerk.window._sweeping
    assert sweeping is not None
    shop.clock.advance(GRACE + timedelta(days=1))
    sweeping.sweep()
    clerk.calm()
    assert list(shop.kernel.store.vault.lying()) == []
    shop.kernel.run(attachments.add, "member", member, kept(shop), name="x.jpg")
    shop.clock.advance(timedelta(days=31))
    sweeping.sweep()
    clerk.calm()
    assert shop.kernel.ask(attachments.of_member, member) == ()
    clerk.window._get_ready()
    assert clerk.window._sweeping is sweeping
