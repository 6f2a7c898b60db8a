"""If these fail, the shop writes to somebody who said no, or cannot show when they said yes."""

from datetime import timedelta

import pytest

from models.base.errors import Refused
from models.services import consents, member_file, timeline
from tests.shopkeeping import Shop


def held(shop: Shop, member_id: str) -> dict[str, bool | None]:
    return {
        row.purpose: row.granted for row in shop.kernel.ask(member_file.file, member_id).consents
    }


def test_nothing_is_agreed_to_before_it_is_said(shop: Shop) -> None:
    assert held(shop, shop.member().id) == {"service": None, "marketing": None}


def test_the_newest_word_holds_and_every_word_stays_on_record(shop: Shop) -> None:
    member = shop.member()
    for granted in (True, False, True):
        shop.clock.advance(timedelta(minutes=1))
        shop.kernel.run(consents.record, member.id, purpose="marketing", granted=granted)
    assert held(shop, member.id) == {"service": None, "marketing": True}
    page = shop.kernel.ask(timeline.of_member, member.id, group="consent")
    assert [entry.what for entry in page.entries] == [
        "consent_given",
        "consent_withdrawn",
        "consent_given",
    ]
    assert page.counts["consent"] == 3


def test_two_words_at_one_moment_keep_their_order(shop: Shop) -> None:
    """A double click agrees and withdraws in the same millisecond: the later one holds."""
    member = shop.member()
    shop.kernel.run(consents.record, member.id, purpose="service", granted=True)
    shop.kernel.run(consents.record, member.id, purpose="service", granted=False)
    assert held(shop, member.id)["service"] is False


def test_day_way_and_wording_are_kept(shop: Shop) -> None:
    member = shop.member()
    shop.kernel.run(consents.record, member.id, purpose="service", granted=True, channel="paper")
    row = shop.kernel.ask(member_file.file, member.id).consents[0]
    assert (row.purpose, row.channel, row.at) == ("service", "paper", shop.clock.now())


@pytest.mark.parametrize(
    ("purpose", "channel", "code"),
    [("everything", "counter", "consent.purpose"), ("service", "dream", "consent.channel")],
)
def test_only_known_purposes_and_ways(shop: Shop, purpose: str, channel: str, code: str) -> None:
    member = shop.member()
    with pytest.raises(Refused) as refused:
        shop.kernel.run(consents.record, member.id, purpose=purpose, granted=True, channel=channel)
    assert refused.value.code == code


def test_a_consent_is_a_fact_and_not_undone(shop: Shop) -> None:
    member = shop.member()
    outcome = shop.kernel.run(consents.record, member.id, purpose="service", granted=True)
    assert outcome.inverse is None
