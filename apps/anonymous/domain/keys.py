"""The key of a thread: drawn at random, shown once, kept as a keyed hash only."""

import secrets
from typing import Final

from django.core.signing import BadSignature, Signer

from apps.core.crypto import lookup_hash

# Crockford's alphabet: no letter that reads like a figure, so that a key can be copied by hand.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# 28 characters of 5 bits are 140 bits, in seven groups of four.
LENGTH: Final = 28
GROUP: Final = 4
_LOOKS_LIKE: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_SIGNER_SALT: Final = "anonymous.key"
_SCOPE: Final = "anonymous"


def new_key() -> str:
    """A key that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def written(key: str) -> str:
    """The key as a person copies it: groups with a hyphen between them."""
    return "-".join(key[start : start + GROUP] for start in range(0, len(key), GROUP))


def read(typed: str) -> str:
    """A key as somebody typed it, with or without hyphens, capitals and spaces; what is no key stays no key."""
    return "".join(one for one in typed[:200].upper().translate(_LOOKS_LIKE) if one in ALPHABET)


def key_hash(key: str) -> str:
    """What is kept of a key: a hash with a secret that is not in the database, so that a dump tests no guesses."""
    return lookup_hash(key, _SCOPE, purpose="thread")


def for_the_form(key: str) -> str:
    """The key as the form carries it, with proof that this installation drew it."""
    return Signer(salt=_SIGNER_SALT).sign(key)


def from_the_form(carried: str) -> str:
    """The key that the form carried; a new one where it carries none of ours.

    So the same form sent twice finds its first case and shows the same key, without a session and without a row that
    remembers the browser.
    """
    try:
        return Signer(salt=_SIGNER_SALT).unsign(carried)
    except BadSignature:
        return new_key()


def receipt_seed(key: str) -> str:
    """What a receipt is made from: follows from the key, and cannot be led back to it or to its hash."""
    return lookup_hash(key, _SCOPE, purpose="receipt")


def stamp(words: str) -> str:
    """A mark that only this installation can make, on the words of a receipt."""
    return lookup_hash(words, _SCOPE, purpose="receipt-stamp")
