"""A grant: what each role sees of the real catalog, denied unless a rule says so."""

import pytest

from cockpit.errors import Forbidden, QueryError
from cockpit.security.grant import grant
from cockpit.security.identity import Identity
from cockpit.security.policy import installed_policy
from tests.cockpit.security.conftest import PORT


def test_a_role_that_the_policy_does_not_know_sees_and_may_nothing(granted, catalog):
    nobody = granted("")
    assert (nobody.indicators, nobody.rights, nobody.export_rows) == (frozenset(), frozenset(), 0)
    assert nobody.catalog(catalog).indicators == {}


def test_an_indicator_without_a_sensitivity_is_seen_by_nobody(granted, catalog, records):
    code = "econ.gdp_ytd"
    silent = catalog.indicators[code].model_copy(update={"sensitivity": None})
    changed = type(catalog)(catalog.domains, {**catalog.indicators, code: silent}, catalog.systems)
    for role in installed_policy().roles:
        own = grant(Identity("a", "甲", role, PORT, "330902"), installed_policy(), changed, records)
        assert not own.may_see(code)
    assert granted("leader").may_see(code)


def test_a_clerk_sees_all_of_the_own_department_and_what_is_public_of_others(granted, catalog):
    clerk = granted("clerk", department=PORT)
    seen = {
        code: clerk.may_see(code) for code in ("port.wait_hours", "grid.events", "econ.gdp_ytd", "opinion.sensitive")
    }
    assert seen == {"port.wait_hours": True, "grid.events": False, "econ.gdp_ytd": True, "opinion.sensitive": False}
    own = {code for code, i in catalog.indicators.items() if PORT in i.department}
    public = {code for code, i in catalog.indicators.items() if i.sensitivity == "public"}
    assert clerk.indicators == own | public


def test_a_department_written_with_others_is_still_ones_own(granted):
    assert granted("clerk", department="市委改革办").may_see("grid.events")
    assert not granted("clerk", department="市委").may_see("grid.events")
    assert not granted("clerk", department="").may_see("grid.events")


def test_a_county_sees_itself_inside_and_others_only_in_public(granted):
    county = granted("county", region="330902")
    assert county.visible_regions("grid.events") == ("330902",)
    assert county.may_see("grid.events", "330902002") and not county.may_see("grid.events", "330903")
    assert county.visible_regions("econ.gdp_ytd") is None
    assert county.home == "330902"
    assert granted("county", region="").visible_regions("grid.events") == ()


def test_hidden_indicators_are_not_named_by_the_catalog_nor_by_its_errors(granted, catalog):
    seen = granted("clerk", department=PORT).catalog(catalog)
    assert "grid.events" not in seen.indicators
    assert not {i.code for d in seen.domains for i in d.indicators} - seen.indicators.keys()
    assert not {code for d in seen.domains for code in d.headlines} - seen.indicators.keys()
    assert not {code for i in seen.indicators.values() for code in i.confusable} - seen.indicators.keys()
    hidden, unknown = (str(_refusal(seen, code)).replace(code, "X") for code in ("grid.events", "grid.nothing"))
    assert hidden == unknown


def _refusal(catalog, code):
    with pytest.raises(QueryError) as refused:
        catalog.indicator(code)
    return refused.value


def test_a_right_that_is_not_held_is_refused(granted):
    leader, wall = granted("leader"), granted("wall")
    leader.need("export")
    assert (leader.may("grants"), wall.export_rows, wall.may("wall")) == (False, 0, True)
    with pytest.raises(Forbidden, match="没有这项权限"):
        wall.need("export")


def test_the_digest_names_what_is_seen_and_not_who_sees(granted):
    digests = {
        granted("leader").digest,
        granted("clerk", department=PORT).digest,
        granted("clerk", department="市委政法委").digest,
        granted("county", region="330902").digest,
        granted("county", region="330903").digest,
        granted("").digest,
    }
    assert len(digests) == 6
    assert granted("leader", department=PORT).digest == granted("leader").digest
