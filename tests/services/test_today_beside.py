"""What is due beside the jobs must not be forgotten because nobody opened the page it stands on."""

from datetime import timedelta

from models.services import job_notes, parked, today_beside
from models.services.parked import ParkedLine, ParkedSale
from tests.shopkeeping import Shop


def test_a_follow_up_stands_there_from_its_day_until_it_is_done(shop: Shop) -> None:
    """ "The pipe will not last": said in June, burst in August, and nobody had rung."""
    job = shop.job(shop.member().id, "FW-001")
    day = shop.clock.now().date() + timedelta(days=3)
    note = shop.kernel.run(
        job_notes.add, job.id, "observation", "水管撑不了\n多久", follow_up_on=day
    ).result
    assert shop.kernel.ask(today_beside.beside) == ()
    shop.clock.advance(timedelta(days=3))
    (row,) = shop.kernel.ask(today_beside.beside)
    assert (row.what, row.job_id, row.number) == ("follow_up", job.id, job.number)
    assert (row.title, row.day, row.member) == ("水管撑不了 多久", day, "张桂兰")
    shop.kernel.run(job_notes.follow, note)
    assert shop.kernel.ask(today_beside.beside) == ()


def test_a_parked_sale_stands_there_until_it_is_taken_up(shop: Shop) -> None:
    """A customer fetched money and never came back; the goods lay on the counter for a week."""
    member = shop.member().id
    line = ParkedLine(item_id=shop.items["FW-001"], quantity=2000)
    sale = ParkedSale(member_id=member, lines=(line, ParkedLine(item_id=shop.items["FW-120"])))
    parked_id = shop.kernel.run_keyed(shop.key(), parked.park, sale).result
    (row,) = shop.kernel.ask(today_beside.beside)
    assert (row.what, row.id, row.title) == ("parked", parked_id, "上门检测费")
    assert (row.total, row.lines, row.member_id) == (14000, 2, member)
    shop.kernel.run_keyed(shop.key(), parked.take_up, parked_id)
    assert shop.kernel.ask(today_beside.beside) == ()
