"""If these fail, a member who asks what is known of them is told less than it is, or nobody knows they asked."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from models.base.errors import Refused
from models.base.rights import Level, Right
from models.base.usecase import query
from models.services import exchange, personal_data, timeline
from models.store.work import View
from tests.services.life import NAME, OLD_NAME, PHONE, TEXTS, Life
from tests.shopkeeping import Shop


@pytest.fixture
def life(shop: Shop) -> Life:
    made = Life(shop)
    made.finish_all()
    return made


def handed(life: Life, form: str = "json") -> personal_data.PersonalData:
    return life.shop.kernel.run(personal_data.hand_over, life.id, form=form).result


@query(Right.SERVE)
def _everything(view: View, member_id: str) -> list[str]:
    """Every text in any row about the member, straight from the tables."""
    found: list[str] = []
    for table in ("member_phone", "member_address", "device", "consent", "job"):
        for row in view.sql(f"SELECT * FROM {table} WHERE member_id=?", (member_id,)):
            found += [v for k, v in row.items() if isinstance(v, str) and k not in _NOT_HERS]
    for row in view.sql("SELECT * FROM member WHERE id=?", (member_id,)):
        found += [v for k, v in row.items() if isinstance(v, str) and k not in _NOT_HERS]
    return [text for text in found if text]


_NOT_HERS = (
    "id", "member_id", "device_id", "household_id", "referred_by_id", "technician_id", "opened_by_id",
    "code", "readings", "hold", "price_day",
)  # fmt: skip


def test_everything_that_stands_in_the_tables_stands_in_the_file(life: Life) -> None:
    """The right to one's own data is the right to all of it: a column that is added later too."""
    told = msgspec.json.encode(handed(life)).decode()
    missing = [
        text
        for text in life.shop.kernel.ask(_everything, life.id)
        if msgspec.json.encode(text).decode()[1:-1] not in told
    ]
    assert missing == []
    for text in (NAME, PHONE, *TEXTS[:13]):
        assert text in told, text


def test_nobody_elses_data_goes_along(life: Life) -> None:
    """The household and who came by whom are other people: masked, and no number."""
    told = msgspec.json.encode(handed(life)).decode()
    assert "李雷" not in told
    assert "15401060001" not in told
    assert handed(life).household == ("李*",)


def test_handing_over_is_in_the_journal_and_in_the_next_file(life: Life) -> None:
    """The member may also ask who has asked before, who read the number, who took a list of everybody."""
    life.shop.kernel.run(exchange.permit, "members")
    life.shop.clock.advance(timedelta(minutes=1))
    handed(life, "pdf")
    entries = life.shop.kernel.ask(timeline.of_member, life.id, group="file").entries
    assert (entries[0].what, entries[0].details) == ("data_exported", {"form": "pdf"})
    readings = [reading.what for reading in handed(life).readings]
    assert readings[0] == "phone_shown"
    assert readings[-3:] == ["list_exported", "data_exported", "data_exported"]
    assert readings.count("phone_printed") == 3


def test_every_consent_is_told_with_wording_way_and_time(life: Life) -> None:
    (word,) = handed(life).consents
    assert (word.purpose, word.granted, word.version, word.channel) == (
        "marketing",
        True,
        "2026-01",
        "counter",
    )
    assert word.at.tzinfo is not None


def test_a_clerk_hands_nothing_over_and_a_supervisor_does(life: Life) -> None:
    kernel = life.shop.kernel
    kernel.actor = replace(kernel.actor, level=Level.CLERK)
    with pytest.raises(Refused, match=r"right\.missing"):
        handed(life)
    kernel.actor = replace(kernel.actor, level=Level.SUPERVISOR)
    assert handed(life).card


@pytest.mark.parametrize("form", ["", "docx"])
def test_an_unknown_form_is_refused(life: Life, form: str) -> None:
    with pytest.raises(Refused, match=r"personal\.form"):
        handed(life, form)
    assert OLD_NAME
