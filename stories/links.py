"""Secrets in addresses: made once, shown once, kept as a checksum only."""

import hashlib
import secrets


def new_secret() -> tuple[str, str]:
    """A secret of 256 bits fit for an address, and the checksum to store."""
    secret = secrets.token_urlsafe(32)
    return secret, digest_of(secret)


def digest_of(secret: str) -> str:
    """SHA-256 in hex. The secret is long and random, so no salt and no slow hash are needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
