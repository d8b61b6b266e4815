"""Tells by its content what kind of file was sent, and reads it."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from apps.intake.domain.reading.delimited import read_delimited
from apps.intake.domain.reading.table import Table
from apps.intake.domain.reading.workbooks import read_workbook
from apps.intake.errors import Unreadable

_OLD_WORKBOOK = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHERS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


def read_table(content: bytes, name: str) -> Table:
    """The sheets of a file, by what is in it and not by its name. Raises Unreadable."""
    if not content.strip():
        raise Unreadable(_("The file is empty. Choose another."))
    limit = int(settings.IMPORT_ROW_LIMIT)
    if content.startswith(b"PK"):
        return read_workbook(content, limit)
    if content.startswith(_OLD_WORKBOOK):
        raise Unreadable(
            _("This is a workbook of the old kind (.xls), or one with a password. Save it as .xlsx without a password.")
        )
    if content.startswith(_OTHERS):
        raise Unreadable(_("This is not a spreadsheet. Save the sheet as .xlsx or CSV and send that."))
    return read_delimited(content, name, limit)
