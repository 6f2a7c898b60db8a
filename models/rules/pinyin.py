"""How a name sounds: all readings for the search index, one with tone marks for the eye.

A surname has its own reading, a character in a given name has all of them. Must not be imported
for less than that.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import combinations, product
from pathlib import Path

from models.rules.names import is_han, split_name

READINGS_MOST = 16
LONG_READINGS_MOST = 4
_LONG = 4
_EACH_MOST = 4

_SURNAMES = {
    line.split()[0]: tuple(tuple(reading.split("-")) for reading in line.split()[1:])
    for line in """
单 shàn
曾 zēng
解 xiè
查 zhā
仇 qiú
区 ōu
尉 wèi
任 rén
盖 gě gài
缪 miào
朴 piáo
繁 pó
黑 hè hēi
员 yùn
覃 qín tán
翟 zhái dí
折 shé
纪 jǐ
宓 mì
种 chóng
冼 xiǎn
洗 xiǎn
逄 páng
召 shào
乐 yuè lè
华 huà
过 guō
佴 nài
隗 wěi kuí
燕 yān
眭 suī
郗 xī chī
郇 xún huán
阚 kàn
那 nā
哈 hǎ
能 nài
句 gōu
谌 chén shèn
郄 qiè xì
卜 bǔ
车 chē
贾 jiǎ
沈 shěn
石 shí
叶 yè
臧 zāng
藏 zāng
祭 zhài
秘 bì
都 dū
葛 gě
殷 yīn
应 yīng
曲 qū
瞿 qú
褚 chǔ
宁 níng nìng
柏 bǎi bó
薄 bó
相 xiàng
訾 zī
牟 mù móu
粘 nián
谷 gǔ
强 qiáng
撒 sǎ
莘 shēn xīn
乜 niè
干 gān
会 guì
圈 juàn
库 shè
重 chóng
少 shào
便 pián
晁 cháo
晟 chéng
费 fèi bì
巷 xiàng
行 xíng
角 jué
呙 guō
适 kuò
瞿 qú
尹 yǐn
俞 yú
於 yū
万俟 mò-qí
尉迟 yù-chí
尉遲 yù-chí
单于 chán-yú
长孙 zhǎng-sūn
澹台 tán-tái
皇甫 huáng-fǔ
令狐 líng-hú
亓官 qí-guān
拓跋 tuò-bá
夏侯 xià-hóu
鲜于 xiān-yú
宰父 zǎi-fǔ
乐正 yuè-zhèng
仲长 zhòng-cháng
谷梁 gǔ-liáng
呼延 hū-yán
""".strip().splitlines()
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A name cut into units, each Han character or run of letters or digits one.

    ``starts`` are the units' places in the name; ``readings`` are plain letters a unit, the one
    shown first; ``surname_units`` how many units the surname has (0 where it has none).
    """

    units: tuple[str, ...]
    starts: tuple[int, ...]
    readings: tuple[tuple[str, ...], ...]
    surname_units: int


@lru_cache(maxsize=65536)
def spoken(name: str, *, person: bool = True) -> Spoken:
    """The units of ``name`` and its readings, at most 16 (4 for more than four units).

    ``person``: the name begins with a surname, read by its own reading. ü is given as both v and u.
    """
    return spoken_once(name, person=person)


def spoken_once(name: str, *, person: bool = True) -> Spoken:
    """As :func:`spoken`, and nothing is kept at hand: for a name that is indexed once."""
    units, starts = _cut(name)
    surname_units = _surname_units(units) if person else 0
    limit = _limit(len(units))
    rest = units[surname_units:]
    shown = [plain(syllable) for syllable in _toned(rest)]
    choices = [
        _first(_with_u(way), _unit_choices(unit)) for way, unit in zip(shown, rest, strict=True)
    ]
    given = _combined(choices, limit)
    ways = [head + way for way in given for head in _surname_readings(units[:surname_units])]
    return Spoken(units, starts, tuple(ways[:limit]), surname_units)


def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """All readings of a person's name that are searched, each a tuple of plain syllables."""
    return spoken(name).readings


@lru_cache(maxsize=65536)
def display(name: str, *, person: bool = True) -> str:
    """The reading that is shown, with tone marks: 张三 → ``zhāng sān``; "" without Han."""
    return display_once(name, person=person)


def display_once(name: str, *, person: bool = True) -> str:
    """As :func:`display`, and nothing is kept at hand."""
    units, _ = _cut(name)
    if not any(_is_sign(unit) for unit in units):
        return ""
    count = _surname_units(units) if person else 0
    toned = list(_surname_toned(units[:count])[0]) if count else []
    return " ".join(toned + _toned(units[count:]))


@lru_cache(maxsize=16384)
def plain(toned: str) -> str:
    """Letters without tone marks, ü as v."""
    spread = unicodedata.normalize("NFD", toned.lower()).replace("u\u0308", "v")
    return "".join(mark for mark in spread if not unicodedata.combining(mark))


@lru_cache(maxsize=65536)
def cut(name: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The units of ``name`` and the place each begins at; needs no readings."""
    return _cut(name)


def _cut(name: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    units: list[str] = []
    starts: list[int] = []
    last = ""
    for place, character in enumerate(name):
        sort = _sort(character)
        if not sort:
            last = ""
        elif sort == last and sort != "han":
            units[-1] += character
        else:
            units.append(character)
            starts.append(place)
            last = sort
    return tuple(units), tuple(starts)


@lru_cache(maxsize=16384)
def _sort(character: str) -> str:
    if is_han(character):
        return "han"
    if character.isdigit():
        return "digit"
    return "letter" if character.isalnum() else ""


def _is_sign(unit: str) -> bool:
    """Whether a unit is one Han character."""
    return len(unit) == 1 and _sort(unit) == "han"


def _surname_units(units: Sequence[str]) -> int:
    if not units or not _is_sign(units[0]):
        return 0
    run = []
    for unit in units:
        if not _is_sign(unit):
            break
        run.append(unit)
    return len(split_name("".join(run))[0])


def _limit(count: int) -> int:
    return READINGS_MOST if count <= _LONG else LONG_READINGS_MOST


def _combined(choices: Sequence[Sequence[str]], limit: int) -> list[tuple[str, ...]]:
    """Up to ``limit`` combinations, the first choices first, then with ever more other ones."""
    first = tuple(choice[0] for choice in choices)
    ways = [first]
    others = [place for place, choice in enumerate(choices) if len(choice) > 1]
    for count in range(1, len(others) + 1):
        for places in combinations(others, count):
            for chosen in product(*(choices[place][1:] for place in places)):
                if len(ways) >= limit:
                    return ways
                way = list(first)
                for place, reading in zip(places, chosen, strict=True):
                    way[place] = reading
                ways.append(tuple(way))
    return ways


def _first(shown: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*shown, *others)))


def _with_u(syllable: str) -> tuple[str, ...]:
    return (syllable, syllable.replace("v", "u")) if "v" in syllable else (syllable,)


def _surname_toned(units: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    own = _SURNAMES.get("".join(units))
    return own if own is not None else (tuple(_toned(units)),)


def _surname_readings(units: Sequence[str]) -> list[tuple[str, ...]]:
    ways: list[tuple[str, ...]] = []
    for toned in _surname_toned(units):
        ways.extend(product(*(_with_u(plain(syllable)) for syllable in toned)))
    return ways


def _toned(units: Sequence[str]) -> list[str]:
    return [_syllable(unit) if _is_sign(unit) else unit for unit in units]


@lru_cache(maxsize=16384)
def _syllable(sign: str) -> str:
    """The toned syllable shown of one Han character; names of people are in no list of phrases."""
    return _IN_NAMES.get(sign) or _readings(sign)[0]


@lru_cache(maxsize=16384)
def _unit_choices(unit: str) -> tuple[str, ...]:
    """Plain readings of one unit, commonest first, at most 4 before v and u are told apart."""
    if not _is_sign(unit):
        return (unit.lower(),)
    found = dict.fromkeys(plain(reading) for reading in _readings(unit))
    distinct = list(found)[:_EACH_MOST]
    return tuple(dict.fromkeys(way for reading in distinct for way in _with_u(reading)))


_IN_NAMES = {"长": "cháng", "重": "chóng", "朝": "cháo", "行": "xíng", "乐": "lè"}
"""The reading that is shown where a given name's usual one is not the character's commonest."""


@lru_cache(maxsize=16384)
def _readings(sign: str) -> tuple[str, ...]:
    """All toned syllables of one Han character, the commonest first; the character itself where none is known."""
    mark = b'"%d": "' % ord(sign)
    table = _table()
    start = table.find(mark)
    if start < 0:
        return (sign,)
    start += len(mark)
    return tuple(table[start : table.index(b'"', start)].decode().split(","))


@cache
def _table() -> bytes:
    """pypinyin's table of characters, as it lies on the disk.

    The library makes of it, at its import, 12 MB of objects in 0.2 s; a desk meets a few hundred of the
    42,000 characters. Looking one up here takes 0.1 ms, once. The library itself is never imported.
    """
    spec = find_spec("pypinyin")
    if spec is None or spec.origin is None:
        raise RuntimeError("pypinyin is not installed")
    return Path(spec.origin).with_name("pinyin_dict.json").read_bytes()
