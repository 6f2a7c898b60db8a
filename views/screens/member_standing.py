"""What a member's file says of points, tier and segment, and the way to redeem. A part of the member's page."""

from typing import Any

from models.services import points, segments, tier_file
from models.services.points import LotRow, PointsFile
from models.services.segments import Standing
from models.services.tier_file import TierFile
from views import places
from views.acts import act
from views.page import Desk
from views.screens.member_header import MemberHeader
from views.screens.member_points import PointsPanel
from views.screens.photos import PhotoActs


class StandingActs(PhotoActs):
    """The page builds ``_header`` and stands ``points`` into its side; it calls :meth:`ask_standing`."""

    member_id: str | None
    _header: MemberHeader

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.points = PointsPanel(self.act("show_points"))
        self.points.opened.connect(self._open_lots)
        self._standing: dict[str, Any] = {}

    @act("points.open", "F6")
    def redeem(self) -> None:
        """Redeem for this member."""
        if self.member_id is not None:
            self.desk.go(places.POINTS, places.Points(self.member_id))

    @act("prepaid.open", "Ctrl+P", bar=False)
    def show_prepaid(self) -> None:
        """Stored value and visit cards of this member."""
        if self.member_id is not None:
            self.desk.go(places.PREPAID, self.member_id)

    @act("points.detail", "Ctrl+4", bar=False)
    def show_points(self) -> None:
        """What is behind the balance, on any day."""
        self._open_lots(None)

    def ask_standing(self) -> None:
        """Ask for points, tier and segment anew."""
        if self.member_id is None:
            return
        ask = self.desk.tasks.ask
        ask(points.of_member, self.member_id, slot="member.points", done=self._take_points)
        ask(tier_file.file, self.member_id, slot="member.tier", done=self._take_tier)
        ask(segments.standing, self.member_id, slot="member.segment", done=self._take_segment)

    def forget_standing(self) -> None:
        """Another member comes into sight."""
        self._standing = {}
        self._show_standing()

    def retell_standing(self) -> None:
        """Say it in the present language."""
        self.points.retell()
        self._show_standing()

    def _take_points(self, found: PointsFile) -> None:
        self._standing["points"] = found
        self._show_standing()

    def _take_tier(self, found: TierFile | None) -> None:
        self._standing["tier"] = found
        self._show_standing()

    def _take_segment(self, found: Standing) -> None:
        self._standing["segment"] = found
        self._show_standing()

    def _show_standing(self) -> None:
        held, tier = self._standing.get("points"), self._standing.get("tier")
        segment = self._standing.get("segment") if tier is not None else None
        self.points.show_points(held, tier, segment)
        self._header.show_standing(held if tier is not None else None, tier)

    def _open_lots(self, lot: LotRow | None) -> None:
        if self.member_id is not None:
            target = places.Points(self.member_id, lot_id=lot.id if lot else "", explain=True)
            self.desk.go(places.POINTS, target)
