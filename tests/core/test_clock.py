"""Wall times that do not exist, or exist twice, in several zones."""

from datetime import UTC, datetime, timedelta

import pytest

from hiring.core import clock
from hiring.core.errors import Refused

GAPS = [
    ("Europe/Berlin", datetime(2027, 3, 28, 2, 30), "03:30"),
    ("America/New_York", datetime(2027, 3, 14, 2, 0), "03:00"),
    ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 15), "02:45"),
]
FOLDS = [
    ("Europe/Berlin", datetime(2026, 10, 25, 2, 30), timedelta(hours=1)),
    ("America/New_York", datetime(2026, 11, 1, 1, 30), timedelta(hours=1)),
    ("Australia/Lord_Howe", datetime(2027, 4, 4, 1, 45), timedelta(minutes=30)),
]


@pytest.mark.parametrize(("zone", "wall", "instead"), GAPS)
def test_case_78_a_time_in_a_gap_is_refused_with_another(zone, wall, instead):
    with pytest.raises(Refused) as refusal:
        clock.instant(wall, zone)
    assert refusal.value.field == "start"
    assert instead in str(refusal.value.sentence)
    later = wall.replace(hour=int(instead[:2]), minute=int(instead[3:]))
    assert clock.instant(later, zone)


@pytest.mark.parametrize(("zone", "wall", "apart"), FOLDS)
def test_case_78_a_time_in_a_fold_is_asked_for_and_then_kept(zone, wall, apart):
    with pytest.raises(Refused) as refusal:
        clock.instant(wall, zone)
    assert refusal.value.field == "second"
    first, second = clock.instant(wall, zone, second=False), clock.instant(wall, zone, second=True)
    assert second - first == apart
    assert first.astimezone(clock.zone_of(zone)).replace(tzinfo=None) == wall


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Tokyo", 1), ("UTC", 10), ("Asia/Kathmandu", 4), ("America/St_Johns", 13)])
def test_an_ordinary_time_is_one_moment(zone, hour):
    assert clock.instant(datetime(2026, 11, 23, 10, 0), zone).hour == hour


@pytest.mark.parametrize("year", [1, 1989, 2201, 9999])
def test_case_81_a_year_out_of_reach_is_refused(year):
    with pytest.raises(Refused):
        clock.instant(datetime(year, 2, 28), "Asia/Tokyo")


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "Asia/\x00", "a" * 5000, "Asia"])
def test_case_81_an_unknown_zone_is_refused(name):
    with pytest.raises(Refused):
        clock.zone_of(name)


def test_every_zone_on_the_list_is_known():
    assert len(clock.zones()) > 400
    assert all(clock.zone_of(name) for name in clock.zones())


@pytest.mark.parametrize(("day", "after"), [(26, 27), (27, 30), (28, 30), (29, 30)])
def test_a_working_day_later_skips_the_weekend_and_keeps_the_wall_time(day, after):
    later = clock.working_day_after(datetime(2026, 11, day, 3, 0, tzinfo=UTC), "Asia/Tokyo")
    assert (later.day, later.hour) == (after, 3)


def test_a_working_day_later_keeps_the_wall_time_when_the_clocks_change():
    friday = clock.instant(datetime(2027, 3, 26, 9, 0), "Europe/Berlin")
    assert clock.working_day_after(friday, "Europe/Berlin") == clock.instant(datetime(2027, 3, 29, 9, 0), "Europe/Berlin")


def test_the_clock_can_be_held_and_let_go():
    moment = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    with clock.held_at(moment):
        assert clock.now() == moment
        assert clock.today("Asia/Tokyo").isoformat() == "2026-03-01"
        assert clock.today("America/New_York").isoformat() == "2026-02-28"
    assert clock.now() != moment
