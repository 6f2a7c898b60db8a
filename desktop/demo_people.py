"""Invented people for a demonstration shop: names as common as in life, homes, phones nobody has.

Pure: everything comes from the seeded source that is handed in. Must not know the shop.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from models.services.members import AddressEntry, MemberDetails, PhoneEntry

_SURNAMES = (
    "王 720 李 700 张 680 刘 510 陈 450 杨 300 黄 220 赵 200 吴 200 周 190 徐 150 孙 150 马 120 "
    "朱 120 胡 120 郭 110 何 110 林 110 高 100 罗 100 郑 90 梁 85 谢 70 宋 70 唐 65 许 65 韩 60 "
    "邓 60 冯 60 曹 60 彭 55 曾 55 肖 50 田 50 董 50 潘 45 袁 45 蔡 45 蒋 45 余 42 于 42 杜 42 "
    "叶 40 程 40 魏 40 苏 40 吕 38 丁 35 任 35 卢 33 姚 32 沈 32 钟 30 姜 30 崔 30 谭 30 陆 28 "
    "范 27 汪 27 廖 25 石 25 金 25 韦 22 贾 22 夏 20 付 20 方 20 邹 20 熊 20 白 19 孟 19 秦 19 "
    "邱 18 侯 18 江 18 尹 17 薛 17 闫 16 段 16 雷 16 龙 15 黎 14 史 14 陶 14 贺 13 毛 13 郝 13 "
    "顾 12 龚 12 邵 12 覃 11 武 11 钱 11 戴 11 严 10 莫 10 孔 10 向 9 汤 9 常 8 温 8 康 8 施 8 "
    "牛 7 樊 7 葛 7 邢 7 安 7 齐 6 庄 6 翟 6 聂 5 章 5 鲁 5 俞 5 单 3 解 2 查 2 仇 2 区 1 "
    "欧阳 5 上官 1 尉迟 1 万俟 1 诸葛 1 令狐 1"
)
_GIVEN: dict[tuple[int, str], str] = {
    (
        0,
        "female",
    ): "桂兰 秀英 玉兰 秀珍 桂英 淑珍 凤英 玉梅 秀兰 淑兰 桂芳 春兰 惠珍 美凤 素芬 玉珍",
    (0, "male"): "建国 国栋 德明 建华 志远 福生 永强 宝山 德福 国强 振华 文博 长贵 金生 玉山 树森",
    (1, "female"): "丽 敏 艳 芳 静 红 丽娟 海燕 晓红 春梅 丽华 美玲 秀丽 雪梅 玉霞 晓燕 娟 莉",
    (1, "male"): "军 勇 强 磊 伟 志强 建军 海涛 志刚 国庆 卫东 永刚 建平 立新 峰 斌 晓东 红兵",
    (2, "female"): "婷 婷婷 晓彤 倩 雪 佳 晶晶 丹 思琪 莹 璐 文静 雅婷 欣 慧 颖 梦瑶 洁",
    (2, "male"): "浩 鹏 宇 杰 超 凯 洋 晨 俊杰 博文 天宇 明 旭 子豪 阳 帆 嘉伟 家明",
    (3, "female"): "欣怡 梓涵 雨桐 诗涵 可馨 语嫣 若曦 佳怡 一诺 子萱",
    (3, "male"): "浩然 子轩 宇航 梓豪 皓轩 俊熙 一鸣 思远 泽宇 奕辰",
}
_BORN = ((1942, 1961), (1962, 1977), (1978, 1991), (1992, 2003))
_GENERATIONS = (30, 32, 28, 10)

ESTATES = (
    ("清河路 86 弄", 28, 6),
    ("清河路 141 弄", 16, 6),
    ("槐荫里", 22, 5),
    ("永宁小区", 34, 6),
    ("杏园东里", 18, 11),
    ("柳桥新村", 41, 6),
    ("和平家园", 12, 18),
    ("运河景苑", 9, 24),
    ("棉纺厂宿舍", 14, 4),
    ("文化路 7 号院", 6, 6),
)
"""Estates around the shop: name, buildings, floors. Invented."""
_STREETS = ("清河路", "槐树街", "文化路", "运河东路")

_SOURCES = (
    ("acquaintance", 34),
    ("estate", 16),
    ("passing", 16),
    ("referral", 12),
    ("wechat", 9),
    ("flyer", 6),
    ("platform", 4),
    ("search", 3),
)
_PREFERENCES = (
    "喜欢上午来",
    "要纸质收据",
    "只用微信联系",
    "周末才在家",
    "晚上 6 点后在家",
    "先报价再动手",
    "旧件要留下",
    "喜欢刘永强师傅上门",
)
_NEEDS = (
    "听力不好，请打座机",
    "腿脚不便，开门慢，多等一会",
    "独居老人，弄完讲一遍怎么用",
    "家里有新生儿，进门戴鞋套、轻声",
    "眼睛不好，字写大一点",
)
_TABOOS = ("进门要换鞋套", "不要在屋里抽烟", "别用主卧卫生间", "午睡 12 点到 2 点别来")
_ACCESS = (
    "老小区，车停 3 号门",
    "门禁按房号再按铃铛",
    "5 楼没电梯，大件要两个人",
    "家里有狗，进门前先打电话",
    "单元门坏了，到楼下打电话",
    "地下车库进，限高 2 米",
)
_SHOPS = ("早点铺", "理发店", "水果店", "幼儿园", "诊所", "便利店", "房产中介", "棋牌室")

_PHONE_STEP, _PHONE_START, _PHONES = 3_333_331, 1_062_047, 10_000_000


@dataclass(frozen=True, slots=True)
class Home:
    """A place that several people may share."""

    text: str
    estate: str
    surname: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person who becomes a member, and where that person lives."""

    details: MemberDetails
    home: Home


class Register:
    """Draws newcomers. The ``running``-th always gets the same phone, and no two get one."""

    def __init__(self, random: Random) -> None:
        self._random = random
        words = _SURNAMES.split()
        self._surnames = words[::2]
        self._weights = [int(weight) for weight in words[1::2]]

    def newcomer(self, running: int, *, day: date, home: Home | None = None) -> Newcomer:
        """One new person on a shop day; with ``home`` somebody of a household known already."""
        random = self._random
        generation = random.choices(range(4), _GENERATIONS)[0]
        gender = random.choice(("female", "male"))
        surname = (
            home.surname
            if home is not None and random.random() < 0.6
            else random.choices(self._surnames, self._weights)[0]
        )
        home = home or self._home(surname)
        business = random.random() < 0.05
        name = surname + random.choice(_GIVEN[generation, gender].split())
        old = generation == 0
        return Newcomer(
            MemberDetails(
                name=f"{surname}老板（{random.choice(_SHOPS)}）" if business else name,
                phones=self._phones(running, old=old),
                addresses=(
                    AddressEntry(text=home.text, estate=home.estate),
                    *self._second_home(),
                ),
                gender=gender,
                birthday=self._birthday(generation) if random.random() < 0.45 else None,
                customer_type=(
                    "business" if business else random.choices(("family", "premium"), (94, 6))[0]
                ),
                source=random.choices(
                    [name for name, _ in _SOURCES], [weight for _, weight in _SOURCES]
                )[0],
                preferences=self._maybe(0.22, _PREFERENCES),
                special_needs=self._maybe(0.3 if old else 0.04, _NEEDS),
                taboos=self._maybe(0.08, _TABOOS),
                access_notes=self._maybe(0.2, _ACCESS),
                elderly=old and day.year - _BORN[0][1] >= 60,
                special_care=old and random.random() < 0.15,
            ),
            home,
        )

    def _phones(self, running: int, *, old: bool) -> tuple[PhoneEntry, ...]:
        mobile = PhoneEntry(number=phone(running))
        if self._random.random() < (0.35 if old else 0.06):
            return (mobile, PhoneEntry(number=f"010555{running % 100_000:05d}", label="座机"))
        return (mobile,)

    def _home(self, surname: str) -> Home:
        random = self._random
        if random.random() < 0.12:
            street = random.choice(_STREETS)
            text = f"{street} {random.randint(3, 290)} 号{random.choice(('', '临街铺', '院内'))}"
            return Home(text, "", surname)
        estate, buildings, floors = random.choices(ESTATES, [b for _, b, _ in ESTATES])[0]
        room = f"{random.randint(1, floors)}0{random.randint(1, 4)}"
        return Home(f"{estate} {random.randint(1, buildings)} 号 {room} 室", estate, surname)

    def _second_home(self) -> tuple[AddressEntry, ...]:
        if self._random.random() >= 0.06:
            return ()
        home = self._home("")
        return (AddressEntry(text=home.text, estate=home.estate, note="父母家"),)

    def _birthday(self, generation: int) -> date:
        first, last = _BORN[generation]
        start = date(self._random.randint(first, last), 1, 1)
        return start + timedelta(days=self._random.randrange(365))

    def _maybe(self, chance: float, choices: tuple[str, ...]) -> str:
        return self._random.choice(choices) if self._random.random() < chance else ""


def phone(running: int) -> str:
    """The mobile number of the ``running``-th person: 1540 and seven digits, a range not given out.

    A fixed step prime to ten million makes them look drawn and never meet.
    """
    return f"1540{(_PHONE_START + running * _PHONE_STEP) % _PHONES:07d}"
