"""A person of the city's identity platform signs in, in Chromium, and out again."""

import sqlalchemy as sa

from app import create_app
from cockpit.application import EXTENSION
from cockpit.security.accounts import assign
from cockpit.security.stored import Account
from tests.cockpit.view.test_single_sign_on import configured
from tests.installation import NOW, clock, serving


def test_a_clerk_signs_in_at_the_provider_and_lands_where_he_wanted_to_go(browser, own_installation, oidc_provider):
    server = create_app(configured(own_installation, oidc_provider), clock)
    state, policy = server.extensions[EXTENSION].state, server.extensions[EXTENSION].policy

    def through_the_provider(page):
        page.click("text=统一身份登录")
        page.fill("input[name=sub]", "3309-0417")
        page.click("button:has-text('Authorize')")

    with serving(server) as address:
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        complaints = []
        page.on(
            "console",
            lambda m: (
                complaints.append((m.text, m.location["url"].removeprefix(address)))
                if m.type == "error" and m.location["url"].startswith(address)
                else None
            ),
        )
        context.route(
            "**/*",
            lambda r: (
                r.continue_() if "//localhost:" in r.request.url or r.request.url.startswith(address) else r.abort()
            ),
        )  # the provider's own page wants a style sheet of elsewhere
        page.goto(f"{address}/port?period=2026-10")
        through_the_provider(page)
        page.wait_for_selector("text=您的角色不能看这一页")
        with state.begin() as session:
            assign(session, session.scalar(sa.select(Account)), policy, "leader", "", "", NOW)
        page.goto(f"{address}/port?period=2026-10")
        through_the_provider(page)
        page.wait_for_selector("[data-page]")
        assert page.url == f"{address}/port?period=2026-10"
        assert "王海" in page.inner_text(".account-strip")
        page.wait_for_load_state("networkidle")  # what the page asks for while it goes is rightly refused
        page.click(".account-strip button:has-text('退出')")
        page.click("button:has-text('End session')")  # the provider's own question, then back here
        page.wait_for_selector("text=统一身份登录")
        page.goto(f"{address}/port")
        assert page.url.startswith(f"{address}/login?next=")
        assert complaints == []
        context.close()
