"""Photos on a job and a member, by keys, drop and paste: what fails here makes the clerk use the phone instead."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMimeData,
    QPoint,
    QPointF,
    QSize,
    Qt,
    QUrl,
)
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from models.rules.jobs import Step
from models.services import attachments, job_notes, personal_data
from tests.clerk import CTRL, Clerk
from tests.services.test_attachments import photo
from tests.shopkeeping import Shop
from views import pictures, places, texts, theme
from views.paper.personal_data import outline
from views.screens.attachment import AttachmentPage
from views.screens.job import JobPage
from views.screens.member import MemberPage
from views.screens.restore_words import Back, done

K = Qt.Key


def jpeg(wide: int = 640, high: int = 480, colour: str = "#8899aa") -> bytes:
    """A picture's bytes."""
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_a_jpeg_of_thousands_of_passes_is_no_picture() -> None:
    """A megabyte that keeps a reader busy for minutes: the program would show no other picture until then."""
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor("#8899aa"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setProgressiveScanWrite(True)
    assert writer.write(image)
    content = bytes(buffer.data().data())
    passes, last = content.count(b"\xff\xda"), content.rindex(b"\xff\xda")
    assert 1 < passes < 20
    room = QSize(32, 32)
    for more, seen in ((0, True), (100 - passes, True), (101 - passes, False), (5000, False)):
        long = content[:last] + content[last:-2] * (more + 1) + content[-2:]
        assert (pictures.shown(long, "image/jpeg", room) is not None) is seen


def _job(clerk: Clerk, job_id: str) -> JobPage:
    clerk.shell.go(places.JOB, job_id)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, JobPage)
    return page


def _drop(page: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), copy, mime, left, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(20, 20), copy, mime, left, none))


def _asking(monkeypatch: pytest.MonkeyPatch) -> list[QFileDialog]:
    """The dialogs that were opened, which nobody sees here."""
    asked: list[QFileDialog] = []

    def opened(dialog: QFileDialog) -> None:
        asked.append(dialog)

    monkeypatch.setattr(QFileDialog, "open", opened)
    return asked


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "划痕.jpg"
    path.write_bytes(jpeg())
    return path


def test_dropped_files_become_photos_and_go_back_together(
    clerk: Clerk, shop: Shop, picture: Path, tmp_path: Path
) -> None:
    """Two pictures and a paper dragged over from the phone's folder; Ctrl+Z takes all of them off again."""
    job = shop.job(shop.member().id).id
    page = _job(clerk, job)
    paper = tmp_path / "发票.pdf"
    paper.write_bytes(b"%PDF-1.4 x")
    other = tmp_path / "二.jpg"
    other.write_bytes(jpeg(colour="#112233"))
    _drop(page, picture, other, paper)
    clerk.calm()
    rows = shop.kernel.ask(attachments.of_job, job)
    assert [(r.name, r.purpose) for r in rows] == [
        ("划痕.jpg", "before"),
        ("二.jpg", "before"),
        ("发票.pdf", "paper"),
    ]
    assert clerk.words() == "加了 3 份"
    clerk.calm()
    assert page.photos.thumb(rows[0].digest) is not None
    assert page.photos.thumb(rows[2].digest) is None  # a file has an icon
    clerk.press(K.Key_Z, held=CTRL)
    assert shop.kernel.ask(attachments.of_job, job) == ()
    assert page.photos.thumb(rows[0].digest) is None  # the thumbnail goes with its row


def test_a_pasted_picture_and_a_copied_file(clerk: Clerk, shop: Shop, picture: Path) -> None:
    """A screenshot from WeChat, and a file copied in the file manager, by the same key."""
    job = shop.job().id
    page = _job(clerk, job)
    shop.move(job, Step.QUOTE)
    image = QImage(50, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    QGuiApplication.clipboard().setImage(image)
    page.setFocus()
    clerk.press(K.Key_V, held=CTRL)
    (row,) = shop.kernel.ask(attachments.of_job, job)
    assert (row.media_type, row.name[:2], row.name[-4:]) == ("image/png", "粘贴", ".png")
    content = shop.kernel.ask(attachments.opened, row.id).read()
    assert QImage.fromData(content).size() == QSize(50, 40)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    QGuiApplication.clipboard().setMimeData(mime)
    clerk.press(K.Key_V, held=CTRL)
    assert len(shop.kernel.ask(attachments.of_job, job)) == 2
    QGuiApplication.clipboard().setText("154 0106")
    clerk.press(K.Key_V, held=CTRL)
    assert clerk.words() == "剪贴板里没有照片或文件"


def test_text_is_still_pasted_into_a_field(clerk: Clerk, shop: Shop) -> None:
    """Ctrl+V while a note is typed is for the note."""
    page = _job(clerk, shop.job().id)
    clerk.press(K.Key_N, held=CTRL)
    page._note_ask._text.setFocus()
    QGuiApplication.clipboard().setText("左侧划痕")
    clerk.press(K.Key_V, held=CTRL)
    assert page._note_ask._text.text() == "左侧划痕"
    image = QImage(50, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    QGuiApplication.clipboard().setImage(image)
    clerk.press(K.Key_V, held=CTRL)
    assert len(page._note_ask.take_given()) == 1  # a picture goes with the note


def test_what_cannot_be_taken_is_said_and_the_rest_is_kept(
    clerk: Clerk, shop: Shop, picture: Path, tmp_path: Path
) -> None:
    job = shop.job().id
    page = _job(clerk, job)
    empty = tmp_path / "空.jpg"
    empty.write_bytes(b"")
    _drop(page, empty, tmp_path / "没有.jpg", picture)
    clerk.calm()
    assert [row.name for row in shop.kernel.ask(attachments.of_job, job)] == ["划痕.jpg"]
    assert clerk.words() == "这个文件是空的，选别的文件"
    _drop(page, picture)
    clerk.calm()
    assert clerk.words() == "『划痕.jpg』已经加过了"
    assert len(shop.kernel.ask(attachments.of_job, job)) == 1


def test_files_are_chosen_by_key(
    clerk: Clerk, shop: Shop, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = shop.job().id
    page = _job(clerk, job)
    page.setFocus()
    asked = _asking(monkeypatch)
    clerk.press(K.Key_A, held=CTRL)
    asked[0].filesSelected.emit([str(picture)])
    clerk.calm()
    assert len(shop.kernel.ask(attachments.of_job, job)) == 1
    asked[0].deleteLater()


def test_the_photo_is_seen_large_marked_removed_and_left_by_keys(
    clerk: Clerk, shop: Shop, picture: Path, tmp_path: Path
) -> None:
    """Without the mouse: to the row, open, next, mark as damage, remove, back, undo."""
    job = shop.job().id
    page = _job(clerk, job)
    other = tmp_path / "二.jpg"
    other.write_bytes(jpeg(300, 900))
    _drop(page, picture, other)
    clerk.calm()
    first, second = shop.kernel.ask(attachments.of_job, job)
    clerk.press(K.Key_5, held=CTRL)
    clerk.press(K.Key_Return)
    large = clerk.page
    assert isinstance(large, AttachmentPage)
    assert large.record() == shop.kernel.ask(attachments.opened, first.id).row.job
    shown = large.canvas.picture()
    assert shown is not None
    assert shown.size() == QSize(640, 480)
    clerk.press(K.Key_1, held=CTRL)
    assert shop.kernel.ask(attachments.opened, first.id).row.purpose == "damage"
    clerk.press(K.Key_Right)
    assert large.canvas.accessibleName() == "二.jpg"
    shown = large.canvas.picture()
    assert shown is not None
    assert shown.height() <= large.canvas.height()
    clerk.press(K.Key_Right)
    assert large.canvas.accessibleName() == "二.jpg"
    clerk.press(K.Key_Delete)
    assert [row.id for row in shop.kernel.ask(attachments.of_job, job)] == [first.id]
    assert large.canvas.accessibleName() == "划痕.jpg"
    clerk.press(K.Key_Z, held=CTRL)
    assert {row.id for row in shop.kernel.ask(attachments.of_job, job)} == {first.id, second.id}
    clerk.press(K.Key_Escape)
    assert clerk.page is page


def test_removing_the_last_leaves_the_page(clerk: Clerk, shop: Shop, picture: Path) -> None:
    job = shop.job().id
    page = _job(clerk, job)
    _drop(page, picture)
    clerk.calm()
    clerk.press(K.Key_5, held=CTRL)
    clerk.press(K.Key_Return)
    clerk.press(K.Key_Delete)
    clerk.at("job")
    assert shop.kernel.ask(attachments.of_job, job) == ()


def test_delete_on_a_photo_takes_no_line_off(clerk: Clerk, shop: Shop, picture: Path) -> None:
    """Both have the same key; the one that has the focus goes."""
    job = shop.job(None, "FW-001").id
    page = _job(clerk, job)
    _drop(page, picture)
    clerk.calm()
    clerk.press(K.Key_5, held=CTRL)
    clerk.press(K.Key_Delete)
    assert shop.kernel.ask(attachments.of_job, job) == ()
    assert page._model.rowCount() >= 1
    assert [row.name for row in page._file.lines] == ["上门检测费"]  # type: ignore[union-attr]


def test_a_damage_note_takes_its_photos_along(
    clerk: Clerk, shop: Shop, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damage before the work: what is written and what is seen belong together."""
    job = shop.job().id
    page = _job(clerk, job)
    clerk.press(K.Key_N, held=CTRL)
    ask = page._note_ask
    ask._kind.choose("damage")
    _drop(page, picture)
    clerk.calm()
    assert shop.kernel.ask(attachments.of_job, job) == ()
    assert "1" in ask._files.text()
    asked = _asking(monkeypatch)
    ask._choose.click()
    asked[0].deleteLater()
    ask._text.setFocus()
    clerk.type("左侧有划痕")
    ask.take()
    clerk.calm()
    (note,) = shop.kernel.ask(job_notes.of_job, job)
    (row,) = shop.kernel.ask(attachments.of_job, job)
    assert (row.note_id, row.purpose, note.photos) == (note.id, "damage", 1)
    clerk.press(K.Key_N, held=CTRL)
    assert page._note_ask.take_given() == ()


@pytest.mark.parametrize("spoil", ["damaged", "missing"])
def test_a_photo_that_is_not_sound_is_said_and_not_drawn(
    clerk: Clerk, shop: Shop, spoil: str
) -> None:
    job = shop.job().id
    photo(shop, job)
    (path,) = shop.kernel.store.vault.lying()
    if spoil == "missing":
        path.unlink()
    else:
        path.write_bytes(b"\0" * path.stat().st_size)
    page = _job(clerk, job)
    clerk.calm()
    page.photos.to_strip()
    clerk.press(K.Key_Return)
    large = clerk.page
    assert isinstance(large, AttachmentPage)
    assert large.canvas.picture() is None
    assert ("坏了" if spoil == "damaged" else "不在") in large.canvas.words()


def test_a_copy_is_saved_and_noted(clerk: Clerk, shop: Shop, picture: Path, tmp_path: Path) -> None:
    job = shop.job().id
    page = _job(clerk, job)
    _drop(page, picture)
    clerk.calm()
    page.photos.to_strip()
    clerk.press(K.Key_Return)
    large = clerk.page
    assert isinstance(large, AttachmentPage)
    target = tmp_path / "存.jpg"
    large.save_to(str(target))
    clerk.calm()
    assert target.read_bytes() == picture.read_bytes()
    assert str(target) in clerk.words()
    with shop.kernel.store.reader.connect() as connection:
        last = connection.exec_driver_sql(
            "SELECT use_case FROM operation ORDER BY position DESC LIMIT 1"
        ).scalar()
    assert last == "attachments.save"


def test_a_member_s_page_shows_those_of_the_jobs_too(
    clerk: Clerk, shop: Shop, picture: Path
) -> None:
    member = shop.member().id
    photo(shop, shop.job(member).id)
    clerk.shell.go(places.MEMBER, member)
    clerk.calm()
    page = clerk.page
    assert isinstance(page, MemberPage)
    assert len(page.photos.rows()) == 1
    _drop(page, picture)
    clerk.calm()
    rows = shop.kernel.ask(attachments.of_member, member)
    assert [(row.ref_kind, row.name) for row in rows] == [
        ("member", "划痕.jpg"),
        ("job", "划痕.jpg"),
    ]
    assert len(page.photos.rows()) == 2


BOMB_PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x06\x00\x00\x00"
    b"\x00\x00\x00\x00"
)


def test_a_picture_bomb_gives_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """60,000 by 60,000 points in a few bytes: the desk goes on, with an icon in its place."""
    room = QSize(200, 200)
    assert pictures.shown(BOMB_PNG, "image/png", room) is None
    assert pictures.shown(b"\xff\xd8\xff\xe0rubbish", "image/jpeg", room) is None
    assert pictures.shown(jpeg(), "application/pdf", room) is None
    assert pictures.shown(jpeg(), "image/png", room) is None  # what it says, or nothing
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>"
    assert pictures.shown(svg, "image/png", room) is None
    monkeypatch.setattr(pictures, "PIXELS_MOST", 640 * 480 - 1)
    assert pictures.shown(jpeg(), "image/jpeg", room) is None


def test_a_picture_is_read_no_larger_than_it_is_shown() -> None:
    """A 48-megapixel picture takes the memory of its thumbnail, not 190 MB."""
    small = pictures.shown(jpeg(4000, 3000), "image/jpeg", QSize(200, 200))
    assert small is not None
    assert small.size() == QSize(200, 150)
    as_it_is = pictures.shown(jpeg(40, 30), "image/jpeg", QSize(200, 200))
    assert as_it_is is not None
    assert as_it_is.size() == QSize(40, 30)


def test_a_picture_stands_upright() -> None:
    """Phones lay pictures on their side and note it in the file."""
    flat = bytearray(jpeg(400, 100))
    exif = (
        b"\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03"
        b"\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
    )
    turned = pictures.shown(bytes(flat[:2]) + exif + bytes(flat[2:]), "image/jpeg", QSize(100, 100))
    assert turned is not None
    assert turned.size() == QSize(25, 100)
    assert QByteArray(pictures.as_png(turned)).startsWith(b"\x89PNG")


def test_a_member_s_own_data_names_the_photos(shop: Shop) -> None:
    """Who asks what the shop holds is told of every picture, in the file and on paper."""
    member, other = shop.member().id, shop.member("李雷", "15401060001").id
    job = shop.job(member)
    photo(shop, job.id)
    photo(shop, shop.job(other).id, b"his")
    data = shop.kernel.run(personal_data.hand_over, member, form="json").result
    assert [(file.name, file.shows, file.job) for file in data.files] == [
        ("划痕.jpg", "damage", job.number)
    ]
    for language, title, words in (
        ("zh", "照片和文件", "损坏"),
        ("en", "Photos and files", "Damage"),
    ):
        (part,) = [p for p in outline(data, texts.catalogue(language)) if p.title == title]
        assert words in str(part.records)


def test_what_a_backup_could_not_bring_back_is_said() -> None:
    """Silence would let the owner believe that every picture is there."""
    back = Back(
        shop_name="店",
        made_at=datetime(2026, 6, 11, tzinfo=UTC),
        members=1,
        jobs=1,
        bills=1,
        letter="B",
        aside=None,
        files_lost=2,
    )
    assert "2 份照片在备份里已经坏了" in done(back, UTC, back.made_at)


def test_the_key_leads_to_the_photos_wherever_they_stand(clerk: Clerk, shop: Shop) -> None:
    """In large type the column is a drawer, and in any type it scrolls."""
    job = shop.job(shop.member().id).id
    photo(shop, job)
    page = _job(clerk, job)
    clerk.press(K.Key_5, held=CTRL)
    assert not page.photos.strip.visibleRegion().isEmpty()
    theme.current().set_scale("large")
    clerk.calm()
    assert page.drawer is not None
    page._table.setFocus()
    page.drawer.close_drawer()
    clerk.press(K.Key_5, held=CTRL)
    assert page.photos.strip.hasFocus()
    clerk.until(lambda: not page.photos.strip.visibleRegion().isEmpty(), "it stayed out of sight")
    assert not page.photos.strip.visibleRegion().isEmpty()
