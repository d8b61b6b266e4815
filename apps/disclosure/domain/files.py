"""Takes a file that somebody sent: tells by its content what it is, and gives back a cleaned copy or a refusal."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.errors import Invalid
from apps.core.presenting import file_size
from apps.disclosure.domain.images import CleanImage, read_image
from apps.disclosure.domain.virus_scanning import refuse_infected
from apps.disclosure.enums import FileKind

_DICOM_PREAMBLE = 128


@dataclass(frozen=True)
class CleanFile:
    """A file without metadata, made anew from what could be seen of the one that was sent."""

    content: bytes
    kind: FileKind
    media_type: str
    ending: str
    width: int = 0
    height: int = 0
    pages: int = 0
    # Which of how many pictures of a DICOM file.
    frame: int = 1
    frames: int = 1


def refuse_file(code: str, message: str) -> Invalid:
    """The refusal at the form's field, with words that say how to put it right."""
    return Invalid(code, message, {"file": message})


def too_large(size: int) -> Invalid:
    """The refusal of a file beyond the limit."""
    words = {"size": file_size(size), "limit": file_size(settings.ATTACHMENT_LIMIT_BYTES)}
    return refuse_file("too_large", _("The file is %(size)s. The largest that can be attached is %(limit)s.") % words)


def kind_of(content: bytes) -> FileKind | None:
    """What the first bytes say; the name and what the browser says are not asked. None for everything else.

    The signature must stand at the very beginning: a file that is two kinds at once is read as the first, and only
    what that reading shows is written out again.
    """
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content[_DICOM_PREAMBLE : _DICOM_PREAMBLE + 4] == b"DICM":
        return FileKind.DICOM
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    return None


def clean_file(content: bytes, frame: int | None = None) -> CleanFile:
    """The cleaned copy. Raises Invalid at `file` for what is empty, too large, of no known kind, broken or active.

    Images are decoded and encoded again, so that nothing but their pixels is left; a PDF is written anew without
    metadata. Of a DICOM file of several pictures one is taken: `frame`, counted from 1, or the middle one. Raises
    Unavailable when a virus scanner is configured and gives no answer.
    """
    if not content:
        raise refuse_file("empty", _("The file is empty. Choose another."))
    if len(content) > settings.ATTACHMENT_LIMIT_BYTES:
        raise too_large(len(content))
    kind = kind_of(content)
    if kind is None:
        raise refuse_file(
            "kind",
            _("This is no JPEG, PNG, WebP or DICOM image and no PDF, whatever its name says. Export it as one."),
        )
    refuse_infected(content)
    return _cleaned(content, kind, frame)


def _cleaned(content: bytes, kind: FileKind, frame: int | None) -> CleanFile:
    # The libraries for PDF and DICOM cost a second of every start, so they are loaded when the first such file comes.
    if kind is FileKind.PDF:
        from apps.disclosure.domain.pdfs import clean_pdf

        pdf = clean_pdf(content)
        return CleanFile(pdf.content, kind, "application/pdf", ".pdf", pages=pdf.pages)
    if kind is FileKind.DICOM:
        from apps.disclosure.domain.dicom_images import read_dicom

        found = read_dicom(content, frame)
        return _as_file(found.image, kind, frame=found.frame, frames=found.frames)
    return _as_file(read_image(content, kind.value), kind)


def _as_file(made: CleanImage, kind: FileKind, **more: int) -> CleanFile:
    size = {"width": made.width, "height": made.height}
    return CleanFile(made.content, kind, made.media_type, made.ending, **size, **more)
