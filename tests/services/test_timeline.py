"""If these fail, something that happened with a member is missing from the member's file, or told twice."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.rules.jobs import Step
from models.services import consents, timeline
from tests.shopkeeping import Shop


def whats(shop: Shop, member_id: str, *, group: str = "") -> list[str]:
    found = shop.kernel.ask(timeline.of_member, member_id, group=group)
    return [entry.what for entry in found.entries]


def test_a_walk_in_is_told_from_the_first_to_the_last_step(shop: Shop) -> None:
    member = shop.member()
    shop.clock.advance(timedelta(minutes=1))
    job = shop.job(member.id, "FW-001")
    shop.move(job.id, Step.DISPATCH, Step.WORK)
    shop.clock.advance(timedelta(minutes=1))
    posted = shop.sell("PJ-0618", member_id=member.id)
    told = shop.kernel.ask(timeline.of_member, member.id)
    assert [(entry.what, entry.number) for entry in told.entries] == [
        ("bill_posted", posted.number),
        ("job_moved", job.number),
        ("job_moved", job.number),
        ("job_opened", job.number),
        ("member_created", member.number),
    ]
    assert told.counts == {"bill": 1, "job": 1, "file": 1}
    assert not told.more
    assert told.read_at == shop.clock.now()


def test_each_group_tells_its_own(shop: Shop) -> None:
    member = shop.member()
    shop.sell("FW-001", member_id=member.id)
    assert whats(shop, member.id, group="bill") == ["bill_posted"]
    assert whats(shop, member.id, group="file") == ["member_created"]
    assert whats(shop, member.id, group="consent") == []


def test_one_members_entries_are_not_anothers(shop: Shop) -> None:
    one, other = shop.member(), shop.member("李雷", "15401060001")
    shop.sell("FW-001", member_id=one.id)
    assert whats(shop, other.id) == ["member_created"]


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.integers(1, 4))
def test_pages_hold_everything_once_however_many_share_a_moment(
    shop: Shop, pauses: list[bool], size: int
) -> None:
    """One act may leave three entries of one millisecond: the end of a page must not eat two of them."""
    member = shop.member("王芳", "")
    for pause in pauses:
        shop.clock.advance(timedelta(seconds=int(pause)))
        shop.kernel.run(consents.record, member.id, purpose="service", granted=pause)
    whole = [e.id for e in shop.kernel.ask(timeline.of_member, member.id).entries]
    paged: list[str] = []
    more, beyond = True, ""
    while more:
        page = shop.kernel.ask(timeline.of_member, member.id, limit=size, beyond=beyond)
        paged += [entry.id for entry in page.entries]
        more, beyond = page.more, page.entries[-1].id
    assert paged == whole
    assert len(whole) == len(pauses) + 1
