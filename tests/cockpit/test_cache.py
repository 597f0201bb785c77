"""The cache that workers share: files by default, Redis in production."""

import pandas as pd
import pytest
from flask import Flask

from cockpit.cache import make_cache
from cockpit.errors import SettingsError
from cockpit.settings import read_settings


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
