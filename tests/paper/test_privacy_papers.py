"""If these fail, the proof of an erasure gives the person away, or the member's own copy lacks what is on file."""

import json
from dataclasses import replace

import pytest

from models.services import erasure, papers, personal_data
from models.services.erasure import Slip
from models.services.personal_data import PersonalData
from tests.paper import reading
from tests.services.life import NAME, PHONE, TEXTS, WORDS, Life
from tests.shopkeeping import Shop
from views.paper import erasure_slip, job_card, receipt
from views.paper import personal_data as own
from views.paper.output import Language

LANGUAGES = ("zh", "en")


@pytest.fixture
def life(shop: Shop) -> Life:
    made = Life(shop)
    made.finish_all()
    return made


@pytest.fixture
def slip(life: Life) -> Slip:
    life.shop.kernel.run_keyed("erase", erasure.erase, life.id)
    return life.shop.kernel.ask(erasure.slip, life.id)


@pytest.fixture
def data(life: Life) -> PersonalData:
    return life.shop.kernel.run(personal_data.hand_over, life.id, form="json").result


def flat(pdf: bytes) -> str:
    return reading.flat(reading.text(pdf))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slip_proves_it_and_names_nobody(slip: Slip, language: str) -> None:
    said = flat(erasure_slip.render(slip, language=language))
    for word in ("SC-A-000001", "2026-06-11", "邻里家电清河路店", "何玉梅"):
        assert word in said, word
    assert [word for word in WORDS if reading.flat(word) in said] == []
    assert "88000002" not in said


def test_the_slip_is_one_page_also_with_long_names(slip: Slip) -> None:
    long = replace(slip, shop=replace(slip.shop, name="店" * 40, address="路" * 60), by="何" * 40)
    assert erasure_slip.make(slip, language="en").pages == 1
    assert erasure_slip.make(long, language="zh").pages == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_and_the_file_say_everything_in_plain_names(
    data: PersonalData, language: str
) -> None:
    said = flat(own.render(data, language=language))
    content = own.as_file(data, language=language).decode()
    told = json.loads(content)
    for word in (NAME, PHONE, *TEXTS[:13]):
        assert reading.flat(word) in said, word
        assert word in content, word
    heads = {"zh": ("会员", "工单", "谁看过、谁导出过"), "en": ("Member", "Jobs", "Consents")}
    for head in heads[language]:
        assert told[head], head
    assert "_" not in "".join(told)


def test_a_file_of_many_jobs_numbers_its_pages(data: PersonalData) -> None:
    made = own.make(replace(data, jobs=data.jobs * 12), language="zh")
    assert made.pages > 5
    assert f"第{made.pages}页，共{made.pages}页" in flat(made.pdf)


def test_a_reprint_says_that_the_member_was_erased(life: Life, slip: Slip) -> None:
    """A receipt without its member looks like a walk-in's, and the books would lie."""
    assert slip
    again = life.shop.kernel.run(papers.print_receipt, life.bill.id).result
    told: tuple[tuple[Language, str], ...] = (("zh", "已删除的会员"), ("en", "Erasedmember"))
    for language, words in told:
        pdf = receipt.render(again.receipt, width="80", language=language, copy=again.copy)
        assert words in flat(pdf)
        card = life.shop.kernel.run(papers.print_job_card, life.job).result
        assert words in flat(job_card.render(card, language=language))
