"""Days as people in Zhanjiang count them; everything stored is UTC."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


SENSIBLE = (date(2000, 1, 1), date(2100, 1, 1))


def is_sensible(day: date) -> bool:
    """Whether a campaign may begin or end on this day."""
    return SENSIBLE[0] <= day <= SENSIBLE[1]


def today(now: datetime) -> date:
    """The day that it is in Zhanjiang at a moment."""
    return now.astimezone(SHANGHAI).date()


def first_moment(day: date) -> datetime:
    """00:00 of a day."""
    return datetime.combine(day, time(), SHANGHAI)


def last_moment(day: date) -> datetime:
    """24:00 of a day: the day itself is still part of what ends then."""
    return first_moment(day + timedelta(days=1))


def last_day(end: datetime) -> date:
    """The last day that belongs to something ending at this moment; 24:00 belongs to the day."""
    return (end - timedelta(microseconds=1)).astimezone(SHANGHAI).date()
