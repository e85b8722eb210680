"""Teaches Schemathesis the media type of tus pieces: bytes are sent as they are. SCHEMATHESIS_HOOKS names this file."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
class Piece:
    def as_requests(self, context, value):
        return {"data": value if isinstance(value, bytes) else str(value).encode()}

    def as_werkzeug(self, context, value):
        return {"data": value if isinstance(value, bytes) else str(value).encode()}
