"""What every answer carries and what none may: strict headers, bounded requests, errors without a trace."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence

from dash.exceptions import DependencyException
from flask import Flask, Response, request
from markupsafe import escape
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from cockpit.settings import Settings

log = logging.getLogger(__name__)
#: The largest request that is read at all.
LARGEST = 2 * 1024 * 1024
_WORDS = {
    400: "请求内容有误", 401: "请先登录", 403: "没有权限", 404: "没有这一页", 405: "不支持这种请求", 413: "内容太大",
    415: "内容类型有误", 429: "请求太频繁，请稍后再试",
}  # fmt: skip


def harden(server: Flask, settings: Settings) -> None:
    """Bounds requests, believes as many proxies as were told, and answers errors in one sentence."""
    server.config.update(
        MAX_CONTENT_LENGTH=LARGEST, MAX_FORM_MEMORY_SIZE=LARGEST, MAX_FORM_PARTS=200,
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=settings.access.tls,
        SESSION_COOKIE_NAME="__Host-cockpit_flow" if settings.access.tls else "cockpit_flow",
    )  # fmt: skip
    if settings.access.proxies:
        count = settings.access.proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    server.register_error_handler(HTTPException, in_one_sentence)
    server.register_error_handler(DependencyException, lambda _: _said(404, _WORDS[404]))
    server.register_error_handler(Exception, unforeseen)


def content_security_policy(hashes: Sequence[str]) -> str:
    """The policy of every page: scripts from here only, none inline but those hashed, none evaluated.

    Styles may be inline: Plotly and Dash position with style attributes (dash.md §8); a style runs nothing.
    """
    scripts = " ".join(["'self'", *hashes])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'self'"
    )


def send_headers(server: Flask, settings: Settings, hashes: Callable[[], Sequence[str]]) -> None:
    """Adds the strict headers to every answer.

    Args:
        hashes: of Dash's inline scripts, asked anew for every document: Dash adds one with its first request.
    """
    strict = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    }
    if settings.access.tls:
        strict["Strict-Transport-Security"] = "max-age=31536000"

    @server.after_request
    def _(answer: Response) -> Response:
        if answer.status_code == 204:  # an idle wall's poll: nothing that could be framed, sniffed or run
            answer.headers["Cache-Control"] = "no-store"
            return answer
        answer.headers.update(strict)
        document = answer.mimetype == "text/html"
        answer.headers["Content-Security-Policy"] = content_security_policy(hashes() if document else ())
        told = answer.headers.get("Cache-Control", "")
        if not told:
            answer.headers["Cache-Control"] = "private, no-store"
        elif "private" in told and "no-store" not in told:  # the next person at this browser may see less
            answer.headers["Cache-Control"] = "private, no-cache"
        return answer


def in_one_sentence(error: HTTPException) -> Response | HTTPException:
    """A refusal as one sentence; redirects pass as they are."""
    if error.code is None or error.code < 400:
        return error
    words = _WORDS.get(error.code, "请求未能完成")
    wait = error.retry_after if isinstance(error, TooManyRequests) else None
    if not isinstance(wait, int):
        return _said(error.code, words)
    answer = _said(error.code, f"请求太频繁，请 {wait} 秒后再试")
    answer.headers["Retry-After"] = str(wait)
    return answer


def unforeseen(error: Exception) -> Response:
    """A programming error: the log has the trace, the reader a number under which to find it."""
    number = secrets.token_hex(4)
    log.error("error %s at %s %s", number, request.method, request.path, exc_info=error)
    return _said(500, f"服务器出错，编号 {number}，请把编号告诉系统管理员")


def _said(code: int, words: str) -> Response:
    if request.path.startswith(("/api", "/_dash", "/export")) or request.is_json:
        return Response(f"{words}\n", status=code, mimetype="text/plain")
    page = (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="UTF-8"><title>舟山数字驾驶舱</title>'
        f'<link rel="stylesheet" href="/theme.css"></head><body class="plain"><main class="plain-box"><h1>{escape(words)}</h1>'
        '<p><a href="/">回到总览</a></p></main></body></html>'
    )
    return Response(page, status=code, mimetype="text/html")
