"""The rows of SAFETY.md's fault catalogue that this part of the product answers for, in order."""

from tests.faults import (
    backups,
    bitrot,
    computer,
    gate,
    hostile,
    journal,
    keys,
    people,
    power,
    space,
    sticks,
)
from tests.faults.row import Row

IDS = (*(f"T{number:02d}" for number in range(1, 25)), *(f"T{number}" for number in range(40, 46)))
"""The catalogue's ids; T25 to T39 are the exchange's between desks."""

_FAMILIES = (
    power, space, bitrot, computer, sticks, backups, gate, keys, journal, people, hostile,
)  # fmt: skip

ROWS: dict[str, Row] = {
    row.id: row for row in sorted((row for f in _FAMILIES for row in f.ROWS), key=lambda r: r.id)
}
