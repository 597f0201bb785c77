"""The cache that workers share: files by default, Redis in production."""

import shutil

import pandas as pd
import pytest
from flask import Flask

from cockpit import cache as own
from cockpit.cache import make_cache
from cockpit.errors import SettingsError
from cockpit.settings import read_settings
from tests.services.process import free_port
from tests.services.redis_server import running


def settings(tmp_path, url=None):
    told = {"COCKPIT_VAR": str(tmp_path)} | ({"COCKPIT_CACHE_URL": url} if url else {})
    return read_settings(told)


def round_trip(settings):
    frame = pd.DataFrame({"区域": ["定海区", None], "值": [1.5, float("nan")]})
    one, other = (make_cache(Flask(f"worker{n}"), settings) for n in range(2))
    one.set("frame", frame)
    pd.testing.assert_frame_equal(other.get("frame"), frame)


def test_two_workers_share_files(tmp_path):
    round_trip(settings(tmp_path))


def test_two_workers_share_redis(tmp_path, redis):
    round_trip(settings(tmp_path, redis))


def test_a_cache_of_an_unknown_kind_is_refused_by_name(tmp_path):
    with pytest.raises(SettingsError) as refused:
        make_cache(Flask("x"), settings(tmp_path, "memcached://h"))
    assert refused.value.place == "COCKPIT_CACHE_URL"


def test_a_folder_that_somebody_removed_is_made_again_and_filled(tmp_path):
    cache = make_cache(Flask("worker"), settings(tmp_path))
    cache.set("frame", 1)
    shutil.rmtree(tmp_path / "cache")
    assert cache.get("frame") is None
    cache.set("frame", 2)
    assert cache.get("frame") == 2


def test_a_redis_that_goes_away_stops_nobody_and_is_used_again_when_it_is_back(tmp_path, monkeypatch, caplog):
    port = free_port()
    with running(port) as url:
        cache = make_cache(Flask("worker"), settings(tmp_path, url))
        cache.set("frame", 1)
        assert cache.get("frame") == 1
    assert [(cache.get("frame"), cache.set("frame", 2)) for _ in range(1000)] == [(None, None)] * 1000
    assert caplog.text.count("the cache does not answer") == 1  # asked once, then left alone
    with running(port):
        monkeypatch.setattr(own, "LEFT_ALONE", 0)
        cache.cache._away_until = 0
        cache.set("frame", 3)
        assert cache.get("frame") == 3


def test_a_cockpit_starts_while_redis_is_away(tmp_path):
    cache = make_cache(Flask("worker"), settings(tmp_path, f"redis://127.0.0.1:{free_port()}/0"))
    assert cache.get("frame") is None
