"""The cache that all workers share: files by default, Redis in production."""

from __future__ import annotations

from flask import Flask
from flask_caching import Cache

from cockpit.errors import SettingsError
from cockpit.settings import Settings

#: Entries a file cache keeps; old snapshots' frames are thrown out first.
ENTRIES = 2000


def make_cache(server: Flask, settings: Settings) -> Cache:
    """The cache of the settings' URL.

    Raises:
        SettingsError: a kind of cache this version does not have.
    """
    url = settings.cache_url
    if url.startswith("file://"):
        options = {
            "CACHE_TYPE": "FileSystemCache",
            "CACHE_DIR": url.removeprefix("file://"),
            "CACHE_THRESHOLD": ENTRIES,
        }
    elif url.startswith(("redis://", "rediss://")):
        options = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": url}
    else:
        raise SettingsError("COCKPIT_CACHE_URL", f"不认识 {url!r}", "用 file:///文件夹 或 redis://主机:端口/库")
    cache = Cache(config=options | {"CACHE_DEFAULT_TIMEOUT": 86400})
    cache.init_app(server)
    return cache
