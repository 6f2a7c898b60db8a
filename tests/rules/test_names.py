"""If these fail, papers show whole names, or a member with a rare surname is never found."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.names import is_han, masked_name, split_name
from models.rules.pinyin import READINGS_MOST, _readings, display, readings

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张桂兰", "张*兰"),
        ("李雷", "李*"),
        ("欧阳锋", "欧阳*"),
        ("欧阳娜娜", "欧阳*娜"),
        ("司马", "司*"),
        ("张阿姨", "张阿姨"),
        ("张", "*"),
        ("", ""),
        ("阿不都·热合曼", "阿*·热*"),
        ("Anna Smith", "A*** S***"),
        ("张Anna", "张*"),
        ("清河路小区物业", "清***业"),
        ("😀", "😀***"),
    ],
)
def test_a_masked_name_tells_only_its_owner(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@given(HAN)
def test_no_masked_han_name_is_whole_unless_it_is_a_title(name: str) -> None:
    assert masked_name(name) != name or split_name(name)[1] != ""
    assert "".join(split_name(name)) == name


def test_every_character_is_read_as_the_library_reads_it() -> None:
    """The table is looked up without the library; a change of its file's form must not pass unseen."""
    os.environ["PYPINYIN_NO_PHRASES"] = "true"
    from pypinyin.constants import PINYIN_DICT

    signs = [number for number in PINYIN_DICT if is_han(chr(number))]
    assert len(signs) > 20_000
    for number in signs[::7]:
        assert ",".join(_readings(chr(number))) == PINYIN_DICT[number]
    assert _readings("\ue000") == ("\ue000",)


@given(st.text(max_size=20))
def test_any_name_is_masked_and_said_without_error(name: str) -> None:
    assert isinstance(masked_name(name), str)
    assert 1 <= len(readings(name)) <= READINGS_MOST
    assert isinstance(display(name), str)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("张三", "zhāng sān"),
        ("单雄信", "shàn xióng xìn"),
        ("曾国藩", "zēng guó fān"),
        ("解晓东", "xiè xiǎo dōng"),
        ("查良镛", "zhā liáng yōng"),
        ("仇英", "qiú yīng"),
        ("区小明", "ōu xiǎo míng"),
        ("尉迟恭", "yù chí gōng"),
        ("万俟卨", "mò qí xiè"),
        ("任伟", "rén wěi"),
        ("盖叫天", "gě jiào tiān"),
        ("缪贤", "miào xián"),
        ("朴树", "piáo shù"),
        ("繁钦", "pó qīn"),
        ("黑伟", "hè wěi"),
        ("员半千", "yùn bàn qiān"),
        ("吕布", "lǚ bù"),
        ("李长乐", "lǐ cháng lè"),
        ("Anna", ""),
    ],
)
def test_a_surname_has_its_own_reading(name: str, said: str) -> None:
    assert display(name) == said


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("覃辉", ["qinhui", "tanhui"]),
        ("翟天", ["zhaitian", "ditian"]),
        ("王乐", ["wangle", "wangyue"]),
        ("李长", ["lichang", "lizhang"]),
        ("吕布", ["lvbu", "lubu"]),
        ("万俟和", ["moqihe"]),
    ],
)
def test_other_readings_are_searched_too(name: str, also: list[str]) -> None:
    assert set(also) <= {"".join(reading) for reading in readings(name)}


@pytest.mark.parametrize(("name", "never"), [("单强", "danqiang"), ("曾强", "cengqiang")])
def test_a_surname_is_not_searched_by_its_everyday_reading(name: str, never: str) -> None:
    assert never not in {"".join(reading) for reading in readings(name)}
