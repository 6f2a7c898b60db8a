"""What a file is, what it is called and how long it stays: a wrong answer loses evidence or keeps it too long."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.settings import SETTINGS
from models.base.text import clean_line
from models.rules import attachments as rules

DAY = date(2026, 6, 11)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "image/heic"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", rules.FILE),
        (b"RIFF\x10\x00\x00\x00WAVE", rules.FILE),
        (b"\x00\x00\x00\x18ftypmp42", rules.FILE),
        (b"\xff\xd8", rules.FILE),
        (b"", rules.FILE),
        (b"MZ\x90\x00", rules.FILE),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, told: str) -> None:
    """A program named photo.jpg is never handed to a picture reader, nor a drawing that fetches from elsewhere."""
    assert rules.media_type(head) == told
    assert told in rules.MEDIA_TYPES
    assert rules.is_picture(told) == told.startswith("image/")


@given(st.text(max_size=300))
def test_any_name_a_disk_may_have_becomes_one_that_is_kept_as_it_is(given_name: str) -> None:
    """Dropping a file must never be refused for its name, nor the name hide a path or turn its own reading."""
    shown = rules.shown_name(given_name)
    assert len(shown) <= rules.NAME_MOST
    assert "/" not in shown
    assert "\\" not in shown
    assert clean_line(shown, field="name", most=rules.NAME_MOST) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = rules.shown_name("C:\\照片\\" + "洗衣机" * 60 + ".jpeg")
    assert (len(shown), shown[-5:], shown[:3]) == (rules.NAME_MOST, ".jpeg", "洗衣机")
    assert rules.shown_name("../../etc/passwd") == "passwd"
    assert rules.shown_name("a\u202egpj.exe") == "agpj.exe"


def test_days_are_counted_from_the_day_it_came() -> None:
    assert rules.keep_until(DAY, 365) == date(2027, 6, 11)
    assert rules.keep_until(DAY, 0) is None


@given(st.integers(1, 5000), st.integers(0, 6000), st.booleans())
def test_nothing_is_swept_before_its_last_day_or_while_its_job_is_open(
    days: int, later: int, open_job: bool
) -> None:
    """Evidence of damage that goes a day early, or under a running job, is gone when it is asked for."""
    until = rules.keep_until(DAY, days)
    due = rules.is_due(DAY + timedelta(days=later), until, open_job=open_job)
    assert due == (later > days and not open_job)
    assert not rules.is_due(date(9000, 1, 1), None, open_job=False)


def test_every_purpose_has_a_setting_of_days() -> None:
    assert set(rules.SETTING_OF) == set(rules.PURPOSES)
    for name in rules.SETTING_OF.values():
        assert 0 in SETTINGS[name].choices
        assert SETTINGS[name].default in SETTINGS[name].choices
