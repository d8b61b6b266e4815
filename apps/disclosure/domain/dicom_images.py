"""Reads one picture of a DICOM file; what its header says of the patient is left behind."""

import array
import io
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import pydicom
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pydicom.errors import InvalidDicomError
from pydicom.uid import RLELossless

from apps.core.errors import Invalid
from apps.disclosure.domain.dicom_pixels import Layout, layout_of, pixels_of
from apps.disclosure.domain.images import CleanImage, encode, refuse_too_many_pixels, scaled_to_grey

_BROKEN = (
    InvalidDicomError, OSError, SyntaxError, ValueError, AttributeError, KeyError, TypeError, EOFError,
    NotImplementedError, struct.error, IndexError,
)  # fmt: skip


@dataclass(frozen=True)
class DicomPicture:
    """One picture of a file, and which of how many it is."""

    image: CleanImage
    frame: int
    frames: int


def read_dicom(content: bytes, frame: int | None = None) -> DicomPicture:
    """One picture as PNG: the one with that number, counted from 1, or the middle one.

    Raises Invalid at `file` for a compression that is not read here or a damaged file, and at `frame` for a picture
    that the file does not hold.
    """
    try:
        read = pydicom.dcmread(io.BytesIO(content))
        layout = layout_of(read)
        refuse_too_many_pixels(layout.width, layout.height)
        wanted = _wanted(layout, frame)
        return DicomPicture(_picture(read, layout, wanted), wanted, layout.frames)
    except _BROKEN as broken:
        raise _refuse("damaged", _("The DICOM file is damaged or holds no picture. Export it again.")) from broken


def _wanted(layout: Layout, frame: int | None) -> int:
    if frame is None:
        return (layout.frames + 1) // 2
    if 1 <= frame <= layout.frames:
        return frame
    words = _("The file holds %(frames)s pictures. Choose a number from 1 to %(frames)s.") % {"frames": layout.frames}
    raise Invalid("no_such_picture", words, {"frame": words})


def _picture(read: pydicom.FileDataset, layout: Layout, frame: int) -> CleanImage:
    if layout.channels not in (1, 3) or (layout.channels == 3 and not _is_colour(read, layout)):
        raise _refuse("compressed", _("This kind of DICOM picture cannot be read. Export it as PNG or JPEG."))
    pixels, size = pixels_of(read, layout, frame), (layout.width, layout.height)
    if layout.channels == 3:
        return encode(Image.frombytes("RGB", size, pixels), lossy=False)
    grey = _grey(read, pixels, size)
    if str(read.PhotometricInterpretation) == "MONOCHROME1":
        grey = ImageOps.invert(grey)
    return encode(grey, lossy=False)


def _is_colour(read: pydicom.FileDataset, layout: Layout) -> bool:
    """Colours beside each other in eight bits, or packed by JPEG, which Pillow turns into red, green and blue."""
    packed = bool(read.file_meta.TransferSyntaxUID.is_encapsulated)
    plain = str(read.PhotometricInterpretation) == "RGB" and int(read.get("PlanarConfiguration") or 0) == 0
    is_jpeg = packed and str(read.file_meta.TransferSyntaxUID) != str(RLELossless)
    return layout.bits == 8 and (plain or is_jpeg or (packed and str(read.PhotometricInterpretation) == "RGB"))


def _grey(read: pydicom.FileDataset, pixels: bytes, size: tuple[int, int]) -> Image.Image:
    signed = bool(int(read.get("PixelRepresentation") or 0))
    values = array.array(("b" if signed else "B") if int(read.BitsAllocated) == 8 else ("h" if signed else "H"), pixels)
    if sys.byteorder == "big" and values.itemsize == 2:
        values.byteswap()
    image = Image.new("I", size)
    image.putdata(_windowed(read, values))
    return scaled_to_grey(image)


def _windowed(read: pydicom.FileDataset, values: Iterable[int]) -> list[int]:
    """The values cut to the window that the radiographer chose, where the file names one."""
    centre, width = _first(read.get("WindowCenter")), _first(read.get("WindowWidth"))
    if centre is None or width is None or width < 1:
        return list(values)
    slope, intercept = float(read.get("RescaleSlope") or 1), float(read.get("RescaleIntercept") or 0)
    if slope <= 0:
        return list(values)
    low = round((centre - width / 2 - intercept) / slope)
    high = round((centre + width / 2 - intercept) / slope)
    return [min(max(value, low), high) for value in values]


def _first(value: object) -> float | None:
    if value is None or value == "":
        return None
    several = value if isinstance(value, list | tuple | pydicom.multival.MultiValue) else [value]
    return float(str(several[0])) if several else None


def _refuse(code: str, message: str) -> Invalid:
    return Invalid(code, message, {"file": message})
