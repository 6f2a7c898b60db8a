"""What hostile hands type, and how the tests of hostile input look at a shop afterwards."""

from pathlib import Path
from typing import Any, get_args

from desktop.paths import migration_steps
from models.kernel import Kernel
from models.services import bills, check, exchange, job_file, member_file, search, today
from tests.services.calls import use_cases

HOSTILE = (
    "<b>A</b>",
    "A < B & C",
    "<img src='file:///etc/passwd'/>",
    "<para><font size=900>x</font></para>",
    "&lt;&amp;&#0;",
    "<script>alert(1)</script>",
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+86",
    "-1",
    "@SUM(A1)",
    "\tA1",
    "\rB1",
    "%",
    "_",
    "\\%",
    "*",
    '"',
    '""',
    "'",
    'a" OR "b',
    "NEAR(a b)",
    "AND",
    "name:x",
    "^x*",
    "(((",
    "'; DROP TABLE member; --",
    "' OR 1=1 --",
    "${jndi:ldap://x}",
    "{0.__class__}",
    "%s%n",
    "../../etc/passwd",
    "C:\\con\\nul",
    "\u202eKCEH",
    "مرحبا بكم",
    "👩‍🔧🔧",
    "🇨🇳",
    "e\u0301",
    "é",
    "a\x00b",
    "\x00",
    "\x1b[31m",
    "\ud800",
    "a\udfffb",
    "\ufeffx",
    "\u200b",
    "\u200d\u2060",
    "x\u2028y",
    "line\nline",
    "a\r\nb",
    "   ",
    "\u3000\u3000",
    "１２３４ＡＢＣ",
    "１３８００１３８０００",
    "㐀𠀀𪚥",
    "\U0010ffff",
    "\ue000",
    "NaN",
    "x" * 10_000,
    "张" * 10_000,
    "\u0301" * 300,
)


def prove_sound(kernel: Kernel, tmp_path: Path) -> None:
    """Prove every invariant, and that the journal alone gives the same file."""
    report = kernel.ask(
        check.check_deep,
        key=kernel.store.key,
        scratch=tmp_path / "rebuilt.db",
        steps=migration_steps(),
    )
    assert report.sound, [finding for finding in report.findings if finding.broken]


def open_shop_use_cases() -> dict[str, Any]:
    """Every writing use case that an open shop has."""
    return {n: entry for n, entry in use_cases(reads=False).items() if n != "shop.found"}


def read_everything(kernel: Kernel) -> None:
    """Ask for what every screen and export asks for."""
    """Look at what screens show; a row that breaks a list hides all the others."""
    kernel.ask(today.overview)
    for row in kernel.ask(job_file.listed).rows:
        kernel.ask(job_file.file, row.id)
    for member in kernel.ask(member_file.recent).rows:
        found = kernel.ask(search.search, member.number, kind="member").rows
        assert member.id in {row.id for row in found}
        kernel.ask(member_file.file, member.id)
    for bill in kernel.ask(bills.of_day):
        found = kernel.ask(search.search, bill.number, kind="bill").rows
        assert bill.bill_id in {row.id for row in found}
    for what in get_args(exchange.What):
        kernel.ask(exchange.export, kernel.run(exchange.permit, what).result, lambda _: None)
