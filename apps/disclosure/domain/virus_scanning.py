"""Asks the hospital's virus scanner about a file, where one is configured."""

import shlex
import subprocess

from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.errors import Invalid, Unavailable

_SECONDS = 60
_INFECTED = 1


def is_configured() -> bool:
    """Whether files are scanned for viruses."""
    return bool(settings.VIRUS_SCAN_COMMAND)


def refuse_infected(content: bytes) -> None:
    """Do nothing without a scanner. Raises Invalid for an infected file, Unavailable when the scanner fails.

    The command gets the file on its standard input and answers by its exit code: 0 clean, 1 infected, as
    `clamdscan -` does. A scanner that cannot answer lets nothing through.
    """
    if not is_configured():
        return
    try:
        done = subprocess.run(  # noqa: S603 - the administrator's own command, without a shell
            shlex.split(settings.VIRUS_SCAN_COMMAND), input=content, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as silent:
        raise Unavailable("scanner_away", _("The virus scanner does not answer. Try again later.")) from silent
    if done.returncode == _INFECTED:
        words = _("The virus scanner refuses this file. Tell your information technology service.")
        raise Invalid("infected", words, {"file": words})
    if done.returncode:
        raise Unavailable("scanner_away", _("The virus scanner does not answer. Try again later."))
