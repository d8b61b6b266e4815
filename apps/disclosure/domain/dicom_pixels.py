"""The pixels of one picture of a DICOM file, unpacked: plain, run-length, JPEG and JPEG 2000.

Only libraries that are here anyway are used. What they cannot read (lossless JPEG, JPEG-LS, video) is refused by name.
Nothing is unpacked beyond what the header says, which was judged before.
"""

import array
import io
import struct
import sys
from dataclasses import dataclass

import pydicom
from django.utils.translation import gettext as _
from PIL import Image
from pydicom.encaps import get_frame
from pydicom.uid import UID

from apps.core.errors import Invalid

_PLAIN = frozenset({"1.2.840.10008.1.2", "1.2.840.10008.1.2.1"})
_RUN_LENGTH = "1.2.840.10008.1.2.5"
_JPEG = "1.2.840.10008.1.2.4.50"
_JPEG_2000 = frozenset({"1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"})


@dataclass(frozen=True)
class Layout:
    """What the header says of each picture."""

    width: int
    height: int
    channels: int
    bits: int
    frames: int
    signed: bool

    @property
    def size(self) -> int:
        """The bytes of one picture."""
        return self.width * self.height * self.channels * self.bits // 8


def layout_of(read: pydicom.FileDataset) -> Layout:
    """Read it. Raises ValueError for what no picture has."""
    layout = Layout(
        width=int(read.Columns),
        height=int(read.Rows),
        channels=int(read.SamplesPerPixel),
        bits=int(read.BitsAllocated),
        frames=int(read.get("NumberOfFrames") or 1),
        signed=bool(int(read.get("PixelRepresentation") or 0)),
    )
    if layout.bits not in (8, 16) or layout.frames < 1 or min(layout.width, layout.height) < 1:
        raise ValueError("no picture")
    return layout


def pixels_of(read: pydicom.FileDataset, layout: Layout, frame: int) -> bytes:
    """The picture with that number, counted from 1: rows from the top, colours beside each other, the low byte first.

    Raises Invalid at `file` for a compression that cannot be read, and ValueError for a damaged file.
    """
    syntax = UID(str(read.file_meta.TransferSyntaxUID))
    if syntax in _PLAIN:
        start = (frame - 1) * layout.size
        found = bytes(read.PixelData[start : start + layout.size])
    else:
        found = _unpacked(syntax, read, layout, frame)
    if len(found) < layout.size:
        raise ValueError("not enough pixels")
    return found[: layout.size]


def _unpacked(syntax: UID, read: pydicom.FileDataset, layout: Layout, frame: int) -> bytes:
    if syntax == _RUN_LENGTH:
        return _run_length(_packed(read, layout, frame), layout)
    if syntax == _JPEG and layout.bits == 8:
        return _decoded(_packed(read, layout, frame), "JPEG", layout).tobytes()
    if syntax in _JPEG_2000:
        packed = _packed(read, layout, frame)
        image = _decoded(packed, "JPEG2000", layout)
        return image.tobytes() if layout.bits == 8 else _sixteen(image, packed, layout)
    name = syntax.name if syntax.is_transfer_syntax else str(syntax)[:64]
    words = _("This DICOM file is compressed in a way that is not read here (%(name)s). Export the picture from PACS as"
              " PNG or JPEG, or without compression.") % {"name": name}  # fmt: skip
    raise Invalid("compressed", words, {"file": words})


def _packed(read: pydicom.FileDataset, layout: Layout, frame: int) -> bytes:
    return get_frame(read.PixelData, frame - 1, number_of_frames=layout.frames)


def _decoded(packed: bytes, kind: str, layout: Layout) -> Image.Image:
    """By Pillow, which reads the size first: a picture of another size than the header says is not unpacked."""
    with Image.open(io.BytesIO(packed), formats=[kind]) as opened:
        if opened.size != (layout.width, layout.height):
            raise ValueError("another size than the header says")
        opened.load()
        if layout.channels == 3:
            return opened.convert("RGB")
        if layout.bits == 8:
            return opened.convert("L")
        return opened.copy()


def _sixteen(image: Image.Image, packed: bytes, layout: Layout) -> bytes:
    """Pillow fills all sixteen bits and counts from 0; what the file holds is fewer, and may be below 0."""
    depth, signed = _depth(packed)
    if image.mode not in ("I;16", "L") or layout.channels != 1:
        raise ValueError("no grey picture")
    shift, offset = (0 if image.mode == "L" else 16 - depth), (1 << (depth - 1) if signed else 0)
    values = array.array("B" if image.mode == "L" else "H", image.tobytes())
    if sys.byteorder == "big":
        values.byteswap()
    return struct.pack(f"<{len(values)}{'h' if signed else 'H'}", *((value >> shift) - offset for value in values))


def _depth(packed: bytes) -> tuple[int, bool]:
    """Bits of a sample and whether they are signed, from the codestream's own header (marker SIZ)."""
    at = packed.index(b"\xff\x4f\xff\x51")
    said = packed[at + 42]
    return (said & 0x7F) + 1, bool(said & 0x80)


def _run_length(packed: bytes, layout: Layout) -> bytes:
    """Planes of bytes, the high byte of each colour first, each packed by itself (DICOM PS3.5, annex G)."""
    planes, area = layout.channels * layout.bits // 8, layout.width * layout.height
    starts = struct.unpack("<16L", packed[:64])
    if starts[0] != planes:
        raise ValueError("another number of planes")
    ends = [*starts[2 : planes + 1], len(packed)]
    out = bytearray(area * planes)
    per = layout.bits // 8
    for plane, (start, end) in enumerate(zip(starts[1 : planes + 1], ends, strict=True)):
        channel, byte = divmod(plane, per)
        out[channel * per + (per - 1 - byte) :: planes] = _runs(packed[start:end], area)
    return bytes(out)


def _runs(packed: bytes, wanted: int) -> bytes:
    """One plane; stops when it is full, however much the runs would still give."""
    out, at = bytearray(), 0
    while len(out) < wanted and at < len(packed):
        count = packed[at]
        if count < 128:
            out += packed[at + 1 : at + 2 + count]
            at += count + 2
        elif count > 128:
            out += packed[at + 1 : at + 2] * (257 - count)
            at += 2
        else:
            at += 1
    if len(out) < wanted:
        raise ValueError("not enough pixels")
    return bytes(out[:wanted])
