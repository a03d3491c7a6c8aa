"""Celery's filesystem transport, without the moment in which a reader meets a half-written message.

kombu opens the visible file and then writes into it; a worker that lists the folder in between reads an empty
message and exits. Here the message is written under a name that no reader takes and then renamed.
"""

import os
import uuid
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A channel whose messages appear whole or not at all."""

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu is untyped
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        target = os.path.join(self.data_folder_out, name)
        try:
            with open(f"{target}.part", "wb") as part:
                part.write(str_to_bytes(dumps(message)))
            os.replace(f"{target}.part", target)
        except OSError as error:
            raise ChannelError(f"Cannot add file {target!r} to directory") from error


class Transport(filesystem.Transport):
    """`CELERY_BROKER_TRANSPORT` of the embedded default."""

    Channel = Channel
