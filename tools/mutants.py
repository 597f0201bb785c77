"""Seeds deliberate faults in `metrics/` and tells which of them the tests catch: `make mutants`."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
#: Loaded once, before the faults are forked off: they cost more than most tests.
LIBRARIES = ("pandas", "duckdb", "hypothesis", "pydantic", "dash", "statsmodels.tsa.exponential_smoothing.ets",
             "statsmodels.stats.proportion", "chinese_calendar", "openpyxl", "bs4")  # fmt: skip
SUITE = ["tests/metrics", "tests/soundness/test_semantics.py", "tests/soundness/test_traps.py",
         "tests/soundness/test_exactness.py"]  # fmt: skip

#: File, what stands there, what is seeded instead: sign, bound, direction, zero, period end, rounding, unit, order…
FAULTS: tuple[tuple[str, str, str], ...] = (
    ("growth.py", "absolute = value - base", "absolute = base - value"),
    ("growth.py", "rate = absolute / base", "rate = absolute / value"),
    ("growth.py", "if base <= 0 or value < 0:", "if base < 0 or value < 0:"),
    ("growth.py", '"扭亏" if value > 0 else', '"扭亏" if value >= 0 else'),
    ("growth.py", "(1 + now) * (1 + before)) - 1", "(1 + now) * (1 - before)) - 1"),
    ("growth.py", "< NEAR_ZERO or added * total_growth < 0", "< NEAR_ZERO"),
    ("growth.py", '(change > 0) == (indicator.direction == "up")', '(change > 0) != (indicator.direction == "up")'),
    ("growth.py", "begin < change.date < period.end", "begin < change.date <= period.end"),
    ("growth.py", "if published is not None:", "if published is None:"),
    ("growth.py", "return part_before / total_before * part_growth", "return part_before / total_before + part_growth"),
    ("period.py", "return self.end - timedelta(days=1)", "return self.end"),
    ("period.py", "as_of.date() >= self.end", "as_of.date() > self.end"),
    ("period.py", "index = day.year * 12 + day.month - 1 + months", "index = day.year * 12 + day.month + months"),
    ("target.py", "return None if value <= 0 else target / value", "return None if value <= 0 else value / target"),
    ("target.py", "return value <= target + noise", "return value < target - noise"),
    ("target.py", "(done - due) * 100", "(due - done) * 100"),
    ("target.py", "value - target * (1.0", "target - value * (1.0"),
    ("target.py", "((day - start).days + 1)", "((day - start).days)"),
    ("target.py", "max(told, key=", "min(told, key="),
    ("light.py", 'if gap < warn.red else "yellow"', 'if gap > warn.red else "yellow"'),
    ("light.py", "value < limit - noise if op", "value <= limit + noise if op"),
    ("light.py", "if evidence.value is None:", "if not evidence.value:"),
    ("light.py", "if evidence.stale:", "if False:"),
    ("rollup.py", "return Rolled(numerator / denominator", "return Rolled(denominator / numerator"),
    ("rollup.py", "if denominator == 0:", "if False:"),
    ("rollup.py", "if missing:", "if False:"),
    ("rollup.py", 'if way in ("last", "ytd_last"):', 'if way in ("last",):'),
    ("monthly.py", "if this < last:", "if this > last:"),
    ("monthly.py", "period.start.month <= 3", "period.start.month <= 2"),
    ("timeliness.py", 'due["closed"] <= due["due"]', 'due["closed"] < due["due"]'),
    ("timeliness.py", '(cases["due"] <= pd.Timestamp(now))', '(cases["due"] > pd.Timestamp(now))'),
    ("timeliness.py", "(moments < pd.Timestamp(period.end))", "(moments <= pd.Timestamp(period.end))"),
    ("timeliness.py", "net_hours=gross - hours", "net_hours=gross + hours"),
    ("occupancy.py", "reached.isna() | (reached < spans", "reached.isna() | (reached > spans"),
    ("occupancy.py", 'relative=hours["working"] / occupied', 'relative=hours["working"] / available'),
    ("score.py", "limited = ratios.clip(lower=rule.floor, upper=rule.cap)", "limited = ratios.clip(lower=rule.floor)"),
    ("score.py", "+ plus - minus)", "+ plus + minus)"),
    ("score.py", "[place < cut - 1e-12", "[place <= cut + 1e-12"),
    ("score.py", "return values / item.base", "return item.base / values"),
    ("wilson.py", "(centre - spread) / (1", "(centre + spread) / (1"),
    ("wilson.py", 'small=rates["trials"] < minimum', 'small=rates["trials"] <= minimum'),
    ("workdays.py", "return day.weekday() < 5", "return day.weekday() < 6"),
    ("workdays.py", "+ counts - 1", "+ counts"),
    ("reading.py", "if limit < seen_from else None", "if limit > seen_from else None"),
    ("reading.py", 'basis = "ytd_yoy" if indicator.kind == "ytd"', 'basis = "ytd" if indicator.kind == "ytd"'),
    ("rounding.py", "rounding=ROUND_HALF_UP", "rounding='ROUND_HALF_EVEN'"),
    ("rounding.py", "return f\"{exact:,}\" if exact else", "return f\"{exact:,}\" if True else"),
    ("unit.py", '"%": ("1", 0.01)', '"%": ("1", 0.1)'),
    ("attribution.py", "shares[1] - shares[0])", "shares[0] - shares[1])"),
    ("suppression.py", "(counts < least)", "(counts <= least)"),
    ("anomaly.py", '(told["z"] > threshold)', '(told["z"] < threshold)'),
    ("anomaly.py", "np.sqrt(middle), 1.0", "0.1, 0.1"),
    ("rules.py", ".all(axis=1)", ".any(axis=1)"),
    ("rules.py", "rounded if self.holds(pd.Series([rounded])).all() else", "rounded if True else"),
    ("graded_watch.py", ".where(known >= now, -1.0)", ".where(known > now, -1.0)"),
    ("graded_watch.py", "(now - column).dt", "(column - now).dt"),
    ("score.py", "rule.full / own.sum(axis=1)", "1.0"),
    ("target_book.py", 'str(told["region_code"])', '"330900"'),
    ("forecast.py", "reached if falling else 1 - reached", "1 - reached if falling else reached"),
    ("forecast.py", "if errors.smape > WORST:", "if errors.smape > 10 * WORST:"),
    ("forecast.py", "if len(values) < LEAST:", "if len(values) <= LEAST:"),
    ("narrative.py", "low, high = ordered[0], ordered[-1]", "low, high = ordered[-1], ordered[0]"),
    ("repeats.py", "gap <= pd.Timedelta", "gap < pd.Timedelta"),
    ("hourly.py", "pd.Timedelta(hours=1)", "pd.Timedelta(hours=0)"),
    ("hourly.py", 'told["hours"] >= LEAST_HOURS', 'told["hours"] > LEAST_HOURS'),
    ("hourly.py", 'hours["value"] > hours["limit"]', 'hours["value"] >= hours["limit"]'),
    ("hourly.py", 'running = int((hours["mark"] != STOPPED)', 'running = int((hours["mark"] != NORMAL)'),
    ("hourly.py", "share < LEAST_VALID", "share <= LEAST_VALID"),
    ("formula_unit.py", "if top == bottom or", "if top != bottom or"),
    ("formula_unit.py", "if alone and result in COUNTED:", "if result in COUNTED:"),
    ("catalog.py", 'if "quantile" in kinds and', 'if "quantile" in kinds or'),
    ("vintage.py", 'frame["vintage"] < until', 'frame["vintage"] <= until'),
    ("vintage.py", 'keep="last"', 'keep="first"'),
    ("vintage.py", 'ordered["value"] - before', 'before - ordered["value"]'),
    ("season.py", "years < year", "years <= year"),
    ("season.py", "[-MOST:]", "[:MOST]"),
    ("season.py", "if len(whole) < LEAST:", "if len(whole) <= LEAST:"),
    ("season.py", "table[:, 1] / 2", "table[:, 1]"),
    ("reconcile.py", "clip(lower=tolerance)", "clip(upper=tolerance)"),
    ("reconcile.py", "known.sum(axis=1) >= 2", "known.sum(axis=1) >= 1"),
    ("reconcile.py", "known.all(axis=1)", "known.any(axis=1)"),
    ("active_users.py", "accounts > most", "accounts >= most"),
    ("active_users.py", '["farmed"].all()', '["farmed"].any()'),
    ("gcj02.py", "lon + off[0]", "lon - off[0]"),
    ("gcj02.py", "20 * np.sin(np.pi * y)", "20 * np.cos(np.pi * y)"),
    ("derivation.py", "len({part.basis for part in parts}) > 1", "len({part.basis for part in parts}) > 2"),
    ("derivation.py", "part.derivation is not None", "part.derivation is None"),
    ("score.py", "rule.least_coverage - 1e-12", "rule.least_coverage + 1e-12"),
    ("score.py", "known.notna().mul(weights", "points.notna().mul(weights"),
    ("target.py", '_order(str(row["version"]))', 'str(row["version"])'),
    ("timeline.py", ".mask(hours < 0)", ".mask(hours > 0)"),
    ("timeline.py", 'late[late["excess"] > 0]', 'late[late["excess"] < 0]'),
    ("mu.py", ".where(denominator > 0)", ".where(denominator < 0)"),
    ("timeliness.py", "clip(0, LONGEST_EXTENSION)", "clip(0, 2 * LONGEST_EXTENSION)"),
    ("timeliness.py", "(0.5, 0.9, 1.0)", "(0.5, 0.8, 1.0)"),
    ("format.py", "value / unit.scale, unit.decimals", "value * unit.scale, unit.decimals"),
    ("engines.py", "calls[\"status\"] != \"cancelled\"", "calls[\"status\"] != \"nothing\""),
)  # fmt: skip


def main() -> int:
    """Runs the suite against every fault; returns 1 when any survives."""
    for library in LIBRARIES:
        import_module(library)
    with get_context("fork").Pool(os.cpu_count() or 1, maxtasksperchild=1) as pool:
        caught = list(pool.imap(_caught, FAULTS))
    survivors = [fault for fault, found in zip(FAULTS, caught, strict=True) if not found]
    for name, old, new in survivors:
        print(f"没有被发现:metrics/{name}:{old} → {new}")
    print(f"{len(FAULTS)} 处故意的错,测试发现 {len(FAULTS) - len(survivors)} 处")
    return 1 if survivors else 0


def _caught(fault: tuple[str, str, str]) -> bool:
    """Whether the tests find a fault; in a process of its own, which has the libraries but nothing of ours yet."""
    name, old, new = fault
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "cockpit"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", "var", ".git", "node_modules", ".*_cache"))
        (Path(folder) / "shared").symlink_to(ROOT.parent / "shared")
        place = copy / "metrics" / name
        text = place.read_text(encoding="utf-8")
        if old not in text:
            raise RuntimeError(f"metrics/{name} 里没有 {old!r}:更新 tools/mutants.py")
        place.write_text(text.replace(old, new, 1), encoding="utf-8")
        os.chdir(copy)
        sys.path.insert(0, str(copy))
        nearest = Path("tests/metrics") / f"test_{name}"
        own = [str(nearest)] if nearest.exists() else []
        return any(_fails(tests) for tests in (own, SUITE) if tests)


def _fails(tests: list[str]) -> bool:
    """Whether any of the tests fails; the file's own tests are asked first, they mostly know."""
    told = io.StringIO()
    with redirect_stdout(told):
        ended = pytest.main([*tests, "-x", "-q", "-p", "no:cacheprovider", "-p", "no:warnings"])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(f"测试没有跑成:{told.getvalue()[-500:]}")
    return ended == pytest.ExitCode.TESTS_FAILED


if __name__ == "__main__":
    sys.exit(main())
