"""DICOM pictures as PACS sends them: packed by run length, JPEG or JPEG 2000, and several in one file."""

import io
import struct

import pytest
from PIL import Image
from pydicom.uid import (
    JPEG2000,
    MPEG2MPML,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLossless,
    JPEGLSLossless,
    RLELossless,
)

from apps.core.errors import Invalid
from apps.disclosure.domain.files import CleanFile, clean_file
from tests.support import sent_files as sent

SMALL = {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}
COLOUR = {**SMALL, "SamplesPerPixel": 3, "PlanarConfiguration": 0, "PhotometricInterpretation": "RGB"}
BRIGHT = [255 - n * 3 for n in range(80)]


def opened(clean: CleanFile) -> Image.Image:
    return Image.open(io.BytesIO(clean.content))


def plain(values: list[int] = sent.GREY, **changes: object) -> bytes:
    return sent.dicom(PixelData=struct.pack("<80H", *values), **changes)


def jpeg(mode: str = "L") -> bytes:
    values = bytes(BRIGHT) if mode == "L" else bytes(value for one in BRIGHT for value in (one, 0, 0))
    return sent.as_file(Image.frombytes(mode, (10, 8), values), "JPEG", quality=100, subsampling=0)


@pytest.mark.parametrize(
    ("syntax", "packed"),
    [
        (RLELossless, sent.packed_in_runs(sent.GREY)),
        (JPEG2000Lossless, sent.jpeg_2000(sent.GREY)),
        (JPEG2000, sent.jpeg_2000(sent.GREY)),
    ],
    ids=["run length", "JPEG 2000 without loss", "JPEG 2000"],
)
@pytest.mark.parametrize("window", [{}, {"WindowCenter": "1000", "WindowWidth": "900"}], ids=["whole", "window"])
def test_a_packed_picture_is_the_picture_that_was_packed(syntax: str, packed: bytes, window: dict[str, str]) -> None:
    clean = clean_file(sent.packed_dicom(syntax, [packed], **window))

    assert (clean.width, clean.height, clean.frames) == (10, 8, 1)
    assert clean.content == clean_file(plain(**window)).content
    assert sent.TELLTALE not in clean.content


def test_a_jpeg_in_eight_bits_grey_and_in_colour() -> None:
    grey = opened(clean_file(sent.packed_dicom(JPEGBaseline8Bit, [jpeg()], **SMALL)))
    colour = opened(
        clean_file(
            sent.packed_dicom(
                JPEGBaseline8Bit, [jpeg("RGB")], **{**COLOUR, "PhotometricInterpretation": "YBR_FULL_422"}
            )
        )
    )

    assert grey.mode == "L"
    assert grey.getpixel((0, 0)) > grey.getpixel((9, 7))
    red = colour.getpixel((0, 0))
    assert isinstance(red, tuple)
    assert red[0] > 200 > 60 > red[2]


def test_colours_in_runs() -> None:
    planes = [[200] * 80, [100] * 80, [10] * 80]
    packed = [b"".join(bytes([256 - 9, plane[0]]) for _row in range(8)) for plane in planes]
    starts = [64 + sum(len(one) for one in packed[:n]) for n in range(3)]
    whole = struct.pack("<16L", 3, *starts, *[0] * 12) + b"".join(packed)

    made = opened(clean_file(sent.packed_dicom(RLELossless, [whole], **COLOUR)))

    assert made.getpixel((9, 7)) == (200, 100, 10)


SEVERAL = [[n * 40 + shade for n in range(80)] for shade in (0, 500, 900)]
FILES = {
    "plain": sent.dicom(
        PixelData=b"".join(struct.pack("<80H", *one) for one in SEVERAL), NumberOfFrames="3", WindowCenter="1000",
        WindowWidth="2000",
    ),
    "in runs": sent.packed_dicom(
        RLELossless, [sent.packed_in_runs(one) for one in SEVERAL], WindowCenter="1000", WindowWidth="2000"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(("asked", "got"), [(None, 2), (1, 1), (2, 2), (3, 3)])
def test_of_several_pictures_the_middle_one_or_the_one_that_was_asked_for(
    kind: str, asked: int | None, got: int
) -> None:
    clean = clean_file(FILES[kind], asked)

    assert (clean.frame, clean.frames) == (got, 3)
    wanted = plain(SEVERAL[got - 1], WindowCenter="1000", WindowWidth="2000")
    assert clean.content == clean_file(wanted).content


@pytest.mark.parametrize("asked", [0, 4, -1])
def test_a_picture_that_is_not_there_is_refused_with_how_many_there_are(asked: int) -> None:
    with pytest.raises(Invalid) as refused:
        clean_file(FILES["plain"], asked)

    assert refused.value.code == "no_such_picture"
    assert "1 to 3" in refused.value.fields["frame"]


@pytest.mark.parametrize("syntax", [JPEGLossless, JPEGLSLossless, MPEG2MPML])
def test_what_is_not_read_here_is_refused_by_name_with_what_to_do(syntax: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_file(sent.packed_dicom(syntax, [b"\x00" * 64]))

    assert refused.value.code == "compressed"
    assert "Export" in refused.value.message


DAMAGED = {
    "cut short": sent.packed_dicom(RLELossless, [sent.packed_in_runs(sent.GREY)[:100]]),
    "no runs": sent.packed_dicom(RLELossless, [b"\x00" * 64]),
    "another size": sent.packed_dicom(JPEG2000, [sent.jpeg_2000(sent.GREY)], Rows=9),
    "no JPEG 2000": sent.packed_dicom(JPEG2000, [jpeg()]),
    "fewer pictures than it says": sent.dicom(NumberOfFrames="3"),
    "none": sent.dicom(NumberOfFrames="-2"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_one_is_refused(kind: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_file(DAMAGED[kind])

    assert refused.value.code == "damaged"


def test_a_large_picture_hidden_in_a_small_one_is_not_unpacked() -> None:
    """The header says ten by eight, and the packed picture is of fifty million pixels."""
    hidden = sent.as_file(Image.new("L", (7_000, 7_000)), "JPEG2000", irreversible=False)

    with pytest.raises(Invalid) as refused:
        clean_file(sent.packed_dicom(JPEG2000, [hidden], **SMALL))

    assert refused.value.code == "damaged"


def test_runs_that_would_fill_the_memory_stop_when_the_picture_is_full() -> None:
    endless = struct.pack("<16L", 1, 64, *[0] * 14) + b"\x81\x07" * 1_000_000

    clean = clean_file(sent.packed_dicom(RLELossless, [endless], **SMALL))

    assert (clean.width, clean.height) == (10, 8)
