"""Opening the board of a shop with 300,000 jobs, against the bare SQL of the same reading."""

from models.services import job_board
from tests.bench.figures import Figure, figure, middle, timed
from tests.bench.replay import Bare, Recorder
from tests.bench.shops import Shops, Size, open_at


def measure(shops: Shops, size: Size, *, rounds: int) -> list[Figure]:
    """The board as its page asks for it; the floor sends the same statements and fetches every row."""
    kernel = open_at(shops.get(size.members, size.jobs_each))
    bare = Bare(kernel.store)
    try:
        kernel.ask(job_board.board)
        recorder = Recorder(kernel.store.reader)
        spent, floor = [], []
        for _ in range(rounds):
            recorder.take()
            spent.append(timed(lambda: kernel.ask(job_board.board)))
            sent = [entry for entry in recorder.take() if entry[0] not in ("BEGIN", "COMMIT")]
            bare.send([("BEGIN", (), False)])
            floor.append(timed(lambda sent=sent: bare.send(sent)))  # type: ignore[misc]
            bare.send([("COMMIT", (), False)])
    finally:
        bare.close()
        kernel.close()
    jobs = size.members * size.jobs_each
    what = f"board of a shop with {jobs:,} jobs, to bare SQL"
    return [figure(what, middle(spent), middle(floor), unit="ms", target=3)]
