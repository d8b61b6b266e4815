"""Words that wait for a short time in a JSON column: each record sealed under a data key of its own."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.core import crypto


def sealed(record: Mapping[str, str], *, owner: UUID) -> dict[str, str]:
    """The record as it may be stored; it opens for this owner only (see core.crypto)."""
    data_key = crypto.new_data_key()
    wrapped = crypto.wrap(data_key, owner=owner)
    return {
        "key_id": wrapped.key_id,
        "key": b64encode(wrapped.blob).decode(),
        "sealed": b64encode(crypto.seal(data_key, record, owner=owner)).decode(),
    }


def opened(stored: Mapping[str, Any], *, owner: UUID) -> dict[str, str]:
    """What `sealed` stored. Raises SealError when its key is not configured any more, or it is not this owner's."""
    if not stored:
        raise crypto.SealError("There is nothing sealed here.")
    wrapped = crypto.WrappedKey(stored["key_id"], b64decode(stored["key"]))
    return crypto.open_sealed(crypto.unwrap(wrapped, owner=owner), b64decode(stored["sealed"]), owner=owner)


def rewrapped(stored: Mapping[str, Any], *, owner: UUID) -> dict[str, str]:
    """The same record with its data key under the current key. Raises SealError as `opened` does."""
    wrapped = crypto.rewrap(crypto.WrappedKey(stored["key_id"], b64decode(stored["key"])), owner=owner)
    return {**stored, "key_id": wrapped.key_id, "key": b64encode(wrapped.blob).decode()}


def is_under_another_key(stored: Mapping[str, Any]) -> bool:
    """Whether there is a record in it that `rewrapped` has something to do with."""
    return bool(stored) and stored["key_id"] != crypto.current_key_id()
