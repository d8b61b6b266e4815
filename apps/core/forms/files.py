"""Files that people send: their size, and that the content is what the name says."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from apps.core.forms.text import UnsafeText, normalise
from apps.core.presenting import file_size

_DICOM_PREAMBLE: Final = 128
_HEAD: Final = 512
_LONGEST_NAME: Final = 150

#: Kind of file -> (name endings, words, test of the first bytes).
KINDS: Final[dict[str, tuple[tuple[str, ...], str, Callable[[bytes], bool]]]] = {
    "pdf": ((".pdf",), "PDF", lambda head: head.startswith(b"%PDF-")),
    "png": ((".png",), "PNG", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    "jpeg": ((".jpg", ".jpeg"), "JPEG", lambda head: head.startswith(b"\xff\xd8\xff")),
    "dicom": (
        (".dcm", ".dicom"),
        "DICOM",
        lambda head: head[_DICOM_PREAMBLE : _DICOM_PREAMBLE + 4] == b"DICM",
    ),
    "zip": ((".zip",), "ZIP", lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06"))),
    "csv": ((".csv",), "CSV", lambda head: b"\x00" not in head),
}


class UploadField(forms.FileField):
    """One file of the given kinds, told apart by its first bytes and not by what the browser says.

    The cleaned file carries `kind`. Its name is cut down to a safe one.
    """

    def __init__(
        self, *, kinds: Sequence[str] = ("pdf", "png", "jpeg"), limit: int | None = None, **kwargs: Any
    ) -> None:
        self.kinds = tuple(kinds)
        endings = [ending for kind in self.kinds for ending in KINDS[kind][0]]
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(endings)}))
        kwargs.setdefault("max_length", None)
        super().__init__(**kwargs)
        self.limit = limit
        self.error_messages["empty"] = _("The file is empty. Choose another.")

    def to_python(self, data: Any) -> Any:
        """The file. Raises ValidationError when it is empty, too large, or not what it says it is."""
        upload: Any = super().to_python(data)
        if upload is None:
            return None
        limit = self.limit or int(settings.UPLOAD_LIMIT_BYTES)
        size = upload.size or 0
        if size > limit:
            raise ValidationError(
                _("The file is %(size)s. The largest that can be sent is %(limit)s.")
                % {"size": file_size(size), "limit": file_size(limit)},
                code="too_large",
            )
        upload.kind = self._kind(upload)
        upload.name = safe_name(str(upload.name))
        return upload

    def _kind(self, upload: UploadedFile[bytes]) -> str:
        upload.seek(0)
        head = upload.read(_HEAD)
        upload.seek(0)
        name = str(upload.name).lower()
        for kind in self.kinds:
            endings, _words, matches = KINDS[kind]
            if matches(head) and name.endswith(endings):
                return kind
        words = ", ".join(KINDS[kind][1] for kind in self.kinds)
        for kind in self.kinds:
            if name.endswith(KINDS[kind][0]):
                raise ValidationError(
                    _("The file is named like a %(kind)s but its content is something else.")
                    % {"kind": KINDS[kind][1]},
                    code="renamed",
                )
        raise ValidationError(_("Choose a file of one of these kinds: %(kinds)s.") % {"kinds": words}, code="kind")


def safe_name(name: str) -> str:
    """A file name without path, control or direction characters, not longer than a database column."""
    try:
        plain = normalise(name.replace("\\", "/").rsplit("/", 1)[-1], multiline=False)
    except UnsafeText:
        plain = "".join(character for character in name if character.isascii())
    stem, dot, ending = (get_valid_filename(plain) if plain.strip(" .") else "file").rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(ending)]}{dot}{ending}"[-_LONGEST_NAME:]
