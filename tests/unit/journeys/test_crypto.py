"""Envelope encryption: what is sealed opens only with its key, for its owner, unaltered."""

from typing import Any
from uuid import uuid4

import pytest

from apps.core import crypto

RECORD = {"name": "Zoë Örn 山田", "nhs_number": "9990000018"}


def test_sealed_record_opens_for_its_owner_with_its_key() -> None:
    owner, key = uuid4(), crypto.new_data_key()

    sealed = crypto.seal(key, RECORD, owner=owner)

    assert crypto.open_sealed(key, sealed, owner=owner) == RECORD
    assert b"9990000018" not in sealed


def test_sealing_twice_gives_different_bytes() -> None:
    owner, key = uuid4(), crypto.new_data_key()

    assert crypto.seal(key, RECORD, owner=owner) != crypto.seal(key, RECORD, owner=owner)


@pytest.mark.parametrize("fault", ["owner", "key", "byte", "format", "empty"])
def test_sealed_record_refuses_another_owner_key_or_altered_bytes(fault: str) -> None:
    owner, key = uuid4(), crypto.new_data_key()
    sealed = crypto.seal(key, RECORD, owner=owner)
    if fault == "byte":
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    if fault == "format":
        sealed = b"\x09" + sealed[1:]
    if fault == "empty":
        sealed = b""
    opening_owner = uuid4() if fault == "owner" else owner
    opening_key = crypto.new_data_key() if fault == "key" else key

    with pytest.raises(crypto.SealError):
        crypto.open_sealed(opening_key, sealed, owner=opening_owner)


def test_wrapped_key_survives_rotation_and_old_key_is_needed_until_then(settings: Any) -> None:
    old, new, owner = ("old", b"o" * 32), ("new", b"n" * 32), uuid4()
    data_key = crypto.new_data_key()
    settings.PATIENT_KEYS = [old]
    wrapped = crypto.wrap(data_key, owner=owner)

    settings.PATIENT_KEYS = [new, old]
    rewrapped = crypto.rewrap(wrapped, owner=owner)
    settings.PATIENT_KEYS = [new]

    assert (wrapped.key_id, rewrapped.key_id) == ("old", "new")
    assert crypto.unwrap(rewrapped, owner=owner) == data_key
    with pytest.raises(crypto.SealError, match="old"):
        crypto.unwrap(wrapped, owner=owner)


def test_wrapped_key_of_another_patient_does_not_open() -> None:
    wrapped = crypto.wrap(crypto.new_data_key(), owner=uuid4())

    with pytest.raises(crypto.SealError):
        crypto.unwrap(wrapped, owner=uuid4())


def test_lookup_hash_ignores_spacing_and_case_but_not_trust_or_purpose(settings: Any) -> None:
    trust = uuid4()
    first = crypto.lookup_hash("rv 100 201", trust, purpose="hospital")

    assert crypto.lookup_hash("RV100201", trust, purpose="hospital") == first
    assert crypto.lookup_hash("RV100201", uuid4(), purpose="hospital") != first
    assert crypto.lookup_hash("RV100201", trust, purpose="nhs") != first
    settings.PATIENT_KEYS = [("other", b"x" * 32)]
    assert crypto.lookup_hash("RV100201", trust, purpose="hospital") == first
    settings.PATIENT_LOOKUP_KEY = b"y" * 32
    assert crypto.lookup_hash("RV100201", trust, purpose="hospital") != first
