"""The closed lists of an import."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Where an import stands. While one of WORKING, a job has it; everything else waits for a person."""

    READING = "reading", _("Reading the file")
    UNREADABLE = "unreadable", _("Cannot be read")
    READ = "read", _("Columns to be matched")
    CHECKING = "checking", _("Checking every row")
    CHECKED = "checked", _("Checked, nothing imported yet")
    IMPORTING = "importing", _("Importing")
    IMPORTED = "imported", _("Imported")
    UNDOING = "undoing", _("Undoing")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Given up")


WORKING = frozenset({ImportState.READING, ImportState.CHECKING, ImportState.IMPORTING, ImportState.UNDOING})
# The file is still there, so it can be matched and checked again.
OPEN = frozenset({ImportState.READ, ImportState.CHECKED})


class ImportMode(models.TextChoices):
    """What happens when some rows cannot be imported."""

    ALL = "all", _("All rows or none")
    GOOD = "good", _("The good rows, without the others")
