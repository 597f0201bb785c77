"""Real brokers on free ports, which can be stopped, killed and started again with what they had kept."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from tests.services.process import command, free_port, until_it_answers

SECRETS = {"TEST_MQTT_USER": "cockpit", "TEST_MQTT_PASSWORD": "geheim-口令"}
USER, PASSWORD = SECRETS.values()
ROOT = Path(__file__).resolve().parents[3]


class Broker:
    """A broker process; `start` after `stop` or `kill` finds the same files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What runs it."""
        raise NotImplementedError

    def start(self) -> None:
        """Run it until it takes connections."""
        self._process = subprocess.Popen(
            self.command(), cwd=ROOT, env=os.environ | SECRETS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until_it_answers(lambda: socket.create_connection(("127.0.0.1", self.port), 1).close(), 20)

    def stop(self, kill: bool = False) -> None:
        """End it, politely or not."""
        if self._process is not None:
            self._process.kill() if kill else self._process.terminate()
            self._process.wait(20)
            self._process = None

    def send(self, *payloads: bytes, topic: str = "zs.ais.position") -> None:
        """Publish with QoS 1; on return the broker has everything."""
        client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
        client.username_pw_set(USER, PASSWORD)
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        while not client.is_connected():
            time.sleep(0.01)
        for sent in [client.publish(topic, payload, qos=1) for payload in payloads]:
            sent.wait_for_publish(20)
            assert sent.is_published()
        client.disconnect()
        client.loop_stop()


class Demonstration(Broker):
    """The demonstration's broker."""

    def command(self) -> list[str]:
        """Our own module."""
        named = ["--username-env", "TEST_MQTT_USER", "--password-env", "TEST_MQTT_PASSWORD"]
        module = [sys.executable, "-m", "loaders.demo.servers.broker"]
        return [*module, "--port", str(self.port), "--state", str(self.folder / "broker.db"), *named]


class Mosquitto(Broker):
    """Eclipse Mosquitto of the distribution.

    Args:
        tls: with certificates made for the test.
    """

    def __init__(self, folder: Path, tls: bool = False) -> None:
        super().__init__(folder)
        passwords, lines = folder / "passwords", []
        passwords.touch(0o600)
        made = [command("mosquitto_passwd"), "-b", passwords, USER, PASSWORD]
        subprocess.run([str(part) for part in made], check=True, capture_output=True)
        if tls:
            self._certify()
            lines = [f"certfile {folder / 'server.crt'}", f"keyfile {folder / 'server.key'}"]
        config = [
            f"listener {self.port} 127.0.0.1", *lines, "allow_anonymous false", f"password_file {passwords}",
            "persistence true", f"persistence_location {folder}/", "max_queued_messages 0",
            "user root" if os.getuid() == 0 else "",
        ]  # fmt: skip
        (folder / "mosquitto.conf").write_text("\n".join(config) + "\n")

    def command(self) -> list[str]:
        """The distribution's program."""
        return [str(command("mosquitto")), "-c", str(self.folder / "mosquitto.conf")]

    def _certify(self) -> None:
        """A certificate of 127.0.0.1 that is its own authority."""
        made = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout {self.folder}/server.key -out {self.folder}/server.crt"
        subprocess.run(made.split(), check=True, capture_output=True)
