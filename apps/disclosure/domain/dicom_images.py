"""Reads the picture of an uncompressed DICOM file; what its header says of the patient is left behind."""

import array
import io
import struct
import sys
from collections.abc import Iterable

import pydicom
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pydicom.errors import InvalidDicomError

from apps.core.errors import Invalid
from apps.disclosure.domain.images import CleanImage, encode, refuse_too_many_pixels, scaled_to_grey

_PLAIN = frozenset({"1.2.840.10008.1.2", "1.2.840.10008.1.2.1"})
_BROKEN = (
    InvalidDicomError, OSError, ValueError, AttributeError, KeyError, TypeError, EOFError, NotImplementedError,
    struct.error, IndexError,
)  # fmt: skip


def read_dicom(content: bytes) -> CleanImage:
    """The picture as PNG. Raises Invalid at `file` for several frames, compression, or a damaged file."""
    try:
        read = pydicom.dcmread(io.BytesIO(content))
        return _picture(read)
    except _BROKEN as broken:
        raise _refuse("damaged", _("The DICOM file is damaged or holds no picture. Export it again.")) from broken


def _picture(read: pydicom.FileDataset) -> CleanImage:
    width, height, channels = int(read.Columns), int(read.Rows), int(read.SamplesPerPixel)
    refuse_too_many_pixels(width, height)
    if int(read.get("NumberOfFrames") or 1) > 1:
        raise _refuse("frames", _("This image holds several pictures. Export the one that you need."))
    if str(read.file_meta.TransferSyntaxUID) not in _PLAIN:
        raise _refuse("compressed", _("This DICOM file is compressed. Export the picture from PACS as PNG or JPEG."))
    pixels, bits = bytes(read.PixelData), int(read.BitsAllocated)
    needed = width * height * channels * bits // 8
    if bits not in (8, 16) or len(pixels) < needed:
        raise ValueError("not enough pixels")
    if channels == 3 and bits == 8 and int(read.get("PlanarConfiguration") or 0) == 0:
        return encode(Image.frombytes("RGB", (width, height), pixels[:needed]), lossy=False)
    if channels != 1:
        raise _refuse("compressed", _("This kind of DICOM picture cannot be read. Export it as PNG or JPEG."))
    grey = _grey(read, pixels[:needed], (width, height))
    if str(read.PhotometricInterpretation) == "MONOCHROME1":
        grey = ImageOps.invert(grey)
    return encode(grey, lossy=False)


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
