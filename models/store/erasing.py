"""What erasing does to the journal: payloads that held a person's data go, the rows that remain are carried on.

An operation keeps its place, its hash and the hash of its payload, so that the chain still verifies. Whatever
the emptied operations had written is written once more, as it stands now, by the operation that erases: a
rebuild from the journal alone still gives every row.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from models.rules.erasure import Traces
from models.store.journal import Change, operation_name
from models.store.rebuild import journalled_tables
from models.store.statements import key_names
from models.store.work import View, Work
from models.tables.every import Row

RowKey = tuple[str, tuple[Any, ...]]
"""A table and the values of its primary key."""

_IDS = re.compile("[0-9a-f]{32}")
_OF_A_JOB = frozenset(
    (
        "job", "job_line", "job_step", "job_hold", "job_device", "job_note", "job_check", "loan",
        "bill", "bill_line", "enquiry", "attachment", "deposit",
        "quote", "quote_grade", "quote_line", "change_slip",
    )
)  # fmt: skip
_REFERENCES = ("job_id", "bill_id", "ref_id", "quote_id", "grade_id")
_BESIDE = (
    "attachments*", "catch_up*", "change_slips*", "checklists*", "checkout*", "deposits*", "enquiries*",
    "erasure*", "job*", "packages*", "quote*", "rework*",
)  # fmt: skip
"""The use cases that write of a job while it may still be nobody's."""
_ONE_OF = " OR ".join(f"use_case GLOB '{name}'" for name in _BESIDE)
_OTHERS = f"payload IS NOT NULL AND ({_ONE_OF})"


@dataclass(slots=True)
class Held:
    """Operations to be emptied: where they stand, how they are named, the rows they wrote, the texts in them."""

    positions: list[int] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """Names of those that are not about the member."""
    rows: set[RowKey] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    """Ids of the jobs that were opened by one of these operations."""
    taken_over: set[str] = field(default_factory=set)
    """Ids of the jobs that were opened for another member."""

    def take(self, position: int, changes: Sequence[Any]) -> None:
        """Count an operation in."""
        self.positions.append(position)
        for mark, table, key, values in changes:
            if mark == "!":
                continue
            self.rows.add((table, tuple(key.values())))
            if (mark, table) == ("+", "job"):
                self.opened.add(key["id"])
            self._learn(table, values)

    def _learn(self, table: str, values: Mapping[str, Any]) -> None:
        """Every name, phone and address there ever was: they may stand in a text somewhere else."""
        known = {"member": ("name", self.names), "member_phone": ("number", self.phones)}
        if table in known and values.get(known[table][0]):
            known[table][1].add(values[known[table][0]])
        if table == "member_address" and values.get("text"):
            self.addresses.add(values["text"])

    def jobs(self) -> set[str]:
        """Ids of the jobs that these operations wrote."""
        return {str(key[0]) for table, key in self.rows if table == "job"}


def about(view: View, member_id: str) -> Held:
    """Every operation about a member that still has its payload."""
    held = Held()
    rows = view.connection.exec_driver_sql(
        "SELECT position, payload FROM operation WHERE subject_id=? AND payload IS NOT NULL"
        " ORDER BY position",
        (member_id,),
    )
    for position, payload in rows:
        held.take(position, msgspec.json.decode(payload))
    return held


def about_jobs_beside(view: View, held: Held, jobs: Iterable[str]) -> None:
    """Add to ``held`` what operations about nobody wrote of these jobs: lines, and what came before the member."""
    ids = set(jobs)
    rows = _stream(view, f"subject_id IS NULL AND {_OTHERS}", ())
    for row, changes in _touching(rows, ids):
        held.take(row["position"], changes)
        held.strange.append(operation_name(row))


def about_others(
    view: View, held: Held, jobs: Iterable[str], member_id: str, traces: Traces
) -> None:
    """Add operations about another member that wrote of these jobs and name this one.

    Only where a job changed hands: this walks through the whole journal.
    """
    rows = _stream(view, f"subject_id <> ? AND {_OTHERS}", (member_id,))
    for row, changes in _touching(rows, set(jobs)):
        if traces.found_in(row["payload"]):
            held.take(row["position"], changes)
            held.strange.append(operation_name(row))


def _stream(view: View, where: str, values: tuple[Any, ...]) -> Iterator[Mapping[str, Any]]:
    result = view.connection.exec_driver_sql(
        "SELECT position, node, incarnation, sequence, payload FROM operation"
        f" WHERE {where} ORDER BY position",
        values,
    )
    while rows := result.mappings().fetchmany(500):
        yield from (dict(row) for row in rows)


def _touching(
    rows: Iterable[Mapping[str, Any]], ids: set[str]
) -> Iterator[tuple[Mapping[str, Any], list[Any]]]:
    """Operations that wrote a row of these jobs; ``ids`` grows by the lines and steps that hang on them."""
    for row in rows:
        if ids.isdisjoint(_IDS.findall(row["payload"])):
            continue
        changes = msgspec.json.decode(row["payload"])
        mine = False
        for _, table, key, values in changes:
            refers = any(values.get(name) in ids for name in _REFERENCES)
            if table in _OF_A_JOB and (refers or key["id"] in ids):
                ids.add(key["id"])
                mine = True
        if mine:
            yield row, changes


def empty(work: Work, positions: Sequence[int]) -> None:
    """Take payload and salt out of these operations; what they are and what they commit to stays."""
    for start in range(0, len(positions), 500):
        part = tuple(positions[start : start + 500])
        marks = ",".join("?" * len(part))
        work.connection.exec_driver_sql(
            f"UPDATE operation SET payload=NULL, salt=x'' WHERE position IN ({marks})", part
        )


def carry(work: Work, rows: Iterable[RowKey]) -> None:
    """Have this operation write these rows whole, as they stand now, in place of all it has noted so far.

    What is gone is noted as gone; every other row that this use case wrote is carried the same way.
    """
    facts = [change for change in work.changes if not change.table]
    touched = {(c.table, tuple(c.key.values())) for c in work.changes if c.table} | set(rows)
    order = {name: place for place, name in enumerate(journalled_tables())}
    work.changes[:] = facts
    for table, key in sorted(touched, key=lambda row: (order[row[0]], row[1])):
        work.changes.extend(_whole(work, table, key))


def _whole(work: Work, table: str, key: tuple[Any, ...]) -> list[Change]:
    kind = Row.classes[table]
    names = key_names(kind.__table__)
    where = " AND ".join(f'"{name}"=?' for name in names)
    row = work.connection.exec_driver_sql(f'SELECT * FROM "{table}" WHERE {where}', key).mappings()
    found = row.first()
    keys = dict(zip(names, key, strict=True))
    if found is None:
        return [Change(table, keys, None)]
    subject = None if kind.subject is None else found[kind.subject]
    values = {name: value for name, value in found.items() if name not in keys}
    return [
        Change(table, keys, None, subject_id=subject),
        Change(table, keys, values, insert=True, subject_id=subject),
    ]
