"""If these fail, the shop no longer knows which machine it repaired, or its warranty is wrong."""

from datetime import date
from typing import Any

import pytest

from models.base.errors import Refused
from models.base.rights import Right
from models.base.usecase import query
from models.services import devices, member_file, search, timeline
from models.services.devices import DeviceDetails, DeviceRow
from models.store.work import View
from tests.shopkeeping import Shop

WASHER = DeviceDetails(
    category="washer",
    brand="海尔",
    model="滚筒洗衣机 10 kg",
    serial="CE0K210577A31",
    place="卫生间",
    bought_on=date(2021, 5, 9),
    warranty_until=date(2027, 5, 9),
    note="门封换过",
)


@query(Right.SERVE)
def rows(view: View) -> list[dict[str, Any]]:
    """All devices as they stand."""
    return [dict(row) for row in view.sql("SELECT * FROM device ORDER BY id")]


def devices_of(shop: Shop, member_id: str) -> tuple[DeviceRow, ...]:
    return shop.kernel.ask(member_file.file, member_id).devices


def test_a_device_comes_back_as_typed(shop: Shop) -> None:
    member = shop.member()
    shop.kernel.run(devices.add, member.id, WASHER)
    (row,) = devices_of(shop, member.id)
    fields = DeviceDetails.__dataclass_fields__
    assert {name: getattr(row, name) for name in fields} == {
        name: getattr(WASHER, name) for name in fields
    }


def test_a_device_is_found_by_its_serial_number_until_it_is_put_away(shop: Shop) -> None:
    member = shop.member()
    device_id = shop.kernel.run(devices.add, member.id, WASHER).result
    assert [r.id for r in shop.kernel.ask(search.search, "CE0K210577A31").rows] == [member.id]
    shop.kernel.run(devices.archive, device_id)
    assert shop.kernel.ask(search.search, "CE0K210577A31").rows == ()


def test_undo_of_every_act_on_a_device_restores_the_row(shop: Shop) -> None:
    member = shop.member()
    outcome = shop.kernel.run(devices.add, member.id, WASHER)
    before = shop.kernel.ask(rows)
    changed = shop.kernel.run(devices.edit, outcome.result, DeviceDetails(category="tv"))
    assert changed.inverse is not None
    shop.kernel.undo(changed.inverse)
    assert shop.kernel.ask(rows) == before
    away = shop.kernel.run(devices.archive, outcome.result)
    assert devices_of(shop, member.id) == ()
    assert away.inverse is not None
    shop.kernel.undo(away.inverse)
    assert shop.kernel.ask(rows) == before
    assert outcome.inverse is not None
    shop.kernel.undo(outcome.inverse)
    assert devices_of(shop, member.id) == ()


def test_putting_away_is_told_once(shop: Shop) -> None:
    member = shop.member()
    device_id = shop.kernel.run(devices.add, member.id, WASHER).result
    for archived in (True, True, False):
        shop.kernel.run(devices.archive, device_id, archived=archived)
    told = [entry.what for entry in shop.kernel.ask(timeline.of_member, member.id).entries]
    assert told[:3] == ["device_restored", "device_archived", "device_added"]


@pytest.mark.parametrize(
    ("details", "code", "field"),
    [
        (DeviceDetails(category="rocket"), "device.category", "category"),
        (DeviceDetails(category="tv", brand="x" * 41), "text.too_long", "brand"),
        (DeviceDetails(category="tv", model="x" * 10_000), "text.too_long", "model"),
        (DeviceDetails(category="tv", serial="1\n2"), "text.control", "serial"),
        (DeviceDetails(category="tv", note="x" * 10_000), "text.too_long", "device_note"),
        (
            DeviceDetails(
                category="tv", bought_on=date(2026, 2, 1), warranty_until=date(2026, 1, 1)
            ),
            "device.warranty_before",
            "warranty_until",
        ),
    ],
)
def test_refusals_name_their_field(
    shop: Shop, details: DeviceDetails, code: str, field: str
) -> None:
    member = shop.member()
    with pytest.raises(Refused) as refused:
        shop.kernel.run(devices.add, member.id, details)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_device_knows_its_jobs_and_the_one_in_hand(shop: Shop) -> None:
    member = shop.member()
    device_id = shop.washer(member.id)
    job = shop.job(member.id, "FW-001", device_id=device_id)
    (row,) = devices_of(shop, member.id)
    assert (row.jobs, row.open_job_id) == (1, job.id)
