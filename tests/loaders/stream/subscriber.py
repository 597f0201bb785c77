"""A subscriber as its own process, to be killed: `python -m tests.loaders.stream.subscriber SPOOL CONNECTION`."""

import os
import signal
import sys
import threading
from pathlib import Path

from loaders.stream.mqtt import MqttConnection, follow
from loaders.stream.spool import Spool

if __name__ == "__main__":
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    follow(MqttConnection.model_validate_json(sys.argv[2]), Spool(Path(sys.argv[1])), os.environ, stop)
