"""Sign bearer tokens that carry a role (HMAC)."""

import base64
import hashlib
import hmac
import json
from typing import Any

LONGEST = 400  # characters; real ones have about 120
FACILITATOR, PARTICIPANT = "facilitator", "participant"


def sign(secret: bytes, rights: dict[str, Any]) -> str:
    """Return a token: the rights and a signature over them."""
    body = base64.urlsafe_b64encode(json.dumps(rights, sort_keys=True).encode()).decode()
    return f"{body}.{_signature(secret, body)}"


def verify(secret: bytes, token: object) -> dict[str, Any] | None:
    """Return the rights that a token grants, None where it was not signed here."""
    if not isinstance(token, str) or len(token) > LONGEST or not token.isascii():
        return None
    body, _, signature = token.partition(".")
    if not hmac.compare_digest(signature, _signature(secret, body)):
        return None
    return json.loads(base64.urlsafe_b64decode(body))


def _signature(secret: bytes, body: str) -> str:
    return hmac.new(secret, body.encode(), hashlib.sha256).hexdigest()[:40]
