"""Decodes an image and encodes its pixels again, so that nothing else of the file is left; blacks out rectangles."""

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFile, ImageOps

from apps.core.errors import Invalid

#: What Pillow raises for damaged files; it has no class of its own for them.
BROKEN = (OSError, SyntaxError, ValueError, TypeError, struct.error, zlib.error, EOFError, IndexError, KeyError)
_JPEG_QUALITY = 92
_ONE_AT_A_TIME = threading.RLock()


@dataclass(frozen=True)
class CleanImage:
    """An image of pixels alone."""

    content: bytes
    media_type: str
    ending: str
    width: int
    height: int


@dataclass(frozen=True)
class Rectangle:
    """A part of an image in pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom, the last two inside."""
        return self.left, self.top, self.left + self.width - 1, self.top + self.height - 1


def _refuse(code: str, message: str) -> Invalid:
    return Invalid(code, message, {"file": message})


def read_image(content: bytes, kind: str) -> CleanImage:
    """Decode as `kind` (jpeg, png or webp) and encode again. Raises Invalid at `file`.

    The size is read from the header before anything is unpacked, so a small file cannot fill the memory. A photograph
    of the camera's orientation is turned upright first, since that lives in the metadata.
    """
    with warnings.catch_warnings():
        # Pillow only warns of an image that is far too large; the size is judged below.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with _nothing_missing(), Image.open(io.BytesIO(content), formats=[kind.upper()]) as opened:
                refuse_too_many_pixels(*opened.size)
                if getattr(opened, "n_frames", 1) > 1:
                    raise _refuse("frames", _("This image holds several pictures. Export the one that you need."))
                opened.load()
                upright = ImageOps.exif_transpose(opened)
                return encode(_plain(upright), lossy=kind == "jpeg")
        except Image.DecompressionBombError as bomb:
            raise _too_large(bomb) from bomb
        except BROKEN as broken:
            raise _refuse("damaged", _("The image is damaged or cut short. Export it again.")) from broken


@contextmanager
def _nothing_missing() -> Iterator[None]:
    """Pillow refuses what is cut short or swollen, also after the library that makes PDFs told it not to.

    That is one switch for the whole process; a PDF made meanwhile in another thread waits for nothing but its images.
    """
    with _ONE_AT_A_TIME:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def refuse_too_many_pixels(width: int, height: int) -> None:
    """Raises Invalid for an image larger than the setting allows."""
    if width * height > settings.ATTACHMENT_PIXEL_LIMIT:
        raise _too_large()


def _too_large(cause: Exception | None = None) -> Invalid:
    most = settings.ATTACHMENT_PIXEL_LIMIT // 1_000_000
    return _refuse(
        "too_many_pixels",
        _("The image has more than %(most)d million pixels. Make it smaller and send it again.") % {"most": most},
    )


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits of grey or of red, green and blue; what a transparent part hides is laid on black and so lost."""
    if image.mode.startswith("I") or image.mode == "F":
        return scaled_to_grey(image)
    if image.mode in {"1", "L"}:
        return image.convert("L")
    if "A" in image.getbands() or "transparency" in image.info or image.mode in {"PA", "LA"}:
        with_alpha = image.convert("RGBA")
        ground = Image.new("RGBA", with_alpha.size, (0, 0, 0, 255))
        return Image.alpha_composite(ground, with_alpha).convert("RGB")
    return image.convert("RGB")


def scaled_to_grey(image: Image.Image) -> Image.Image:
    """Sixteen or more bits a pixel, spread over eight from the darkest to the brightest."""
    values = image.convert("F")
    low, high = values.getextrema()
    if not isinstance(low, float) or not isinstance(high, float) or high <= low:
        return Image.new("L", image.size, 0)
    scale = 255.0 / (high - low)
    return values.point(lambda value: value * scale - low * scale).convert("L")


def encode(image: Image.Image, *, lossy: bool) -> CleanImage:
    """The image as a file that holds nothing but its pixels."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    if lossy:
        bare.save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        return CleanImage(out.getvalue(), "image/jpeg", ".jpg", *bare.size)
    bare.save(out, "PNG")
    return CleanImage(out.getvalue(), "image/png", ".png", *bare.size)


def masked(content: bytes, media_type: str, rectangles: Iterable[Rectangle]) -> CleanImage:
    """The same image with these rectangles black, encoded again; what was under them is gone from the file."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        image = opened.convert("L" if opened.mode == "L" else "RGB")
    draw = ImageDraw.Draw(image)
    for one in rectangles:
        draw.rectangle(one.corners, fill=0)
    return encode(image, lossy=media_type == "image/jpeg")


def with_boxes(content: bytes, boxes: Iterable[tuple[str, Rectangle]]) -> bytes:
    """A picture of the image with numbered frames, as PNG: for looking at only, never kept."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        image = opened.convert("RGB")
    draw = ImageDraw.Draw(image)
    width = max(2, image.width // 400)
    for label, one in boxes:
        draw.rectangle(one.corners, outline=(255, 221, 0), width=width)
        size = max(14, image.width // 45)
        # Beside the frame, where no frame of another line stands; inside it where the image ends.
        right = one.left + one.width + 4
        left = right if right + size * len(label) < image.width else one.left + 4
        draw.text((left, one.top), label, fill=(255, 221, 0), font_size=size, stroke_width=2, stroke_fill=(0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
