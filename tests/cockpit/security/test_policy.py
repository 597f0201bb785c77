"""The policy file: refused when roles mix what must stand apart, and complete over catalog and records."""

import pytest

from cockpit.errors import CatalogError
from cockpit.security.policy import FILE, installed_policy, load_policy


def test_three_officers_share_no_right_but_the_page_of_checks_and_see_no_data():
    roles = installed_policy().roles
    officers = [roles[name] for name in ("system", "security", "audit")]
    assert [role.sees for role in officers] == [(), (), ()]
    assert all({"selfcheck"} == set(a.rights) & set(b.rights) for a in officers for b in officers if a is not b)
    assert all(role.second_factor for role in officers)


@pytest.mark.parametrize(
    "old, new, fault",
    [
        ("rights: [audit, selfcheck]", "rights: [audit, grants]", "审计管理员 同时有 grants、audit"),
        ("rights: [grants, policy, selfcheck]", "rights: [grants, view]", "安全管理员 同时有 view、grants"),
        ("rights: [audit, selfcheck]", "rights: [fly]", "roles.audit.rights.0"),
        ("least: 3", "least: 3\nmost: 4", "most"),
        ("    title: 系统管理员\n", "    title: 系统管理员\n    sees: [{department: any, region: any, up_to: public}]\n", "管人又看数"),
    ],
)  # fmt: skip
def test_a_policy_that_mixes_or_misspells_is_refused_with_its_place(tmp_path, old, new, fault):
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "policy.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogError, match=fault) as refused:
        load_policy(tmp_path / "policy.yaml")
    assert "policy.yaml:" in str(refused.value)


def test_every_indicator_and_every_record_says_how_sensitive_it_is(catalog, records):
    levels = {code: indicator.sensitivity for code, indicator in catalog.indicators.items()}
    assert (len(levels), None in levels.values()) == (484, False)
    assert {"public", "internal", "sensitive"} == set(levels.values())
    assert [name for name, record in records.items() if record.access is None] == []
