"""Which printer a paper of this desk goes to: the system's own, or one by name. The choice is kept at once."""

from PySide6.QtWidgets import QWidget

from views.printing import PrinterState, Printing
from views.texts import t
from views.widgets.choice import Choice


class PrinterChoice(Choice):
    """Follows the printers that are there; ``setting`` is ``printer`` or ``job_card_printer``.

    A chosen printer that is gone stays in the list and says so: it is never replaced silently.
    """

    def __init__(
        self, printing: Printing, *, setting: str = "printer", parent: QWidget | None = None
    ) -> None:
        self._printing, self._setting = printing, setting
        super().__init__(name=t("printing.printer"), parent=parent)
        printing.state_changed.connect(self._seen)
        printing.settings_changed.connect(self.retell)
        self.activated.connect(self._keep)
        self.retell()

    def retell(self, _settings: object = None) -> None:
        """Write the list again (another language, other printers)."""
        found, chosen = self._printing.printers, self._chosen()
        usual = found.usual or (found.names[0] if found.names else "")
        system = t("printing.system_named", name=usual) if usual else t("printing.system")
        options = [("", system), *((name, name) for name in found.names)]
        if chosen and chosen not in found.names:
            options.append((chosen, t("printing.gone", name=chosen)))
        self.setAccessibleName(t("printing.printer"))
        self.set_options(options)
        self.choose(chosen)

    def _chosen(self) -> str:
        settings = self._printing.settings
        return settings.printer if self._setting == "printer" else settings.job_card_printer

    def _seen(self, _state: PrinterState) -> None:
        self.retell()

    def _keep(self) -> None:
        self._printing.choose(self._setting, self.value())
