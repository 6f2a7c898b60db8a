"""Who brought whom as screens show it: the tree around a member, and what somebody has to look at."""

from dataclasses import dataclass
from datetime import datetime

from models.base.clock import from_ms
from models.base.rights import Right
from models.base.usecase import query
from models.rules.names import masked_name
from models.store.work import View
from models.tables.members import Member

DEPTH_MOST = 12
ROWS_MOST = 500

_TREE = (
    "WITH RECURSIVE tree(id, depth, path) AS (SELECT ?1, 0, '' UNION ALL"
    " SELECT m.id, t.depth+1, t.path || '/' || m.id FROM member m JOIN tree t"
    " ON m.referred_by_id=t.id WHERE t.depth<?2 AND instr(t.path, m.id)=0 AND m.id<>?1)"
    " SELECT t.id, t.depth, t.path, m.name, m.number, m.joined_at, m.referred_by_id,"
    " coalesce(r.state,'') AS state, coalesce(r.flag,'') AS flag, coalesce((SELECT sum(e.points)"
    " - coalesce(sum((SELECT sum(b.asked) FROM points_entry b WHERE b.of_id=e.id AND"
    " b.entry_kind='take_back')),0) FROM points_entry e WHERE e.ref_id=r.id AND e.rule='referral'"
    " AND e.entry_kind='bonus'),0) AS points FROM tree t JOIN member m ON m.id=t.id"
    " LEFT JOIN referral r ON r.member_id=t.id WHERE t.depth>0 ORDER BY t.path LIMIT ?3"
)
_ODD = (
    "SELECT r.id, r.at, r.flag, r.state, r.member_id, n.name AS member, r.referrer_id, o.name AS"
    " referrer FROM referral r JOIN member n ON n.id=r.member_id JOIN member o ON o.id=r.referrer_id"
    " WHERE r.state='flagged' ORDER BY r.at, r.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """Somebody who was brought, directly (``depth`` 1) or by somebody below; in the order of the tree.

    ``state``: waiting, flagged, rewarded, refused, taken_back, or empty where nobody noted it. ``points`` is what
    the one above got for it and kept.
    """

    member_id: str
    by_id: str
    depth: int
    name: str
    number: str
    joined_at: datetime
    state: str
    flag: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The tree around a member: the line upwards, nearest first, and everybody below."""

    above: tuple[str, ...]
    """Names, masked."""
    below: tuple[Brought, ...]
    direct: int
    points: int
    """What the member got for those brought directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A referral that somebody has to look at, and why."""

    id: str
    at: datetime
    flag: str
    member_id: str
    member: str
    referrer_id: str
    referrer: str


@query(Right.SERVE)
def tree(view: View, member_id: str) -> Tree:
    """Whom a member brought, and who brought the member; at most twelve steps down and 500 rows."""
    member = view.get(Member, member_id)
    above: list[str] = []
    seen = {member.id}
    while (up := member.referred_by_id) is not None and up not in seen:
        seen.add(up)
        member = view.get(Member, up)
        above.append(masked_name(member.name))
    below = tuple(
        Brought(
            member_id=row["id"],
            by_id=row["referred_by_id"],
            depth=row["depth"],
            name=masked_name(row["name"]),
            number=row["number"],
            joined_at=from_ms(row["joined_at"]),
            state=row["state"],
            flag=row["flag"],
            points=row["points"],
        )
        for row in view.sql(_TREE, (member_id, DEPTH_MOST, ROWS_MOST))
    )
    direct = [one for one in below if one.depth == 1]
    return Tree(
        above=tuple(above),
        below=below,
        direct=len(direct),
        points=sum(one.points for one in direct),
    )


@query(Right.SERVE)
def odd(view: View) -> tuple[Odd, ...]:
    """The referrals that wait for somebody to decide, the oldest first."""
    return tuple(
        Odd(
            id=row["id"],
            at=from_ms(row["at"]),
            flag=row["flag"],
            member_id=row["member_id"],
            member=row["member"],
            referrer_id=row["referrer_id"],
            referrer=row["referrer"],
        )
        for row in view.sql(_ODD)
    )
