"""One message on the pipe: two lengths, a JSON head, and float32 rows.

Both ends of the pipe are ours and of the same version; a frame that does not parse ends the conversation.
"""

import json
import struct
from collections.abc import Sequence
from typing import IO, Any

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]
"""(n, dimension) float32."""
Chunk = tuple[Sequence[str], Rows]
"""Line ids and their vectors, row for row."""

_LENGTHS = struct.Struct(">II")


def write_frame(stream: IO[bytes], head: dict[str, Any], rows: Rows | None = None) -> None:
    """Send `head`, and `rows` when there are any.

    Raises:
        OSError: the other end is gone.
    """
    blob = b"" if rows is None else np.ascontiguousarray(rows, dtype=np.float32).tobytes()
    text = json.dumps(head).encode()
    stream.write(_LENGTHS.pack(len(text), len(blob)) + text)
    if blob:
        stream.write(blob)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], npt.NDArray[np.float32]]:
    """The next head, and its floats as one flat array (empty when there are none).

    Raises:
        EOFError: the other end is gone.
    """
    head_size, blob_size = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    head: dict[str, Any] = json.loads(_exactly(stream, head_size))
    return head, np.frombuffer(_exactly(stream, blob_size), dtype=np.float32)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError(f"the pipe ended after {len(data)} of {size} bytes")
    return data
