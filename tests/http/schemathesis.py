"""Teaches Schemathesis the media type of tus pieces: bytes are sent as they are. SCHEMATHESIS_HOOKS names this file."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def piece(context, value):
    return value if isinstance(value, bytes) else str(value).encode()
