"""T21 to T23: wrong keys, keyrings that fail or lie in plain text, a credential that is lost."""

import base64
import hashlib
import subprocess
import sys
import time
from pathlib import Path

from models.store import keys
from models.store.engine import FileKey
from tests.faults.disk import ROOT
from tests.faults.row import Row, Run
from tests.faults.shops import PASSPHRASE, Place, environment, linli, real

_FAKE = Path(__file__).with_name("keyring_fakes")
_MOODS = ("plain text", "hangs", "absent", "forgets", "locked")
_START_MOST = 3.5
"""Seconds a command takes to start here at the most, beside the three a keyring may take."""


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


_SPELT = (
    "清河路的老槐树 93", "清河路的老槐树92 ", "", " ", "x" * 5000, "passphrase", "清河路的老槐树 92\n", "\u202e92",
)  # fmt: skip


_SAID = (
    (
        "en_GB.UTF-8",
        (
            "Wrong passphrase or key. Try again, the shop's data is untouched",
            "The paper key has a slip. Compare it group by group",
        ),
    ),
    (
        "zh_CN.UTF-8",
        ("口令或钥匙不对，再试一次。店里的数据没动", "纸钥匙有一处抄错，逐组核对一遍"),
    ),
)


def _wrong(place: Place, run: Run) -> None:
    """T21: it says wrong, never damaged, and touches nothing; the right one opens right after."""
    shop = place.copy(run.folder / "shop")
    number = run.number % (len(_SPELT) + 2)
    if number < len(_SPELT):
        given = _SPELT[number]
    elif number == len(_SPELT):
        given = keys.new_paper_key()
    else:
        given = place.paper_key[:-1] + ("0" if place.paper_key[-1] != "0" else "1")
    before = _digests(shop)
    language, words = _SAID[run.number % 2]
    said = subprocess.run(
        [sys.executable, "-m", "desktop", "--shop", str(shop), "check"],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env=environment(LINLI_PASSPHRASE=given, LC_ALL=language),
    )  # fmt: skip
    assert said.returncode == 1, said.stdout
    assert said.stderr.strip().splitlines()[-1] in words, said.stderr
    assert _digests(shop) == before
    code, _, trouble = linli("--shop", shop, "check", env=environment(LINLI_PASSPHRASE=PASSPHRASE))
    assert code == 0, trouble


def _home(run: Run, mood: str) -> dict[str, str]:
    """A person's home with a keyring of this mood."""
    home = run.folder / "home"
    home.mkdir(exist_ok=True)
    more = {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring"}
    env = environment(
        HOME=str(home), XDG_DATA_HOME=str(home / "data"), XDG_CONFIG_HOME=str(home / "config"),
        LINLI_FAKE_KEYRING=mood, **(more if mood == "plain text" else {}),
    )  # fmt: skip
    env["PYTHONPATH"] = f"{_FAKE}:{env['PYTHONPATH']}"
    return env


def _keyring(place: Place, run: Run) -> None:
    """T22: founded with a good keyring or without one; then it fails, and the passphrase is asked for in time."""
    del place
    mood = _MOODS[run.number % len(_MOODS)]
    shop = run.folder / "shop"
    first = mood if mood in ("absent", "plain text", "hangs") and run.number % 2 else "well"
    if mood in ("absent", "plain text"):
        first = mood
    env = _home(run, first)
    env["LINLI_PASSPHRASE"] = PASSPHRASE
    code, made, trouble = linli("new", shop, "--name", "邻里", "--owner", "何玉梅", env=env)
    assert code == 0, trouble
    kinds = keys.read_slots(shop).kinds()
    assert ("keyring" in kinds) == (first == "well"), (first, kinds)
    del env["LINLI_PASSPHRASE"]
    if first == "well":
        code, _, trouble = linli("--shop", shop, "check", env=env)
        assert code == 0, f"a good keyring did not open it: {trouble}"
    env = _home(run, mood)
    began = time.monotonic()
    code, _, trouble = linli("--shop", shop, "check", env=env)
    spent = time.monotonic() - began
    assert code == 1, "it opened without anybody's secret"
    assert trouble["code"] == "ask.passphrase", trouble
    assert spent < 3 + _START_MOST, f"asked after {spent:.1f} s"
    code, _, trouble = linli(
        "--shop", shop, "check", env={**env, "LINLI_PASSPHRASE": made["paper_key"]}
    )
    assert code == 0, trouble
    _nothing_in_the_clear(run.folder, keys.unlock(keys.read_slots(shop), "passphrase", PASSPHRASE))


def _nothing_in_the_clear(folder: Path, key: FileKey) -> None:
    forms = [key.raw, key.raw.hex().encode(), base64.b64encode(key.raw), PASSPHRASE.encode()]
    forms += [base64.urlsafe_b64encode(key.raw), base64.b64encode(PASSPHRASE.encode())]
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(form in content for form in forms), f"in the clear: {path.name}"
    assert not list(folder.rglob("keyring_pass.cfg")), "a plain-text keyring was written"


def _lost(place: Place, run: Run) -> None:
    """T23: whichever is lost, another opens: the keyring's, the passphrase, the paper key as people type it."""
    shop = place.copy(run.folder / "shop")
    env = _home(run, "forgets" if run.number % 2 else "absent")
    paper = place.paper_key
    spellings = (
        PASSPHRASE,
        paper,
        paper.lower(),
        paper.replace("-", " "),
        paper.replace("-", ""),
        "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in paper),
        paper.replace("0", "O").replace("1", "l"),
        PASSPHRASE.replace("92", "９２").replace(" ", "\u3000"),
    )
    env["LINLI_PASSPHRASE"] = spellings[run.number % len(spellings)]
    before = (shop / keys.SLOTS_NAME).read_bytes()
    code, document, trouble = linli("--shop", shop, "check", env=env)
    assert code == 0, trouble
    assert document["bills"] == 12
    assert (shop / keys.SLOTS_NAME).read_bytes() == before


def _without(kind: str, shop: Path) -> None:
    slots = keys.read_slots(shop)
    left = tuple(slot for slot in slots.slots if slot.kind != kind)
    keys.write_slots(shop, keys.Slots(shop_id=slots.shop_id, slots=left))


def _lost_slot(place: Place, run: Run) -> None:
    """The same where a slot itself is gone from the file."""
    shop = place.copy(run.folder / "shop")
    kind, secret = (("passphrase", place.paper_key), ("paper", PASSPHRASE))[run.number // 8 % 2]
    _without(kind, shop)
    code, _, trouble = linli("--shop", shop, "check", env=environment(LINLI_PASSPHRASE=secret))
    assert code == 0, trouble


def _any_lost(place: Place, run: Run) -> None:
    (_lost_slot if run.number % 8 == 7 else _lost)(place, run)


ROWS = (
    Row(
        id="T21",
        must='say "wrong passphrase", not "damaged"; file untouched',
        full=12,
        small=1,
        once=_wrong,
        prepare=real,
    ),
    Row(
        id="T22",
        must="ask for the passphrase within 3 s, never plain text",
        full=10,
        small=1,
        once=_keyring,
    ),
    Row(
        id="T23",
        must="passphrase or paper key opens",
        full=16,
        small=2,
        once=_any_lost,
        prepare=real,
    ),
)
