"""A till on a disk that fills up or fails: what is said, what is saved, and whether selling goes on after.

``python -m tests.faults.strained full SHOP ROOM [FILLER]`` or ``… failing SHOP MODE CALL``; says JSON.
"""

import errno
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from desktop import opening
from models.base.errors import Environment
from models.kernel import Kernel
from models.services import checkout, job_file, member_file, search
from tests.faults import disk
from tests.faults.disk import Control
from tests.faults.shops import counted, opened, prove_sound
from tests.faults.till import Till

MODES = ("once", "from then on", "late", "reading")
_SALES_MOST = 400


def _trouble(call: Callable[[], Any]) -> str:
    """What the machine said; "" where the call went through. Anything else ends the child."""
    try:
        call()
    except Environment as trouble:
        return trouble.code
    return ""


def full(shop: Path, fill: Callable[[], None], make_room: Callable[[], None]) -> dict[str, Any]:
    """Sell until the disk is full; then a try again on the full disk, then again with room."""
    key = opening.demo_key(shop)
    assert key is not None
    kernel = opened(shop, key)
    till = Till(kernel)
    till.post(1)
    orders = [till.order(0) for _ in range(3)]
    fill()
    said = ""
    for sale in range(_SALES_MOST):
        before = kernel.ask(counted)
        order = orders[sale] if sale < len(orders) else till_order(till)
        once = kernel.new_key()
        post: Callable[[], Any] = partial(kernel.run_keyed, once, checkout.close, order)
        if said := _trouble(post):
            break
    assert said == "store.full", said
    assert kernel.ask(counted) == before, "a sale was saved by half"
    again = _trouble(post)
    assert again in ("", "store.full"), again
    make_room()
    post()
    after = kernel.ask(counted)
    assert after["bill"] == before["bill"] + 1
    assert after["money"] == before["money"] + till.total
    assert kernel.run_keyed(once, checkout.close, order).replayed
    prove_sound(kernel)
    kernel.close()
    kernel = opened(shop, key)
    assert kernel.ask(counted) == after
    prove_sound(kernel)
    kernel.close()
    return {"sales": sale}


def till_order(till: Till) -> Any:
    """A sale without a job: opening one would meet the full disk first."""
    return till.order(1)


def failing(shop: Path, mode: str, call: int) -> dict[str, Any]:
    """One sale in which the disk fails at a call; the same again on a sound disk, then a new start."""
    control = Control.of_this_process()
    key = opening.demo_key(shop)
    assert key is not None
    kernel = opened(shop, key)
    till = Till(kernel)
    till.post(1)
    order = till.order(0)
    before = kernel.ask(counted)
    once = kernel.new_key()
    post: Callable[[], Any] = partial(kernel.run_keyed, once, checkout.close, order)
    reading = mode == "reading"
    if reading:  # so that there is something to be read from the file again
        kernel.give_back()
        post = partial(_look_and_post, kernel, post)
    control.arm(
        disk.LATE if mode == "late" else disk.FAIL,
        begin=call,
        end=disk.FOR_EVER if mode == "from then on" else call,
        mask=disk.READ if reading else disk.CHANGES,
        error=errno.EIO,
    )
    said = _trouble(post)
    struck = control.struck
    control.calm()
    assert said or not struck or mode != "from then on", "nobody was told"
    if struck and not said:  # SQLite may keep a bad read to itself until the next call
        said = _trouble(partial(kernel.ask, counted))
    kept = kernel.ask(counted)
    assert kept in (before, _with_one_more(before, kept, till.total)), (before, kept)
    post()
    after = kernel.ask(counted)
    assert after == _with_one_more(before, after, till.total), (before, after)
    prove_sound(kernel)
    kernel.close()
    kernel = opened(shop, key)
    assert kernel.ask(counted) == after
    prove_sound(kernel)
    kernel.close()
    return {"said": said, "struck": struck}


def _look_and_post(kernel: Kernel, post: Callable[[], Any]) -> None:
    for row in kernel.ask(job_file.listed).rows:
        kernel.ask(job_file.file, row.id)
    for member in kernel.ask(member_file.recent).rows:
        kernel.ask(member_file.file, member.id)
    kernel.ask(search.search_all, "张")
    post()


def _with_one_more(before: dict[str, int], found: dict[str, int], money: int) -> dict[str, int]:
    """What a whole sale makes of the counts; rows beside the bill as they were found."""
    whole = {"bill": 1, "tender": 1, "bill_line": 3, "answer": 1, "money": money}
    return {**found, **{name: before[name] + more for name, more in whole.items()}}


def main() -> None:
    """Do what the words say."""
    what, shop, *words = sys.argv[1:]
    if what == "failing":
        document = failing(Path(shop), words[0], int(words[1]))
    elif len(words) == 2:  # a real file system of its own size
        filler = Path(words[1])

        def fill() -> None:
            _fill(filler, int(words[0]))

        document = full(Path(shop), fill, filler.unlink)
    else:
        control = Control.of_this_process()
        document = full(Path(shop), partial(control.leave_room, int(words[0])), control.calm)
    print(json.dumps(document))


def _fill(filler: Path, room: int) -> None:
    """Take all the room of a file system but this much."""
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        file.truncate(max(0, file.tell() - room))


if __name__ == "__main__":
    main()
