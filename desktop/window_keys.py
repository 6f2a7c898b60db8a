"""The window's hand on the key slots; what it needs is imported when the owner asks for it."""

from datetime import UTC, datetime

from models.kernel import Kernel
from views import texts


class WindowKeys:
    """Fulfils views.screens.settings_keys.Keys for one open shop."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def change_passphrase(self, old: str, new: str) -> None:
        """See :meth:`desktop.key_change.KeyChange.change_passphrase`."""
        from desktop.key_change import KeyChange

        KeyChange(self._kernel).change_passphrase(old, new)

    def new_paper_key(self, old: str) -> str:
        """See :meth:`desktop.key_change.KeyChange.new_paper_key`."""
        from desktop.key_change import KeyChange

        return KeyChange(self._kernel).new_paper_key(old)

    def paper_key_pdf(self, paper_key: str) -> bytes:
        """The paper key as a PDF, in memory."""
        from views.paper import paper_key as paper

        day = datetime.now(UTC).astimezone().date()
        name = self._kernel.store.shop.name
        return paper.render(paper_key, shop=name, day=day, language=texts.language())
