"""A shop of invented members for the rules of searching: a full-text table with its records, and looking
at every one of them.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from sqlcipher3 import dbapi2 as sqlite

from models.rules.search import Subject, member_subject, tokens
from models.rules.search_match import Hit, Place, collect, rank
from models.rules.search_plan import Plan, narrowed, terms

TABLE = "CREATE VIRTUAL TABLE f USING fts5(t, content='', detail=none, prefix='{}', tokenize=ascii)"


def table(prefix: str = "2 3 4 5 6") -> sqlite.Connection:
    connection = sqlite.connect(":memory:")
    connection.execute(TABLE.format(prefix))
    return connection


SURNAMES = "王李张刘陈杨黄赵吴周单曾解查任吕覃翟"
GIVEN = "伟芳娜乐长和兰桂英强明国华都行重藏朝"
ROADS = ("清河路", "清河里", "永泰东里", "长乐坊", "河路里", "张家胡同", "和平街")
WORDS = ("有狗", "老人独居，耳背", "空调加氟", "清河路那台", "门禁 138#", "iPhone 手机", "")


def members(count: int) -> dict[int, Subject]:
    """A believable shop of ``count`` members by rowid, the same each time."""
    chance = random.Random(20260610)
    found = {}
    for rowid in range(1, count + 1):
        surname = chance.choice([*SURNAMES, "欧阳", "尉迟", "Anna "])
        name = surname + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 3))))
        if chance.random() < 0.05:
            name = f"老{chance.choice(ROADS)}"
        place = f"{chance.choice(ROADS)}{chance.randrange(1, 30)}弄 {chance.randrange(1, 20)}号"
        found[rowid] = member_subject(
            name=name,
            card=str(88000000 + rowid),
            phones=(f"1{chance.choice('358')}{chance.randrange(10**9):09d}",),
            addresses=(place, f"{chance.choice(ROADS)} {chance.randrange(400)} 室"),
            serials=(f"AB{chance.randrange(10**4):04d}-{chance.randrange(10**5):05d}",),
            notes=(chance.choice(WORDS), chance.choice(WORDS)),
        )
    return found


class Shop:
    """A full-text table with its records, asked as models/store asks it."""

    def __init__(self, count: int) -> None:
        self.subjects = members(count)
        self.connection = table()
        for rowid, subject in self.subjects.items():
            self.put(rowid, subject)

    def put(self, rowid: int, subject: Subject) -> None:
        """One more record."""
        self.subjects[rowid] = subject
        self.connection.execute("INSERT INTO f(rowid, t) VALUES (?, ?)", (rowid, tokens(subject)))

    def fetch(self, match: str, below: int | None, limit: int) -> Sequence[int]:
        top = 1 << 60 if below is None else below
        statement = "SELECT rowid FROM f WHERE f MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
        return [row[0] for row in self.connection.execute(statement, (match, top, limit))]

    def read(self, rowids: Sequence[int]) -> Mapping[int, Subject]:
        return {rowid: self.subjects[rowid] for rowid in rowids}

    def narrowed(self, asked: Plan) -> Plan:
        """As services/search.py asks for several words: without the terms that no record has."""
        return narrowed(asked, [term for term in terms(asked) if self.fetch(term, None, 1)])

    def first(self, asked: Plan, limit: int) -> list[Hit]:
        """The first page."""
        return list(collect(asked, self.fetch, self.read, limit=limit).hits)

    def pages(self, asked: Plan, limit: int) -> Iterator[Hit]:
        page = partial(collect, asked, self.fetch, self.read, limit=limit)
        after: Place | None = None
        while True:
            found = page(after=after)
            assert len(found.hits) <= limit
            yield from found.hits
            if found.after is None:
                return
            assert found.hits
            after = found.after

    def naive(self, asked: Plan) -> list[Hit]:
        """Every record looked at, sorted by class and then the newest first."""
        ranked = [(rank(asked, subject), rowid) for rowid, subject in self.subjects.items()]
        order = sorted((kind, -rowid) for kind, rowid in ranked if kind is not None)
        return [Hit(-rowid, kind) for kind, rowid in order]


PIECES = (
    *"王张单曾乐长清河路号z1",
    *("zhang", "shan", "zl", "wangl", "ouyang", "lv", "changle", "hehua", "anna", "ab", "ab12"),
    *(
        "清河",
        "清河路",
        "河路里",
        "长乐坊",
        "永泰东里12弄",
        "3号",
        "3-12",
        "弄 3",
        "路12",
        "b12",
        "里1",
        "弄12号",
        "a138",
        "手机i",
        "12弄 1",
        "路里",
    ),
    *("138", "1234", "58", "8800", "88000123", "000123", "123", "12", "400", "狗", "空调", "iph"),
    *("老人独居", "独居耳背", "居耳", "门禁138", "清河那", "張", "😀", "'", "张12", "张家1"),
)
