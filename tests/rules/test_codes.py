"""If these fail, a scan opens the wrong record, or two papers carry the same number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base import codes
from models.base.codes import Code, CodeKind, JobNumber, ReceiptNumber
from models.base.errors import Refused

JOBS = st.builds(
    codes.job_number,
    st.integers(1, 26),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, codes.JOBS_A_DAY),
)


def test_the_check_digit_is_that_of_gs1() -> None:
    # the example of the GS1 General Specifications, and one that tells the weights apart
    assert codes.check_digit("629104150021") == 3
    assert codes.check_digit("400638133393") == 1


def test_numbers_look_as_the_pictures_show_them() -> None:
    job = codes.job_number(1, date(2026, 6, 10), 23)
    assert (str(job), job.code[:13]) == ("GD-A260610-023", "9101260610023")
    assert str(codes.receipt_number(1, 123)) == "A-000123"
    assert codes.card_text("88001206") == "8800 1206"
    assert [codes.desk_letter(desk) for desk in (1, 26)] == ["A", "Z"]


@given(JOBS)
def test_a_job_is_found_again_by_its_code_and_by_its_number(job: JobNumber) -> None:
    assert codes.job_of(codes.parse(job.code)) == job
    assert codes.parse_job_number(str(job)) == job
    assert codes.parse_job_number(f" ＧＤ{str(job).lower()[2:]} ") == job


@given(st.lists(JOBS, unique=True, min_size=2, max_size=30))
def test_no_two_jobs_share_a_code(jobs: list[JobNumber]) -> None:
    assert len({job.code for job in jobs}) == len(jobs)


@given(st.integers(1, 26), st.integers(1, codes.RUNNING_MOST))
def test_a_receipt_is_found_again_by_its_code_and_by_its_number(desk: int, number: int) -> None:
    receipt = codes.receipt_number(desk, number)
    assert codes.parse(receipt.code) == Code(CodeKind.RECEIPT, desk, number)
    assert codes.parse_receipt_number(str(receipt)) == receipt
    assert codes.parse_receipt_number(f"{codes.desk_letter(desk).lower()}{number}") == receipt


@given(JOBS, st.integers(0, 13), st.integers(1, 9))
def test_one_misread_digit_is_noticed(job: JobNumber, place: int, by: int) -> None:
    wrong = str((int(job.code[place]) + by) % 10)
    with pytest.raises(Refused) as refused:
        codes.parse(job.code[:place] + wrong + job.code[place + 1 :])
    assert refused.value.code == "code.check"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "code.digits"),
        ("9101260610023", "code.digits"),
        ("٩101260610023٣", "code.digits"),
        ("00000000000000", "code.unknown"),
        ("99010000000013", "code.check"),
    ],
)
def test_a_strange_code_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        codes.parse(typed)
    assert refused.value.code == code


@pytest.mark.parametrize("body", ["260010023", "261310023", "260632023", "260610000"])
def test_a_code_with_a_day_that_never_was_is_refused(body: str) -> None:
    digits = f"9101{body}"
    if body == "261310023":  # month 13 is no page of thousands either
        digits = "9101262010023"[:4] + "261310023"
    with pytest.raises(Refused) as refused:
        codes.parse(f"{digits}{codes.check_digit(digits)}")
    assert refused.value.code == "code.unknown"


@pytest.mark.parametrize(
    "typed", ["", "GD", "GD-A260610", "GD-1260610-023", "GD-A260631-023", "A260610-5000", "A-0"]
)
def test_what_is_no_job_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match=r"code\.job_number"):
        codes.parse_job_number(typed)


def test_the_five_thousandth_job_of_a_day_is_refused() -> None:
    with pytest.raises(Refused, match=r"code\.job_full"):
        codes.job_number(1, date(2026, 6, 10), 5000)


def test_a_member_card_has_a_code() -> None:
    assert codes.parse(codes.member_code(1, "88001206")) == Code(CodeKind.MEMBER, 1, 88001206)
    assert isinstance(codes.receipt_number(2, 7), ReceiptNumber)
