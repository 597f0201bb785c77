"""The content security policy allows what the pages need and nothing else: no page breaks it."""

import pytest

PAGES = (
    "/", "/economy", "/society", "/port", "/gov", "/business", "/warnings", "/indicator/port.cargo_ytd", "/region/330902",
    "/table", "/catalog", "/batches", "/data/quality", "/data/catalog", "/data/diff", "/exports", "/style", "/wall",
    "/wall/city", "/wall/economy", "/wall/port", "/wall/society", "/wall/gov", "/nowhere",
)  # fmt: skip


@pytest.fixture
def told(browser, address):
    """Opens a path under the policy and gives what the browser complained of."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def opened(path):
        page.goto(address + path)
        page.wait_for_selector("#react-entry-point [data-ready]", state="attached")
        page.wait_for_timeout(400)
        return complaints

    yield opened
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_breaks_the_policy(told, path):
    assert told(path) == []


def test_the_policy_allows_no_inline_and_no_evaluated_script(server):
    policy = server.test_client().get("/").headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert ("unsafe" in scripts, scripts.startswith("script-src 'self' 'sha256-")) == (False, True)
