"""Writes a PDF anew without metadata, and refuses one that does more than show pages."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from django.utils.translation import gettext as _

from apps.core.errors import Invalid

_MOST_PAGES = 300
_MOST_OBJECTS = 200_000
_DEEPEST = 60
# What a viewer would do beyond showing pages and following a link to a web page.
_ACTIVE_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
     "/RichMediaExecute"}
)  # fmt: skip
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"})
_FILE_KEYS = frozenset({"/EF", "/EmbeddedFiles", "/AF"})
# Of the catalogue: actions, name trees, forms and bookmarks, none of which a page needs to be read.
_NOT_NEEDED = ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Outlines", "/MarkInfo")
# What tells of the author, the program or the history of a page rather than what is on it.
_TELLTALE_KEYS = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/StructTreeRoot", "/Lang", "/AA")


@dataclass(frozen=True)
class CleanPdf:
    """A PDF of pages alone."""

    content: bytes
    pages: int


def _refuse(code: str, message: str) -> Invalid:
    return Invalid(code, message, {"file": message})


def clean_pdf(content: bytes) -> CleanPdf:
    """The same pages, written anew. Raises Invalid at `file`: encrypted, damaged, active, with files inside, huge.

    Only what the pages use is written, so that earlier versions and what was appended are lost. Streams are never
    unpacked here: a bomb inside one stays packed.
    """
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            return _rewritten(pdf)
    except pikepdf.PasswordError as locked:
        raise _refuse("encrypted", _("The PDF is protected by a password. Save it without one.")) from locked
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as broken:
        raise _refuse("damaged", _("The PDF is damaged or cut short. Save it again.")) from broken


def _rewritten(pdf: pikepdf.Pdf) -> CleanPdf:
    if pdf.is_encrypted:
        raise _refuse("encrypted", _("The PDF is protected by a password. Save it without one."))
    pages = len(pdf.pages)
    if not 0 < pages <= _MOST_PAGES or len(pdf.objects) > _MOST_OBJECTS:
        raise _refuse("too_many_pages", _("The PDF has no pages, or more than %(most)d.") % {"most": _MOST_PAGES})
    for one in _dictionaries(pdf):
        _refuse_what_acts(one)
    _leave_out(pdf.Root, _NOT_NEEDED)
    for one in _dictionaries(pdf):
        _strip(one)
    _leave_out(pdf.trailer, ("/Info", "/ID"))
    out = io.BytesIO()
    pdf.save(
        out,
        static_id=True,
        fix_metadata_version=False,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return CleanPdf(out.getvalue(), pages)


def _leave_out(one: pikepdf.Object, names: tuple[str, ...]) -> None:
    for name in names:
        if name in one:
            del one[name]


def _strip(one: pikepdf.Object) -> None:
    """Take out of a dictionary what tells of people and programs, and out of a photograph what its camera wrote."""
    _leave_out(one, _TELLTALE_KEYS)
    is_photograph = one.get("/Subtype") == pikepdf.Name.Image and one.get("/Filter") == pikepdf.Name.DCTDecode
    if is_photograph and isinstance(one, pikepdf.Stream):
        one.write(without_jpeg_notes(one.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the file, also those written inside another one."""
    for top in pdf.objects:
        waiting: list[tuple[pikepdf.Object, int]] = [(top, 0)]
        while waiting:
            one, depth = waiting.pop()
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                yield one
                inside = list(dict(one.items()).values())
            elif isinstance(one, pikepdf.Array):
                inside = list(one)
            else:
                continue
            if depth > _DEEPEST:
                raise ValueError("too deep")
            waiting += [
                (value, depth + 1)
                for value in inside
                if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect
            ]


def _refuse_what_acts(one: pikepdf.Object) -> None:
    names = set(one.keys())
    if str(one.get("/S", "")) in _ACTIVE_ACTIONS or names & _ACTIVE_KEYS:
        raise _refuse(
            "active", _("The PDF holds a script or starts something by itself. Print it to a new PDF and send that.")
        )
    if names & _FILE_KEYS or str(one.get("/Subtype", "")) == "/FileAttachment" or one.get("/Type") == "/EmbeddedFile":
        raise _refuse("embedded", _("The PDF holds other files inside. Send each of them by itself, or print it anew."))


def without_jpeg_notes(content: bytes) -> bytes:
    """A JPEG without the segments that cameras and programs write into it; unchanged where it cannot be read."""
    if not content.startswith(b"\xff\xd8"):
        return content
    kept, place = [b"\xff\xd8"], 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker == 0xDA:  # the pixels begin
            end = content.find(b"\xff\xd9", place)
            return b"".join([*kept, content[place : end + 2 if end > 0 else None]])
        # APP1 and APP3 to APP13 and comments are notes; APP0, APP2 and APP14 say how colours are meant.
        if not (marker == 0xFE or 0xE0 < marker < 0xEE and marker != 0xE2):
            kept.append(content[place : place + 2 + length])
        place += 2 + length
    return content
