"""Numbers, dates and masks as official Vietnamese papers write them; loaded into every template."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from soctrang_loans.organisation.clock import VIETNAM
from soctrang_loans.vietnam import dates, identity, money

register = template.Library()


@register.filter
def dong(amount: int | None) -> str:
    """1.234.567 (đồng, the unit stands in the heading); nothing for None."""
    return "" if amount is None else money.format_number(int(amount))


@register.filter
def dong_unit(amount: int | None) -> str:
    """1.234.567 đồng."""
    return "" if amount is None else money.format_dong(int(amount))


@register.filter
def in_words(amount: int | None) -> str:
    """Một trăm mười bảy triệu đồng."""
    return "" if amount is None else money.amount_in_words(int(amount))


@register.filter
def percent(value: Decimal | float | None, places: int = 1) -> str:
    """12,3 %; a dash for None."""
    return "–" if value is None else f"{money.format_percent(value, places)} %"


@register.filter
def ngay(value: date | datetime | Literal[""] | None) -> str:
    """08/10/2024, in Vietnam's time."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    return dates.format_date(value)


@register.filter
def gio_ngay(value: datetime | Literal[""] | None) -> str:
    """14:05 08/10/2024, in Vietnam's time."""
    return f"{value.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if value else ""


@register.filter
def masked_cccd(number: str) -> str:
    """094******123."""
    return identity.mask_cccd(number) if number else ""


@register.filter
def masked_phone(number: str) -> str:
    """091****678."""
    return identity.mask_phone(number) if number else ""


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """mapping[key], or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """The present query string with some parameters changed (for page links and filters)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return query.urlencode()


# A status is word + symbol + colour, never colour alone: code → (tone, icon of Bootstrap Icons).
STATUS_LOOKS = {
    "neutral": ("draft", "gathering", "registered", "open", "not_due", "queued", "cancelled", "withdrawn", "ended"),
    "waiting": ("submitted", "prepared", "recorded", "appraised", "checked", "reconciling", "due", "running"),
    "good": ("accepted", "received", "confirmed", "approved", "settled", "departed", "locked", "done", "in_time"),
    "bad": ("returned", "refused", "rejected", "overdue", "late", "failed", "missing"),
    "info": ("certified", "listed", "selected", "contracted", "signed", "active", "opening"),
}
TONE_OF_STATUS = {code: tone for tone, codes in STATUS_LOOKS.items() for code in codes}
ICON_OF_TONE = {
    "neutral": "circle",
    "waiting": "hourglass-split",
    "good": "check-circle-fill",
    "bad": "exclamation-triangle-fill",
    "info": "arrow-right-circle",
}


@register.simple_tag
def status(code: str, label: str, tone: str = "") -> SafeString:
    """A badge of word, symbol and colour; `tone` overrides the table."""
    tone = tone or TONE_OF_STATUS.get(code, "neutral")
    icon = render_to_string(f"bs_icon/{ICON_OF_TONE[tone]}.svg", {"height": 12})
    return format_html(
        '<span class="status status-{}"><span aria-hidden="true">{}</span>{}</span>',
        tone,
        mark_safe(icon),  # noqa: S308 — the icon is the package's own template
        label,
    )
