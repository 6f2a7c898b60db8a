"""The port between printing and the computer's printers: qt_printers fulfils it, in tests a record does."""

from dataclasses import dataclass
from typing import Protocol

from views.paper.output import Sheet


@dataclass(frozen=True, slots=True)
class Printers:
    """The printers this computer knows by name; ``usual`` is the system's own choice, "" for none."""

    names: tuple[str, ...] = ()
    usual: str = ""


class PrinterPort(Protocol):
    """The printers of the computer. Both methods are called from the pool and may take their time."""

    def printers(self) -> Printers:
        """Return the printers that are there now."""

    def send(self, sheet: Sheet, printer: str) -> None:
        """Print a sheet. Raises Environment("printer.missing" | "printer.refused", name)."""
