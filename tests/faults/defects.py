"""Seeded defects: one place changed in a copy of the product, the unchanged tests run, and one must fail.

No test knows a defect. A control run on the unchanged copy must pass, else "caught" would mean nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.disk import ROOT

_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "build", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"
)  # fmt: skip
_FAILED = 1  # pytest's own code; any other means that the tests did not run
_SECONDS_MOST = 900


@dataclass(frozen=True, slots=True)
class Defect:
    """A known-bad variant: ``old`` stands once in ``file`` and becomes ``new``; ``tests`` could see it."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caught:
    """Whether a test failed on a defect."""

    defect: str
    caught: bool


def _rows(*ids: str) -> tuple[str, ...]:
    return tuple(f"tests/faults/test_faults.py::test_survives[{row_id}]" for row_id in ids)


DEFECTS = (
    Defect(
        "synchronous=NORMAL",
        "models/store/engine.py",
        '"synchronous=FULL"',
        '"synchronous=NORMAL"',
        _rows("T02"),
    ),
    Defect(
        "a backup is called done without reopening the copy",
        "models/store/backup.py",
        "found = proven(final, key)",
        "found = proven(folder / FILE_NAME, key)",
        _rows("T14"),
    ),
    Defect(
        "a file is not flushed before it gets its name",
        "models/store/files.py",
        "os.fsync(file.fileno())",
        "file.fileno()",
        _rows("T13"),
    ),
    Defect(
        "a cell goes into a table as it was typed",
        "views/sheets/csv_out.py",
        "if typed and value.startswith(FORMULA_STARTS) else value",
        "if typed and not value else value",
        ("tests/desktop/test_exchange.py",),
    ),
    Defect(
        "everybody may export",
        "models/services/exchange.py",
        "@use_case(Right.EXPORT)",
        "@use_case(Right.SERVE)",
        _rows("T42"),
    ),
    Defect(
        "the chain is walked without reckoning its hashes",
        "models/store/journal.py",
        'if row["previous"] != previous or operation_hash(row) != row["hash"]:',
        'if row["previous"] != previous:',
        (*_rows("T40"), "tests/store/test_released.py"),
    ),
    Defect(
        "a backup's anchor is not held against the journal",
        "desktop/cli_backups.py",
        "return bool(kernel.ask(backups.hash_at, manifest.position) == manifest.head)",
        "return True",
        _rows("T40"),
    ),
    Defect(
        "an emptied payload needs no entry in the register",
        "models/store/journal.py",
        'if row["subject_id"] not in erased and operation_name(row) not in also:',
        'if row["subject_id"] not in erased and operation_name(row) in also:',
        (*_rows("T40"), "tests/services/test_erasure.py"),
    ),
    Defect(
        "steps run outside a transaction",
        "models/store/gate.py",
        "                _run_steps(connection, steps)\n",
        '                connection.exec_driver_sql("COMMIT")\n'
        "                _run_steps(connection, steps)\n",
        ("tests/store/test_gate.py",),
    ),
    Defect(
        "the old file is not held while it is upgraded",
        "models/store/gate.py",
        "with translated(), _held(path, key) as old:",
        "with translated(), connect(path, key) as old:",
        _rows("T17"),
    ),
    Defect(
        "a plain-text keyring is taken",
        "desktop/secrets.py",
        '("keyring.backends.SecretService", "Keyring"),',
        '("keyrings.alt.file", "PlaintextKeyring"),',
        _rows("T22"),
    ),
    Defect(
        "a schema nobody made is adopted",
        "models/store/schemas.py",
        "return row[0] > max(KNOWN) or digest(connection) == KNOWN.get(row[0])",
        "return row[0] in KNOWN or row[0] > max(KNOWN)",
        _rows("T19"),
    ),
    Defect(
        "guesses are remembered while the program runs only",
        "desktop/opening.py",
        "    Session(kernel).begin()",
        '    kernel.store.writer.raw_connection().cursor().execute("DELETE FROM attempt")\n'
        "    Session(kernel).begin()",
        _rows("T41"),
    ),
    Defect(
        "a new start of the computer ends the waiting",
        "models/rules/sign_in.py",
        "spent = now - guesses.stamp if now >= guesses.stamp else now",
        "spent = now - guesses.stamp if now >= guesses.stamp else wait * 1000",
        _rows("T41"),
    ),
    Defect(
        "a try is counted after it was looked at",
        "models/session.py",
        "        stored = self._kernel.run(sign_in.count_try, person_id, self._clock()).result\n"
        "        if not self._fits(typed_pin(pin), stored_pin(stored)):\n",
        "        with self._kernel.store.reader.connect() as connection:\n"
        "            stored = connection.exec_driver_sql(\n"
        '                "SELECT hash FROM pin WHERE staff_id=?", (person_id,)\n'
        "            ).scalar_one()\n"
        "        fits = self._fits(typed_pin(pin), stored_pin(stored))\n"
        "        self._kernel.run(sign_in.count_try, person_id, self._clock())\n"
        "        if not fits:\n",
        (
            "tests/test_session.py"
            "::test_t41_a_try_counts_even_where_the_program_is_killed_before_it_is_looked_at",
        ),
    ),
    Defect(
        "a restored desk goes on as the old one",
        "models/store/restoring.py",
        'connection.execute("UPDATE desk SET incarnation=?", (incarnation,))',
        "connection.execute(\"UPDATE desk SET incarnation=incarnation WHERE ?=''\", (incarnation,))",
        _rows("T24"),
    ),
    Defect(
        "a manifest's signature is not compared",
        "models/store/backup.py",
        "return hmac.compare_digest(sealed.signature, _signature(bytes(sealed.manifest), key))",
        "return bool(sealed.signature and key.raw)",
        ("tests/store/test_backup.py", "tests/store/test_restoring.py"),
    ),
    Defect(
        "what is deleted stays in the file",
        "models/store/engine.py",
        '"secure_delete=ON"',
        '"secure_delete=OFF"',
        ("tests/services/test_erasure.py",),
    ),
    Defect(
        "a photo has its row before its bytes are known to be there",
        "models/services/attachments.py",
        "    if not _is_there(work, kept):",
        "    if not kept.digest:",
        ("tests/services/test_attachments.py",),
    ),
    Defect(
        "a photo's bytes outlive the erasure of its member",
        "models/services/attachments.py",
        "    if row.digest:\n        work.unneeded.add(row.digest)\n    work.change(row, name",
        "    work.change(row, name",
        ("tests/services/test_attachments.py",),
    ),
    Defect(
        "photos are called backed up without reading them back",
        "models/store/backup_files.py",
        "        _read_back(target, digest, needed[digest])",
        "        target.holds(digest, needed[digest])",
        ("tests/desktop/test_keeping_files.py",),
    ),
    Defect(
        "a lost log is passed over in silence",
        "models/store/store.py",
        "self.gap = self._witness.gap(self._head)",
        "self.gap = None",
        _rows("T09"),
    ),
)


def patched(text: str, defect: Defect) -> str:
    """The file's text with the defect in it. Raises ValueError where the old text does not stand exactly once."""
    found = text.count(defect.old)
    if found != 1:
        raise ValueError(f"{defect.name}: {defect.file} has the old text {found} times")
    return text.replace(defect.old, defect.new)


def seek(tell: Callable[[str], None]) -> Iterator[Caught]:
    """Run the tests on the unchanged copy, then on one with each defect in turn.

    Raises RuntimeError where the control fails, or where a defect's tests could not run at all.
    """
    with tempfile.TemporaryDirectory(prefix="linli-defects-") as folder:
        Path(folder).chmod(0o755)
        copy = Path(shutil.copytree(ROOT, Path(folder) / "product", ignore=_LEFT_OUT))
        everything = sorted({test for defect in DEFECTS for test in defect.tests})
        tell("control: the unchanged copy")
        code, said = _run(copy, everything)
        if code != 0:
            raise RuntimeError(f"the unchanged copy does not pass:\n{said[-3000:]}")
        for defect in DEFECTS:
            tell(f"defect: {defect.name}")
            path = copy / defect.file
            before = path.read_text(encoding="utf-8")
            path.write_text(patched(before, defect), encoding="utf-8")
            try:
                code, said = _run(copy, defect.tests)
            finally:
                path.write_text(before, encoding="utf-8")
            if code not in (0, _FAILED):
                raise RuntimeError(f"{defect.name}: the tests did not run:\n{said[-3000:]}")
            yield Caught(defect.name, code == _FAILED)


def _run(copy: Path, tests: Sequence[str]) -> tuple[int, str]:
    """The tests on a copy: pytest's exit code and what it said."""
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
    ]
    env = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*words, *tests],
        cwd=copy, env={**env, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, check=False, timeout=_SECONDS_MOST,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
