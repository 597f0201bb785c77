"""An open wall's questions: nothing while nothing moved, only what changed when something did."""

from datetime import datetime

from app import create_app
from tests.installation import NOW


def moved(server, tag):
    return server.test_client().get(f"/api/wall?v={tag}")


def test_while_nothing_moved_the_answer_is_empty_and_then_it_names_what_holds_now(server):
    first = moved(server, "").get_json()["v"]
    answer = moved(server, first)
    assert (answer.status_code, answer.data, answer.headers.get("Content-Type")) == (204, b"", None)
    assert moved(server, first + "0").get_json()["v"] == first


def test_only_parts_that_the_asker_does_not_have_are_sent(server):
    client = server.test_client()
    whole = client.get("/api/wall/parts?s=port").get_json()
    parts = whole["screens"]["port"]["parts"]
    assert set(whole["screens"]) == {"port"}
    assert {"title", "answer", "map", "red", "core-1", "core-2", "tile-1"} <= set(parts)
    kept = [part["digest"] for name, part in parts.items() if name != "map"]
    assert list(client.get(f"/api/wall/parts?s=port&have={'.'.join(kept)}").get_json()["screens"]["port"]["parts"]) == [
        "map"
    ]


def test_the_tag_moves_with_every_ten_minutes_of_the_servers_clock(installation):
    tags = [
        moved(create_app(installation, lambda now=now: now), "").get_json()["v"]
        for now in (NOW, datetime(2026, 11, 23, 12, 9, 59), datetime(2026, 11, 23, 12, 10))
    ]
    assert tags[0] == tags[1] != tags[2]
