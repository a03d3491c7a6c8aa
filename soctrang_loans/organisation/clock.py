"""The only "now" and "today" of the work (design: "Time"). Sessions and throttles keep the real clock.

In the demo an offset in the database moves the clock for web, worker and beat alike; production ignores it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from .models import ClockSetting

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_business_time", default=None)


def business_now() -> datetime:
    """The present moment of the work, aware, in Vietnam's time."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    now = timezone.now()
    if settings.DEMO:
        setting = ClockSetting.objects.filter(pk=1).first()
        if setting is not None:
            now += setting.offset
    return now.astimezone(VIETNAM)


def business_date() -> date:
    """Today in Vietnam."""
    return business_now().date()


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """That day and hour in Vietnam, aware."""
    return datetime.combine(day, time(hour, minute), tzinfo=VIETNAM)


def end_of_day(day: date) -> datetime:
    """The first moment that is no longer that day in Vietnam; a due day is kept by anything before it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=VIETNAM)


@contextmanager
def business_time(moment: datetime | date) -> Iterator[None]:
    """Work as if it were that moment: for tests, for the daily round making up days, and for demo histories."""
    if not isinstance(moment, datetime):
        moment = at(moment)
    token = _frozen.set(moment.astimezone(VIETNAM))
    try:
        yield
    finally:
        _frozen.reset(token)


def set_demo_clock(moment: datetime) -> None:
    """Let the demo's clock show that moment from now on; refused in production (RuntimeError)."""
    if not settings.DEMO:
        raise RuntimeError("Chỉ bản chạy thử mới được chỉnh đồng hồ.")
    ClockSetting.objects.update_or_create(pk=1, defaults={"offset": moment - timezone.now()})
