"""The cache that all workers share: files by default, Redis in production; a cache that is lost costs time, no page."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_caching import Cache
from flask_caching.backends import FileSystemCache, RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from cockpit.errors import SettingsError
from cockpit.settings import Settings

log = logging.getLogger(__name__)
#: Entries a file cache keeps; old snapshots' frames are thrown out first.
ENTRIES = 2000
#: A Redis that does not answer within a second is left alone for some: a page asks it a hundred times.
REDIS: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 1)}
LEFT_ALONE = 5.0


class FolderCache(FileSystemCache):
    """Files in a folder; a folder that somebody removed is made again."""

    def set(self, *args: Any, **kwargs: Any) -> Any:
        """Keeps a value; the arguments are the library's."""
        os.makedirs(self._path, exist_ok=True)
        return super().set(*args, **kwargs)


class RemoteCache(RedisCache):
    """Redis; while it is away nothing is kept and everything is made anew."""

    _away_until = 0.0

    def get(self, key: str) -> Any:
        """The kept value, or None."""
        return self._asked(super().get, key)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        """Keeps a value; the arguments are the library's."""
        return self._asked(super().set, *args, **kwargs)

    def _asked(self, ask: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < self._away_until:
            return None
        try:
            return ask(*args, **kwargs)
        except RedisError as error:
            self._away_until = time.monotonic() + LEFT_ALONE
            log.error("the cache does not answer: %s", error)
            return None


def make_cache(server: Flask, settings: Settings) -> Cache:
    """The cache of the settings' URL.

    Raises:
        SettingsError: a kind of cache this version does not have.
    """
    url = settings.cache_url
    if url.startswith("file://"):
        options = {
            "CACHE_TYPE": f"{__name__}.FolderCache",
            "CACHE_DIR": url.removeprefix("file://"),
            "CACHE_THRESHOLD": ENTRIES,
        }
    elif url.startswith(("redis://", "rediss://")):
        options = {"CACHE_TYPE": f"{__name__}.RemoteCache", "CACHE_REDIS_URL": url, "CACHE_OPTIONS": dict(REDIS)}
    else:
        raise SettingsError("COCKPIT_CACHE_URL", f"不认识 {url!r}", "用 file:///文件夹 或 redis://主机:端口/库")
    cache = Cache(config=options | {"CACHE_DEFAULT_TIMEOUT": 86400})
    cache.init_app(server)
    return cache
