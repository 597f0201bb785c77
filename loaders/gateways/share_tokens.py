"""The share gateway's secrets of the hour, one pair for all processes: whoever renews alone throws the others out."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from cockpit.errors import SourceUnreachable
from loaders.gateways.addressed import Addressed
from loaders.gateways.answers import SHOWN, ask, at, content, whole
from loaders.gateways.credentials import secret
from loaders.patience import ONCE, Patience

BY_KEY, BY_SECRET = "/gateway/app/refreshTokenByKey.htm", "/gateway/app/refreshTokenBySec.htm"
_FAILURES = {
    "96": "数据错误", "97": "参数缺失", "98": "参数类型错误", "99": "失败或系统异常",
}  # fmt: skip


class ShareGateway(Addressed):
    """The gateway and the variables that hold the application's key and secret."""

    app_key_env: str
    app_secret_env: str


@dataclass(frozen=True)
class Caller:
    """What a call needs from outside: connection, secrets, clock in milliseconds, folder shared by all processes."""

    http: httpx.Client
    secrets: Mapping[str, str]
    millis: Callable[[], int]
    folder: Path
    patience: Patience = ONCE


@dataclass(frozen=True)
class Tokens:
    """Both secrets and until when (milliseconds) they hold."""

    request_secret: str
    request_until: int
    refresh_secret: str
    refresh_until: int


def signature(app_key: str, key: str, moment: str) -> str:
    """lower(md5(appKey + secret + requestTime)), as the gateway asks for it; it protects nothing else here."""
    return hashlib.md5((app_key + key + moment).encode(), usedforsecurity=False).hexdigest()


def request_secret(connection: ShareGateway, caller: Caller, refused: str = "") -> str:
    """The secret that signs business calls: the stored one while it holds, else renewed, else asked for by key.

    Args:
        refused: a secret the gateway just refused; it is not used again, but another process's newer one is.

    Raises:
        SourceUnreachable: the gateway gives none.
    """
    with _alone(caller.folder) as file:
        stored = _read(file)
        if stored and stored.request_secret != refused and caller.millis() < stored.request_until:
            return stored.request_secret
        fresh = _renewed(connection, caller, stored, refused)
        _write(file, fresh)
        return fresh.request_secret


def _renewed(connection: ShareGateway, caller: Caller, stored: Tokens | None, refused: str) -> Tokens:
    if stored and caller.millis() < stored.refresh_until and stored.request_secret != refused:
        return _asked(connection, caller, BY_SECRET, stored.refresh_secret)
    return _asked(connection, caller, BY_KEY, secret(caller.secrets, connection.app_secret_env))


def _asked(connection: ShareGateway, caller: Caller, path: str, key: str) -> Tokens:
    place = connection.url + path
    answer = ask(caller.http, caller.http.build_request("POST", place, data=signed(connection, caller, key)), place)
    told = succeeded(content(answer, place), place)
    return Tokens(
        str(at(told, "datas.requestSecret", place)),
        whole(at(told, "datas.requestSecretEndTime", place), place),
        str(at(told, "datas.refreshSecret", place)),
        whole(at(told, "datas.refreshSecretEndTime", place), place),
    )


def signed(connection: ShareGateway, caller: Caller, key: str) -> dict[str, str]:
    """The three parameters of every call."""
    app_key, moment = secret(caller.secrets, connection.app_key_env), str(caller.millis())
    return {"appKey": app_key, "requestTime": moment, "sign": signature(app_key, key, moment)}


def succeeded(body: Any, place: str) -> Any:
    """An answer with code 00.

    Raises:
        SourceUnreachable: any other code, an HTTP 200 or not.
    """
    code = str(at(body, "code", place))
    if code != "00":
        words = _FAILURES.get(code, "未知代码")
        message = str(body.get("msg", ""))[:SHOWN]
        raise SourceUnreachable(
            place, f"业务失败，代码 {code}（{words}）：{message}", "按代码核对参数与授权；屏上仍是上一批"
        )
    return body


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """One process at a time looks at the stored secrets and renews them."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "share_gateway.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / "share_gateway.json"


def _read(file: Path) -> Tokens | None:
    """The stored secrets; a damaged file counts as none, because they can be asked for anew."""
    try:
        return Tokens(**json.loads(file.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _write(file: Path, tokens: Tokens) -> None:
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        json.dump(asdict(tokens), opened)
    part.replace(file)
