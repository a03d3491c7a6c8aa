"""The demo's clock, one day on; production has no such control."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from soctrang_loans.organisation.clock import business_date, business_now, set_demo_clock

from ..actions.daily_round import run_daily_round


@require_POST
def next_day(request: HttpRequest) -> HttpResponse:
    """Move the clock by a day and do what beat would have done on it. 404 outside the demo."""
    if not settings.DEMO:
        raise Http404
    set_demo_clock(business_now() + timedelta(days=1))
    done = run_daily_round(business_date())
    messages.success(
        request,
        f"Đồng hồ bản thử đã sang ngày {business_date():%d/%m/%Y}: mở {done.opened} nghĩa vụ báo cáo, "
        f"gửi {done.reminded} lời nhắc.",
    )
    return redirect("home")
