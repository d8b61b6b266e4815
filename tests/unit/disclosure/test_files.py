"""Files that people send come out as pixels and pages alone, or not at all."""

import io
import sys

import pikepdf
import pytest
from PIL import Image, ImageFile

from apps.core.errors import Invalid, Unavailable
from apps.disclosure.domain.files import clean_file
from apps.disclosure.domain.images import Rectangle, masked
from tests.support import sent_files as sent
from tests.support.sent_files import TELLTALE


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "media_type", "size"),
    [
        (sent.png(), "image/png", (320, 240)),
        (sent.png_with_notes(), "image/png", (320, 240)),
        (sent.jpeg_with_notes(), "image/jpeg", (240, 320)),
        (sent.as_file(sent.picture(mode="RGB"), "WEBP"), "image/png", (320, 240)),
        (sent.as_file(sent.picture(mode="1"), "PNG"), "image/png", (320, 240)),
        (sent.as_file(sent.picture(mode="P"), "PNG"), "image/png", (320, 240)),
        (sent.as_file(sent.picture(mode="CMYK"), "JPEG"), "image/jpeg", (320, 240)),
        (sent.as_file(sent.picture(mode="I;16"), "PNG"), "image/png", (320, 240)),
        (sent.dicom(), "image/png", (10, 8)),
        (sent.dicom(WindowCenter="1000", WindowWidth="900"), "image/png", (10, 8)),
        (sent.dicom(PixelRepresentation=1), "image/png", (10, 8)),
    ],
    ids=["png", "notes", "exif", "webp", "bits", "palette", "cmyk", "16-bit", "dicom", "window", "signed"],
)  # fmt: skip
def test_image_comes_out_as_pixels_alone(content: bytes, media_type: str, size: tuple[int, int]) -> None:
    clean = clean_file(content)

    image = _opened(clean.content)
    assert (clean.media_type, image.size, (clean.width, clean.height)) == (media_type, size, size)
    assert TELLTALE not in clean.content
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_a_transparent_part_hides_is_gone() -> None:
    hiding = Image.new("RGBA", (2, 2), (200, 100, 50, 0))

    image = _opened(clean_file(sent.as_file(hiding, "PNG")).content)

    assert image.getpixel((0, 0)) == (0, 0, 0)


def test_sixteen_bits_and_inverted_grey_keep_their_order() -> None:
    plain = _opened(clean_file(sent.dicom()).content)
    inverted = _opened(clean_file(sent.dicom(PhotometricInterpretation="MONOCHROME1")).content)

    assert plain.getpixel((0, 0)) < plain.getpixel((9, 7))
    assert inverted.getpixel((0, 0)) > inverted.getpixel((9, 7))


_REFUSED = {
    "empty": (b"", "empty"),
    "html": (b"<!doctype html><script>alert(1)</script>", "kind"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "kind"),
    "zip": (b"PK\x03\x04" + bytes(100), "kind"),
    "gif": (sent.as_file(sent.picture(), "GIF"), "kind"),
    "pdf not at the beginning": (b"\n%PDF-1.7\n", "kind"),
    "png signature only": (b"\x89PNG\r\n\x1a\n", "damaged"),
    "html behind a jpeg's first bytes": (b"\xff\xd8\xff<html>", "damaged"),
    "jpeg cut short": (sent.as_file(sent.picture(), "JPEG")[:900], "damaged"),
    "png cut short": (sent.png()[:300], "damaged"),
    "30,000 by 30,000": (sent.huge_png(), "too_many_pixels"),
    "8,000 by 7,000": (sent.huge_png(8_000, 7_000), "too_many_pixels"),
    "bomb in a note": (sent.png_with_bomb_in_notes(), "damaged"),
    "two pictures": (sent.moving_webp(), "frames"),
    "dicom cut short": (sent.dicom()[:400], "damaged"),
    "huge dicom": (sent.dicom(Rows=60_000, Columns=60_000), "too_many_pixels"),
    "dicom with too few pixels": (sent.dicom(Rows=100), "damaged"),
    "pdf with a script": (sent.pdf_with(sent.add_script), "active"),
    "pdf with a named script": (sent.pdf_with(sent.add_named_script), "active"),
    "pdf that starts a program": (sent.pdf_with(sent.add_launch), "active"),
    "pdf with a file inside": (sent.pdf_with(sent.add_file), "embedded"),
    "pdf with a password": (sent.pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "encrypted"),
    "pdf with an owner's password": (sent.pdf(encryption=pikepdf.Encryption(owner="o", user="")), "encrypted"),
    "pdf cut short": (sent.pdf()[:200], "damaged"),
    "pdf of words": (b"%PDF-1.7\nhello", "damaged"),
}


@pytest.mark.parametrize("lenient", [False, True], ids=["", "after a PDF was made"])
@pytest.mark.parametrize(("content", "code"), _REFUSED.values(), ids=_REFUSED)
def test_what_cannot_be_made_safe_is_refused_in_words(
    content: bytes, code: str, lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # WeasyPrint turns this on for the whole process as soon as it is imported.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)

    with pytest.raises(Invalid) as refused:
        clean_file(content)

    assert refused.value.code == code
    assert refused.value.fields["file"]


def test_file_larger_than_the_setting_is_refused(settings: pytest.MonkeyPatch) -> None:
    settings.ATTACHMENT_LIMIT_BYTES = 1000  # type: ignore[attr-defined]  # pytest-django's own fixture

    with pytest.raises(Invalid) as refused:
        clean_file(sent.png() + bytes(2000))

    assert refused.value.code == "too_large"


@pytest.mark.parametrize("how", [sent.pdf(), sent.pdf_with(sent.add_photograph)], ids=["plain", "photograph"])
def test_pdf_comes_out_without_what_tells_of_people(how: bytes) -> None:
    assert TELLTALE in how

    clean = clean_file(how + TELLTALE)

    with pikepdf.open(io.BytesIO(clean.content)) as read:
        assert (len(read.pages), "/Info" in read.trailer, "/Metadata" in read.Root) == (1, False, False)
    assert TELLTALE not in clean.content
    assert (clean.pages, clean.media_type) == (1, "application/pdf")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_masked_pixels_are_gone_and_the_others_stay(kind: str) -> None:
    clean = clean_file(sent.as_file(sent.picture((400, 300), ("WORDS",)), kind))

    made = _opened(masked(clean.content, clean.media_type, [Rectangle(0, 0, 300, 80)]).content).convert("L")

    assert max(made.crop((0, 0, 290, 70)).getextrema()) < 10
    assert made.getpixel((200, 180)) > 100


@pytest.mark.parametrize(
    ("exit_code", "outcome"), [(0, None), (1, Invalid), (2, Unavailable)], ids=["clean", "infected", "failing"]
)
def test_virus_scanner_decides_where_there_is_one(
    settings: pytest.MonkeyPatch, exit_code: int, outcome: type[Exception] | None
) -> None:
    script = f"import sys; sys.exit({exit_code} if len(sys.stdin.buffer.read()) > 100 else 9)"
    settings.VIRUS_SCAN_COMMAND = f"{sys.executable} -c '{script}'"  # type: ignore[attr-defined]  # as above

    if outcome is None:
        assert clean_file(sent.png()).width == 320
    else:
        with pytest.raises(outcome):
            clean_file(sent.png())


def test_scanner_that_is_not_there_lets_nothing_through(settings: pytest.MonkeyPatch) -> None:
    settings.VIRUS_SCAN_COMMAND = "no-such-scanner-anywhere -"  # type: ignore[attr-defined]  # as above

    with pytest.raises(Unavailable):
        clean_file(sent.png())
