"""A till that sells without end and says each receipt's number once it is posted; made to be killed."""

import sys
import time
from pathlib import Path

from desktop import opening
from models.kernel import Kernel
from models.rules.checkout import TenderIn
from models.services import checkout, jobs, prices
from models.services.checkout import Order, OrderLine
from models.services.job_lines import LineEntry
from models.services.jobs import JobDetails


def main() -> None:
    """``python -m tests.desktop.selling SHOP [early]``: ``early`` says the number before it is posted."""
    folder, early = Path(sys.argv[1]), "early" in sys.argv
    key = opening.demo_key(folder)
    assert key is not None
    kernel = opening.open_shop(folder, key)
    items = {row.code: row for row in kernel.ask(prices.price_list).rows}
    codes = ("FW-001", "PJ-0601", "PJ-1108")
    lines = tuple(OrderLine(entry=LineEntry(item_id=items[code].id)) for code in codes)
    paid = (TenderIn("wechat", sum(items[code].price or 0 for code in codes)),)
    print("open", flush=True)
    for sale in range(100_000):
        job_id = None
        if sale % 3 == 0:
            opened = kernel.run_keyed(kernel.new_key(), jobs.open_job, JobDetails(title="不制冷"))
            job_id = opened.result.id
        order = Order(job_id=job_id, lines=lines, tenders=paid)
        if early:
            print(f"A-{_following(kernel):06d}", flush=True)
            time.sleep(0.2)
        posted = kernel.run_keyed(kernel.new_key(), checkout.close, order).result
        if not early:
            print(posted.number, flush=True)


def _following(kernel: Kernel) -> int:
    with kernel.store.reader.connect() as connection:
        return int(connection.exec_driver_sql("SELECT max(sequence) FROM bill").scalar_one()) + 1


if __name__ == "__main__":
    main()
