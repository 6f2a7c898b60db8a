"""Spreadsheets: a large import against its bare rows, the window meanwhile, a large export against openpyxl."""

import csv
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from desktop.demo_people import Register
from models.kernel import Kernel
from models.rules.import_columns import suggest
from models.services import exchange, imports
from models.services.exchange import Permit
from models.services.imports import Order
from models.store.engine import connect
from tests.bench.figures import Figure, figure
from tests.bench.shops import Shops, Size, file_of, key_of, open_at
from tests.bench.windows import said_by
from views.sheets import list_file, reading
from views.sheets.lists_out import Fen, Lines
from views.texts import catalogue

STALL_MS = 100.0
HEADING = ("姓名", "手机", "地址", "小区", "性别", "入会日期", "备注")
_AT_ONCE = 500
_ZONE = "Asia/Shanghai"
_MADE = ("member", "member_phone", "member_address", "event", "operation", "search_document")
"""Parents before children; the full-text entries come with the documents."""


def measure(shops: Shops, size: Size) -> list[Figure]:
    """Import and export, each beside its floor."""
    source = shops.get(size.few, 0)
    table = shops.folder / "members.csv"
    write_table(table, size.members, beyond=size.few)
    place, twin = shops.copy(source, "sheets"), shops.copy(source, "sheets-bare")
    try:
        took = _import(place, table)
        floor = _bare(place, twin)
        shops.copy(source, "sheets")
        grown = said_by(["tests.bench.sheets_memory", "import", str(place), str(table)])
        tenth = shops.folder / "tenth.csv"
        write_table(tenth, max(size.members // 10, 1), beyond=size.few)
        shops.copy(source, "sheets")
        usual = said_by(["tests.bench.sheets_memory", "import", str(place), str(tenth)])
        shops.copy(source, "sheets")
        seen = said_by(["tests.bench.sheets_window", str(place), str(table)])
    finally:
        shops.drop("sheets", "sheets-bare")
    large = shops.get(size.members, size.jobs_each)
    out, bare = _export(large, shops.folder / "jobs.xlsx")
    swollen = said_by(
        ["tests.bench.sheets_memory", "export", str(large), str(shops.folder / "j.xlsx")]
    )
    for name in ("members.csv", "tenth.csv", "jobs.xlsx", "j.xlsx"):
        (shops.folder / name).unlink(missing_ok=True)
    return [
        figure(f"import of {size.members:,} members, preview and write", took, floor, unit="ms", target=6),
        figure("memory of an import, to a tenth of it", grown["late"], usual["late"], unit="MB", target=1.25),
        figure("longest stall of the window in an import", seen["stall"], STALL_MS, unit="ms", target=1),
        figure("export of all jobs to .xlsx", out, bare, unit="ms", target=1.5),
        figure("memory of an export, to a tenth of it", swollen["late"], swollen["early"], unit="MB", target=1.1),
    ]  # fmt: skip


def write_table(path: Path, rows: int, *, beyond: int) -> None:
    """A table of people whom the shop does not know, as a spreadsheet would save it; no two share a phone."""
    random = Random()
    register = Register(random)
    day = date(2026, 1, 1)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADING)
        for number in range(1, rows + 1):
            random.seed(f"sheet/{number}")
            one = register.newcomer(beyond + number, day=day).details
            home = one.addresses[0]
            joined = f"{2016 + number % 10}-{number % 12 + 1}-{number % 28 + 1}"
            gender = {"female": "女", "male": "男"}.get(one.gender, "")
            phone, address = one.phones[0].number, f"{home.text} {number}"
            writer.writerow((one.name, phone, address, home.estate, gender, joined, one.notes))


def take_in(kernel: Kernel, table: Path, *, progress: Any = None) -> int:
    """Everything an import does, from the file to the commit; returns how many members were made."""
    sheet = reading.open_file(table).best("members")
    columns = suggest("members", sheet.titles, sheet.sample)
    order = Order(what="members", columns=tuple(columns.items()))
    seen = imports.preview(kernel.ask, sheet, order, progress=progress)
    order = Order(what="members", columns=order.columns, seen=seen.seen)
    return kernel.run(imports.write, order, sheet, progress=progress).result.made


def _import(place: Path, table: Path) -> float:
    kernel = open_at(place)
    try:
        begun = time.perf_counter()
        made = take_in(kernel, table)
        spent = (time.perf_counter() - begun) * 1000
        assert made
    finally:
        kernel.close()
    return spent


def _bare(place: Path, twin: Path) -> float:
    """The rows that the import wrote, sent to a second copy by the driver alone in one transaction."""
    source, target = connect(file_of(place), key_of(place)), connect(file_of(twin), key_of(twin))
    spent = 0.0

    def sent(statement: str, rows: list[tuple[Any, ...]]) -> None:
        nonlocal spent
        begun = time.perf_counter()
        target.executemany(statement, rows)
        spent += time.perf_counter() - begun

    try:
        target.execute("BEGIN IMMEDIATE")
        for table in _MADE:
            names = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
            known = target.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0]
            rows = source.execute(f"SELECT * FROM {table} WHERE rowid>? ORDER BY rowid", (known,))
            marks = ",".join("?" * len(names))
            while batch := rows.fetchmany(_AT_ONCE):
                sent(f"INSERT INTO {table} VALUES ({marks})", batch)
                if table == "search_document":
                    at, tokens = names.index("position"), names.index("tokens")
                    documents = [(row[at], row[tokens]) for row in batch]
                    sent("INSERT INTO find_member(rowid, tokens) VALUES (?,?)", documents)
        begun = time.perf_counter()
        target.execute("COMMIT")
        spent += time.perf_counter() - begun
    finally:
        source.close()
        target.close()
    return spent * 1000


def export_jobs(kernel: Kernel, path: Path, take: Callable[[], None] | None = None) -> int:
    """Everything an export does but its line in the journal: the shop is measured, not changed."""
    permit = Permit("jobs", datetime.now(UTC))

    def read(each: Callable[[Any], None]) -> int:
        def one(row: Any) -> None:
            each(row)
            if take is not None:
                take()

        return kernel.ask(exchange.export, permit, one)

    return list_file.write_list(path, "jobs", read, words=catalogue("zh"), zone=_ZONE)


def _export(place: Path, path: Path) -> tuple[float, float]:
    kernel = open_at(place)
    try:
        begun = time.perf_counter()
        count = export_jobs(kernel, path)
        spent = (time.perf_counter() - begun) * 1000
        floor = _bare_book(kernel, path)
        assert count
    finally:
        kernel.close()
    return spent, floor


def _bare_book(kernel: Kernel, path: Path) -> float:
    """openpyxl alone on the same values: only appending and saving are timed."""
    lines = Lines("jobs", words=catalogue("zh"), zone=_ZONE)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("jobs")
    spent = 0.0

    def append(row: Any) -> None:
        nonlocal spent
        values = [one.fen / 100 if isinstance(one, Fen) else one for one in lines.row(row)]
        begun = time.perf_counter()
        sheet.append(values)
        spent += time.perf_counter() - begun

    kernel.ask(exchange.export, Permit("jobs", datetime.now(UTC)), append)
    begun = time.perf_counter()
    book.save(path)
    spent += time.perf_counter() - begun
    return spent * 1000
