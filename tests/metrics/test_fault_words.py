"""Faults of a declaration are told in Chinese, each with its field; what has no words keeps pydantic's own."""

from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from metrics.fault_words import fault_words, faults_in_words


class Ship(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    tonnes: int = Field(1, gt=0)
    kind: Literal["ore", "oil"] = "ore"
    built: date = date(2000, 1, 1)


def faults(**content):
    with pytest.raises(ValidationError) as refused:
        Ship(**content)
    return refused.value.errors()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({}, "name：必须写"),
        ({"name": 1}, "name：应为文字"),
        ({"name": "a", "colour": "red"}, "colour：没有这个字段，检查拼写"),
        ({"name": "a", "tonnes": 0}, "tonnes：应大于 0"),
        ({"name": "a", "tonnes": "heavy"}, "tonnes：应为整数"),
        ({"name": "a", "kind": "sand"}, "kind：应为 ore、oil 之一"),
        ({"name": "a", "built": "yesterday"}, "built：应为日期，如 2026-08-01"),
        ({"tonnes": 0, "kind": "sand"}, "name：必须写；tonnes：应大于 0；kind：应为 ore、oil 之一"),
    ],
)
def test_a_fault_names_its_field_and_says_what_is_wanted(content, told):
    assert faults_in_words(faults(**content)) == told


def test_at_most_so_many_are_told():
    assert faults_in_words(faults(tonnes=0, kind="sand"), 1) == "name：必须写"


def test_a_kind_without_words_keeps_its_own():
    assert fault_words({"type": "complex_type", "loc": (), "msg": "Input should be complex", "input": 0}) == (
        "Input should be complex"
    )
