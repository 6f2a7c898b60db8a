"""Guards the desk: the sign-in window, the lock on F12 and on idleness, and the slip for one approved exception.

Knows how; what is typed and said is views/screens/sign_in.py, what proves it models/session.py.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from models.base.errors import Refused
from models.base.rights import Actor, Approval, Level
from models.services import sign_in
from models.services.sign_in import Account
from models.session import Session
from views.shell import Shell
from views.tasks import Tasks
from views.texts import t

if TYPE_CHECKING:
    from views.screens.sign_in import Approve, SignIn

_TOUCHES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    )
)


class _PinDesk:
    """Takes a PIN to the database thread, where the session proves it."""

    def __init__(self, tasks: Tasks, prove: Callable[[str, str], Any]) -> None:
        self._tasks, self._prove = tasks, prove

    def try_pin(
        self,
        person_id: str,
        pin: str,
        done: Callable[[Any], None],
        refused: Callable[[Refused], None],
    ) -> None:
        """Prove it, one after the other."""
        self._tasks.at_the_door(self._prove, person_id, pin, done=done, refused=refused)


class Guard(QObject):
    """``entered(Actor)`` when somebody signed in, ``left`` when the window in front was closed.

    ``by_passphrase`` shows the owner's way in; it gets what to call once the passphrase has proved itself.
    """

    entered = Signal(object)
    left = Signal()

    def __init__(self, shell: Shell, tasks: Tasks, session: Session, *, shop: str) -> None:
        super().__init__(shell)
        self._shell, self._tasks, self.session = shell, tasks, session
        self._shop = shop
        self._front: SignIn | None = None
        self._slip: Approve | None = None
        self._last = ""
        self._again: Callable[[Approval], None] | None = None
        self._instead: Callable[[], None] | None = None
        self.by_passphrase: Callable[[Callable[[], None]], None] | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        tasks.exception = self._ask_second

    @property
    def locked(self) -> bool:
        """Whether the sign-in stands in front."""
        return self._front is not None

    def set_idle(self, minutes: int) -> None:
        """Lock after so many minutes without a key or a click; 0 never."""
        self._idle.setInterval(minutes * 60_000)
        if minutes and not self.locked:
            self._idle.start()
        else:
            self._idle.stop()

    def lock(self) -> None:
        """Put the sign-in in front of the desk, where people have PINs; without PINs there is nothing to lock."""
        if not self.locked:
            self._tasks.at_the_door(self._locked, done=self._show)

    def open(self, people: tuple[Account, ...]) -> None:
        """Show the sign-in before anything else was shown."""
        self._show(people)

    def finish(self) -> None:
        """The window goes for good."""
        self._idle.stop()
        if self._front is not None:
            self._front.finish()

    def _locked(self) -> tuple[Account, ...]:
        """On the database thread, so that a use case under way still has its actor."""
        if not self.session.guarded():
            return ()
        self._last = self.session.actor.id or self._last
        people = self.session.accounts()
        self.session.lock()
        return people

    def _show(self, people: tuple[Account, ...]) -> None:
        known = [person for person in people if person.has_pin]
        if not known:
            return
        self._close_slip()
        self._idle.stop()
        from views.screens.sign_in import SignIn  # a desk without PINs starts without it

        front = SignIn(_PinDesk(self._tasks, self.session.sign_in), shop=self._shop)
        front.signed.connect(self._enter)
        front.left.connect(self.left)
        front.forgotten.connect(self._forgotten)
        self._front = front
        front.setWindowIcon(self._shell.windowIcon())
        front.setGeometry(self._shell.geometry())
        front.setWindowState(self._shell.windowState())
        front.show()
        front.activateWindow()
        front.pad.show_people(known, self._last)
        self._shell.hide()

    def _enter(self, actor: Actor) -> None:
        front, self._front = self._front, None
        self.entered.emit(actor)
        self._shell.show()
        self._shell.activateWindow()
        if front is not None:
            front.finish()
            front.deleteLater()
        if self._idle.interval():
            self._idle.start()

    def _forgotten(self) -> None:
        if self.by_passphrase is not None:
            self.by_passphrase(self._proved)

    def _proved(self) -> None:
        self._tasks.at_the_door(self.session.sign_in_owner, done=self._enter)

    # One exception

    def _ask_second(
        self,
        refused: Refused,
        again: Callable[[Approval], None],
        instead: Callable[[], None],
    ) -> None:
        """Somebody's level is too low: a second person may allow it this once."""
        if self.locked or self._again is not None:
            instead()
            return
        self._again, self._instead = again, instead
        level = int(refused.values.get("level", Level.OWNER))
        self._tasks.ask(
            sign_in.accounts,
            done=partial(self._open_slip, level),
            refused=self._no_slip,
            trouble=self._no_slip,
        )

    def _open_slip(self, level: int, people: tuple[Account, ...]) -> None:
        able = [person for person in people if person.has_pin and person.level >= level]
        if not able:
            self._decline()
            return
        if self._slip is None:
            from views.screens.sign_in import Approve

            desk = _PinDesk(self._tasks, self.session.approve)
            self._slip = Approve(desk, self._shell)
            self._slip.approved.connect(self._approve)
            self._slip.declined.connect(self._decline)
        words = t("sign_in.approve_ask", level=t(f"sign_in.level.{Level(level).name.lower()}"))
        self._slip.open(words, able)

    def _no_slip(self, _trouble: object) -> None:
        self._decline()

    def _approve(self, approval: Approval) -> None:
        again, self._again, self._instead = self._again, None, None
        self._close_slip()
        if again is not None:
            again(approval)

    def _decline(self) -> None:
        instead, self._again, self._instead = self._instead, None, None
        self._close_slip()
        if instead is not None:
            instead()

    def _close_slip(self) -> None:
        if self._slip is not None and self._slip.isVisible():
            self._slip.hide()
            self._slip.pad.forget()
            page = self._shell.page()
            focus = page.first_focus() if page is not None else None
            if focus is not None:
                focus.setFocus()

    def watch(self) -> None:
        """Count every key and click as work."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and self._idle.isActive():
            self._idle.start()
        return super().eventFilter(watched, event)
