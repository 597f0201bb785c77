"""A running cockpit that asks everybody to sign in, and its people: what attackers come to."""

from dataclasses import replace

import httpx

from app import create_app
from cockpit.application import EXTENSION
from cockpit.audit.record import trail
from cockpit.export.mark import Mark
from cockpit.export.queue import ask, claim
from cockpit.export.worker import folder_of, make
from cockpit.export.write import written
from cockpit.security.access import Access
from cockpit.security.accounts import account_of, add_account, assign
from cockpit.security.gate import SESSION_COOKIE, UPDATE
from cockpit.security.identity import Identity
from cockpit.security.passwords import hashed
from cockpit.security.sessions import begin
from tests.cockpit.security.conftest import GRID, PORT
from tests.cockpit.security.test_matrix import page_body
from tests.installation import NOW, clock, serving

KEY, PASSWORD = "Zq8-vT2_mLw5xRj9KcYd3HbNf7PgUs4E", "Blue-Harbour-41x"
PEOPLE = {"lena": ("leader", "", ""), "ann": ("clerk", PORT, ""), "bob": ("clerk", GRID, ""),
          "cty": ("county", "", "330902"), "oda": ("audit", "", "")}  # fmt: skip
#: An indicator that only its own department, the leader and, at home, the counties see.
HIDDEN = "grid.events"


class Town:
    """A running cockpit without visitors, its people, and what an attacker does to it."""

    def __init__(self, server, address):
        self.server, self.address, self.cockpit = server, address, server.extensions[EXTENSION]
        self.own = {"Origin": address}
        for name, who in PEOPLE.items():
            with self.cockpit.state.begin() as session:
                account, _ = add_account(session, name, name.title(), NOW)
                assign(session, account, self.cockpit.policy, *who, NOW)
                account.password, account.password_initial = hashed(PASSWORD), False

    def session(self, name, stage="full"):
        with self.cockpit.state.begin() as session:
            return begin(session, account_of(session, name), stage, NOW, "127.0.0.1", "")

    def browser(self, name="", **cookies):
        told = cookies | ({SESSION_COOKIE: self.session(name)} if name else {})
        return httpx.Client(base_url=self.address, cookies=told, timeout=60)

    def page(self, browser, path, search="", **headers):
        return browser.post(UPDATE, json=page_body(path, search), headers=self.own | headers)

    def file(self, name, content=b"0123456789"):
        """A finished file of somebody; its job's number."""
        mark = Mark(Identity(name, name, *PEOPLE[name]), NOW, "ZS20261123-TEST")
        job = ask(self.cockpit.state, mark, self.cockpit.as_seen_by(mark.identity).grant, "table", "csv", "表", {}, 1)

        def maker(_job, target, _progress):
            target.write_bytes(content)
            return "表.csv", written(target, 1)

        folder_of(self.cockpit.settings.var).mkdir(parents=True, exist_ok=True)
        assert make(self.cockpit.state, claim(self.cockpit.state, "w", NOW), self.cockpit.settings.var, maker, clock)
        return job

    def events(self, event):
        return trail(self.cockpit).entries({"event": event}, 1000)


def opened(installation, folder):
    """A town in a folder, served as long as one iterates."""
    settings = replace(
        installation, host="0.0.0.0", var=folder, state_url=f"sqlite:///{folder / 'state.db'}",
        access=Access(secret_key=KEY),
    )  # fmt: skip
    server = create_app(settings, clock)
    with serving(server) as address:
        yield Town(server, address)
