"""Envelope encryption: seals small records under a data key each, and the data keys under keys from the environment."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
# The first byte of every sealed blob, so that a later format can be told from this one.
FORMAT = b"\x01"


class SealError(Exception):
    """A sealed record or wrapped key cannot be opened: wrong key, wrong owner, or altered bytes."""


@dataclass(frozen=True)
class WrappedKey:
    """A data key as it may be stored: encrypted under the key-encryption key named `key_id`."""

    key_id: str
    blob: bytes


def new_data_key() -> bytes:
    """Return a fresh random data key; one is made for each sealed record's owner."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def current_key_id() -> str:
    """Return the id of the key-encryption key that new data keys are wrapped with (the first configured)."""
    return _configured_keys()[0][0]


def wrap(data_key: bytes, *, owner: UUID) -> WrappedKey:
    """Encrypt a data key under the current key-encryption key, bound to its owner."""
    key_id = current_key_id()
    return WrappedKey(key_id, _encrypt(_key_encryption_key(key_id), data_key, _context("wrap", owner, key_id)))


def unwrap(wrapped: WrappedKey, *, owner: UUID) -> bytes:
    """Return the data key. Raises SealError if its key is not configured or it belongs to another owner."""
    context = _context("wrap", owner, wrapped.key_id)
    return _decrypt(_key_encryption_key(wrapped.key_id), wrapped.blob, context)


def rewrap(wrapped: WrappedKey, *, owner: UUID) -> WrappedKey:
    """Return the same data key wrapped under the current key; what is sealed with it need not be touched."""
    return wrap(unwrap(wrapped, owner=owner), owner=owner)


def seal(data_key: bytes, record: Mapping[str, str], *, owner: UUID) -> bytes:
    """Encrypt a record of text values, bound to its owner so that it cannot be moved to another row."""
    plain = json.dumps(dict(record), ensure_ascii=False, sort_keys=True).encode()
    return _encrypt(data_key, plain, _context("seal", owner))


def open_sealed(data_key: bytes, blob: bytes, *, owner: UUID) -> dict[str, str]:
    """Return the record that `seal` encrypted. Raises SealError if key, owner or bytes are not the same."""
    record: dict[str, str] = json.loads(_decrypt(data_key, bytes(blob), _context("seal", owner)))
    return record


def lookup_hash(value: str, trust_id: UUID | int | str, *, purpose: str) -> str:
    """Return the keyed hash by which an identifier is found again inside one trust.

    The key comes from PATIENT_LOOKUP_KEY, not from the key-encryption keys, so rotating those does
    not break look-up; it differs for each trust and purpose, so equal numbers in two trusts do not match.
    """
    folded = "".join(unicodedata.normalize("NFKC", value).upper().split())
    key = _lookup_key(bytes(settings.PATIENT_LOOKUP_KEY), str(trust_id), purpose)
    return hmac.new(key, folded.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=256)
def _lookup_key(master: bytes, trust_id: str, purpose: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"lookup|{trust_id}|{purpose}".encode())
    return derivation.derive(master)


def _configured_keys() -> list[tuple[str, bytes]]:
    configured: Any = settings.PATIENT_KEYS
    return [(str(key_id), bytes(key)) for key_id, key in configured]


def _key_encryption_key(key_id: str) -> bytes:
    for known_id, key in _configured_keys():
        if known_id == key_id:
            return key
    raise SealError(f"The key '{key_id}' is not among PATIENT_KEYS; put it back until the keys are rotated.")


def _context(use: str, owner: UUID, *more: str) -> bytes:
    """Return the associated data: a blob opens only for the use and the owner that it was made for."""
    return "|".join(("rlp", use, str(owner), *more)).encode()


def _encrypt(key: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, context)


def _decrypt(key: bytes, blob: bytes, context: bytes) -> bytes:
    if blob[:1] != FORMAT:
        raise SealError("The sealed bytes are not in a known format.")
    nonce, sealed = blob[1 : 1 + NONCE_BYTES], blob[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, context)
    except InvalidTag as error:
        raise SealError("The sealed bytes were altered, or belong to another record or key.") from error
