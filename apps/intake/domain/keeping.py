"""Keeps what was sent, sealed under a key of its own, until the import is done or a day has passed."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from apps.core import crypto
from apps.core.clock import now
from apps.core.errors import Refused
from apps.intake.domain.faults import Fault
from apps.intake.domain.reading.table import Table
from apps.intake.models import CaseImport, ImportFile

LIFE = timedelta(days=1)


def keep_raw(found: CaseImport, content: bytes) -> None:
    """Keep the file as it was sent until it has been read."""
    key = crypto.new_data_key()
    wrapped = crypto.wrap(key, owner=found.pk)
    ImportFile.objects.create(
        case_import=found,
        key_id=wrapped.key_id,
        wrapped=wrapped.blob,
        sealed=_sealed(key, content, found.pk),
        kept_at=now(),
    )


def raw_of(found: CaseImport) -> bytes:
    """The file as it was sent. Raises Refused when it is gone."""
    return _opened(_file(found))


def keep_table(found: CaseImport, table: Table) -> None:
    """Keep the rows in place of the file."""
    kept = _file(found)
    kept.sealed, kept.is_raw, kept.faults = _sealed(_key(kept), table.packed(), found.pk), False, b""
    kept.save()


def table_of(found: CaseImport) -> Table:
    """The rows that were read. Raises Refused when they are gone or not read yet."""
    kept = _file(found)
    if kept.is_raw:
        raise gone()
    return Table.unpacked(_opened(kept))


@dataclass(frozen=True)
class Findings:
    """What a check came to: the first cases as they will be, and everything that is wrong, row by row."""

    faults: list[Fault] = field(default_factory=list)
    preview: list[dict[str, str]] = field(default_factory=list)
    calls: int = 0
    screened: dict[int, int] = field(default_factory=dict)


def keep_findings(found: CaseImport, findings: Findings) -> None:
    """Keep what a check came to, which quotes the rows."""
    kept = _file(found)
    told = {
        "faults": [one.as_list() for one in findings.faults],
        "preview": findings.preview,
        "calls": findings.calls,
        "screened": findings.screened,
    }
    words = zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 1)
    kept.faults = _sealed(_key(kept), words, found.pk)
    kept.save(update_fields=["faults"])


def findings_of(found: CaseImport) -> Findings:
    """What the last check came to. Raises Refused when the file is gone."""
    kept = _file(found)
    if not kept.faults:
        return Findings()
    words = crypto.open_sealed(_key(kept), bytes(kept.faults), owner=found.pk)
    told = json.loads(zlib.decompress(b64decode(words["data"])))
    return Findings(
        [Fault.from_list(one) for one in told["faults"]],
        told["preview"],
        told["calls"],
        {int(row): n for row, n in told["screened"].items()},
    )


def is_kept(found: CaseImport) -> bool:
    """Whether the rows are still there."""
    return ImportFile.objects.filter(case_import=found, kept_at__gt=now() - LIFE).exists()


def forget(found: CaseImport) -> None:
    """Delete what was sent."""
    ImportFile.objects.filter(case_import=found).delete()


def purge() -> int:
    """Delete every file that is older than a day; returns how many."""
    return ImportFile.objects.filter(kept_at__lte=now() - LIFE).delete()[0]


def gone() -> Refused:
    """The refusal when the rows are not there any more."""
    return Refused("file_gone", _("The file is kept for one day only and is gone. Send it again."))


def _file(found: CaseImport) -> ImportFile:
    kept = ImportFile.objects.filter(case_import=found, kept_at__gt=now() - LIFE).first()
    if kept is None:
        raise gone()
    return kept


def _key(kept: ImportFile) -> bytes:
    wrapped = crypto.WrappedKey(kept.key_id, bytes(kept.wrapped))
    try:
        return crypto.unwrap(wrapped, owner=kept.case_import_id)
    except crypto.SealError as error:
        # The keys were rotated within the day; nothing is lost but a file that somebody has.
        raise gone() from error


def _sealed(key: bytes, content: bytes, owner: UUID) -> bytes:
    return crypto.seal(key, {"data": b64encode(content).decode()}, owner=owner)


def _opened(kept: ImportFile) -> bytes:
    return b64decode(crypto.open_sealed(_key(kept), bytes(kept.sealed), owner=kept.case_import_id)["data"])
