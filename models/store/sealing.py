"""The three ciphers everything secret here is made of, each from a library of the field.

Expanding random secrets is HKDF-SHA256 (RFC 5869), stretching what people remember is Argon2id (RFC 9106),
sealing is ChaCha20-Poly1305 (RFC 8439). The libraries are imported where they are used: a shop that opens
without them, and a command that needs none of them, does not wait for them or keep them in memory.
"""

import secrets

_NONCE = 12


def expand(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    """Make 32 bytes for one purpose from a random secret."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt, purpose).derive(secret)


def stretch(secret: bytes, salt: bytes, *, time: int, memory: int, lanes: int) -> bytes:
    """Make 32 bytes from what a person remembers; ``memory`` in KiB. ValueError where the costs are none."""
    from argon2.exceptions import Argon2Error
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            secret,
            salt,
            time_cost=time,
            memory_cost=memory,
            parallelism=lanes,
            hash_len=32,
            type=Type.ID,
        )
    except Argon2Error as error:
        raise ValueError(str(error)) from None


def seal(key: bytes, content: bytes, bound_to: bytes) -> tuple[bytes, bytes]:
    """Seal bytes under a 32-byte key; return the fresh nonce and what was sealed with its tag."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = secrets.token_bytes(_NONCE)
    return nonce, ChaCha20Poly1305(key).encrypt(nonce, content, bound_to)


def unseal(key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes | None:
    """Open what was sealed; None where key, binding or a byte differ. ValueError for no nonce at all."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, bound_to)
    except InvalidTag:
        return None
