"""A connection that fails again and again is left alone, ever longer, and one answer closes its breaker."""

from datetime import datetime, timedelta

from loaders.service.breaker import FAILURES, LONGEST, PAUSE, Breakers

NOW = datetime(2026, 11, 24, 9)


def test_it_opens_after_some_failures_and_lets_one_try_pass_when_the_pause_is_over():
    breakers, seen = Breakers(), []
    for _ in range(FAILURES):
        seen.append(breakers.state("pg", NOW))
        breakers.failed("pg", NOW)
    assert seen == ["closed"] * FAILURES
    assert (breakers.state("pg", NOW), breakers.allows("pg", NOW), breakers.allows("other", NOW)) == (
        "open",
        False,
        True,
    )
    assert breakers.state("pg", NOW + PAUSE) == "half-open"


def test_every_failed_try_doubles_the_pause_up_to_the_longest_and_an_answer_closes_it():
    breakers, now, pauses = Breakers(), NOW, []
    for _ in range(FAILURES + 8):
        breakers.failed("pg", now)
        pause = timedelta(0)
        while not breakers.allows("pg", now + pause):
            pause += timedelta(minutes=1)
        pauses.append(pause)
    assert pauses[FAILURES - 1 : FAILURES + 2] == [PAUSE, 2 * PAUSE, 4 * PAUSE]
    assert pauses[-1] == LONGEST
    breakers.succeeded("pg")
    assert (breakers.state("pg", now), breakers.states(now)) == ("closed", {})


def test_a_platform_that_was_away_for_an_hour_is_asked_again_within_five_minutes_of_its_return():
    breakers, tick = Breakers(), timedelta(minutes=1)
    asked = []
    for minute in range(70):
        now = NOW + minute * tick
        if breakers.allows("pg", now):
            asked.append(minute)
            breakers.failed("pg", now)
    assert max(after - before for before, after in zip(asked, asked[1:], strict=False)) == 5
    assert next(minute for minute in asked if minute >= 60) <= 65
    assert len(asked) < 20  # and meanwhile left alone
