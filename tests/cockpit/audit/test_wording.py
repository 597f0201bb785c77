"""The details of an entry in Chinese words: every one of them, what changed first."""

import json

from cockpit.audit.wording import NAMES, subject, unchanged, worded
from cockpit.settings import Settings


def told(**detail):
    return worded(json.dumps(detail))


def test_a_detail_has_its_chinese_name():
    assert told(rows=1200, why="账号已停用") == [("行数", "1200"), ("原因", "账号已停用")]


def test_what_changed_has_both_values_and_the_rest_is_told_apart():
    after, before = {"host": "127.0.0.1", "port": "8091"}, {"port": "8079"}
    assert told(after=after, before=before) == [("端口", "8079 → 8091")]
    assert unchanged(json.dumps({"after": after, "before": before})) == [("监听地址", "127.0.0.1")]


def test_details_within_a_detail_are_named_by_both():
    assert told(filters={"region": "330902", "odd": ""}) == [("条件 区域", "330902"), ("条件 odd", "空")]


def test_nothing_is_left_out_and_what_nobody_declared_stays_as_written():
    assert told(filters={}, odd=[1, "True"]) == [("条件", "无"), ("odd", "1、是")]


def test_settings_that_changed_are_named():
    assert subject("port、store_url_digest") == "端口、数据仓地址摘要"


def test_every_setting_has_a_name():
    secret = {"access", "metrics_token", "store_url", "state_url", "cache_url", "platform_url"}
    names = {f"{name}_digest" if name in secret else name for name in Settings.__dataclass_fields__}
    assert names - NAMES.keys() == set()
