"""What waits for one person, oldest deadline first: one small provider a subject, each over `visible_to`.

A provider answers a `Pile`: how many wait in all, the first of them, and the page where all of them stand.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from lending.models import CapitalNotice, Dossier, LoanContract
from lending.models.ledger import AccountKind, LedgerAccount
from registrations.models import MonthlyList, OverseasContract, Registration
from registrations.periods import Month
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import Who, is_one_of
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.calendar import WorkingCalendar, working_calendar
from soctrang_loans.organisation.models import User
from soctrang_loans.vietnam.money import format_dong

from .models import DutyKind, Obligation, Reminder

# The queue shows this many of each pile; the pile's own page shows all.
SHOWN = 10
DEPARTURE_DAYS = 30
REJECTED_DAYS = 30


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, whose, where to do it, by when (None: no set day) and since when."""

    what: str
    whose: str
    url: str
    due: date | None = None
    since: date | None = None


@dataclass(frozen=True)
class Pile:
    """All that waits of one subject."""

    title: str
    count: int
    url: str
    icon: str
    shown: list[Waiting] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """Who asks, when, with the calendar read once."""

    user: User
    today: date
    calendar: WorkingCalendar

    def list_due(self, received_on: date) -> date:
        """When the list that a registrant of that day belongs on is due: review has to be done by then."""
        return Month.of(received_on).effective_due(self.calendar)


@dataclass(frozen=True)
class Provider:
    who: Who
    pile: Callable[[Desk], Pile]


def work_of(user: User, today: date) -> tuple[list[Pile], list[tuple[Waiting, Pile]]]:
    """The piles of this person that are not empty, and the first things of all of them by deadline."""
    desk = Desk(user, today, working_calendar())
    piles = [provider.pile(desk) for provider in PROVIDERS if is_one_of(user, provider.who)]
    piles = [pile for pile in piles if pile.count]
    things = [(thing, pile) for pile in piles for thing in pile.shown]
    things.sort(key=lambda each: (each[0].due or date.max, each[0].since or date.max))
    return piles, things


def reminders_of(user: User) -> list[Reminder]:
    """The newest reminder of each obligation that this agency still owes; more time given ends the old ones."""
    if not is_one_of(user, people.REPORTERS):
        return []
    wanted = _owed(user)
    newest: dict[int, Reminder] = {}
    for reminder in Reminder.objects.filter(obligation__in=[each.pk for each in wanted]).order_by("on", "id"):
        newest[reminder.obligation_id] = reminder
    by_pk = {each.pk: each for each in wanted}
    for reminder in newest.values():
        reminder.obligation = by_pk[reminder.obligation_id]
    standing = (each for each in newest.values() if each.due == each.obligation.due)
    return sorted(standing, key=lambda each: (each.due, each.pk))


def _pile(title: str, icon: str, url: str, found: "QuerySet[Any]", waiting: Callable[[Any], Waiting]) -> Pile:
    """The first of what was found, and how many there are: a second query only where more than fit may be there."""
    shown = [waiting(each) for each in found[:SHOWN]]
    return Pile(title, len(shown) if len(shown) < SHOWN else found.count(), url, icon, shown)


def registrations_to_review(desk: Desk) -> Pile:
    """Giấy đăng ký that the district has to accept or return before its list is due."""
    found = (
        Registration.objects.visible_to(desk.user)
        .filter(status=Registration.Status.SUBMITTED)
        .select_related("person", "commune")
        .order_by("received_on", "id")
    )
    return _pile(
        "Giấy đăng ký chờ xem xét",
        "inbox",
        reverse("registrations:review"),
        found,
        lambda each: Waiting(
            f"Xem xét giấy đăng ký {each.number}",
            f"{each.person.full_name}, {each.commune}",
            reverse("registrations:detail", args=[each.pk]),
            desk.list_due(each.received_on),
            each.received_on,
        ),
    )


def registrations_returned(desk: Desk) -> Pile:
    """Giấy đăng ký that the district sent back to the agency that entered them."""
    return _own_papers(desk, Registration.Status.RETURNED, "Giấy đăng ký bị trả lại", "Sửa giấy đăng ký bị trả lại")


def registrations_in_draft(desk: Desk) -> Pile:
    """Giấy đăng ký begun and not sent."""
    return _own_papers(desk, Registration.Status.DRAFT, "Giấy đăng ký đang nhập", "Nhập tiếp giấy đăng ký")


def _own_papers(desk: Desk, status: Registration.Status, title: str, what: str) -> Pile:
    posting = acting_posting(desk.user)
    found = (
        Registration.objects.visible_to(desk.user)
        .filter(status=status, entered_agency=posting.agency if posting else None)
        .select_related("person", "commune")
        .order_by("received_on", "id")
    )
    return _pile(
        title,
        "pencil-square",
        _list_url(status.value),
        found,
        lambda each: Waiting(
            what,
            f"{each.person.full_name}, {each.commune}",
            reverse("registrations:detail", args=[each.pk]),
            desk.list_due(each.received_on),
            each.received_on,
        ),
    )


def lists_to_send(desk: Desk) -> Pile:
    """Phụ lục IV of months that have ended and that the centre does not have."""
    return _lists(
        desk,
        (
            MonthlyList.Status.GATHERING,
            MonthlyList.Status.PREPARED,
            MonthlyList.Status.CERTIFIED,
            MonthlyList.Status.RETURNED,
        ),
        "Danh sách tháng chưa gửi",
        "Gửi danh sách",
    )


def lists_to_receive(desk: Desk) -> Pile:
    """Phụ lục IV that districts sent and the centre has not taken over."""
    return _lists(desk, (MonthlyList.Status.SUBMITTED,), "Danh sách tháng chờ nhận", "Nhận danh sách")


def _lists(desk: Desk, statuses: tuple[MonthlyList.Status, ...], title: str, what: str) -> Pile:
    this_month = Month.of(desk.today)
    found = (
        MonthlyList.objects.visible_to(desk.user)
        .filter(Q(year__lt=this_month.year) | Q(year=this_month.year, month__lt=this_month.month), status__in=statuses)
        .select_related("agency")
        .order_by("effective_due", "agency__sort_order", "id")
    )
    return _pile(
        title,
        "list-columns",
        reverse("registrations:lists"),
        found,
        lambda each: Waiting(
            f"{what} tháng {each.month:02d}/{each.year} ({each.get_status_display().lower()})",
            each.agency.short_name,
            reverse("registrations:list_detail", args=[each.pk]),
            each.effective_due,
        ),
    )


def dossiers_to_appraise(desk: Desk) -> Pile:
    """Hồ sơ vay vốn within their ten working days."""
    return _dossiers(desk, Dossier.Status.RECEIVED, "Hồ sơ chờ thẩm định", "Thẩm định hồ sơ")


def dossiers_to_check(desk: Desk) -> Pile:
    """Hồ sơ vay vốn that were appraised."""
    return _dossiers(desk, Dossier.Status.APPRAISED, "Hồ sơ chờ kiểm soát", "Kiểm soát hồ sơ")


def dossiers_to_approve(desk: Desk) -> Pile:
    """Hồ sơ vay vốn that were checked."""
    return _dossiers(desk, Dossier.Status.CHECKED, "Hồ sơ chờ phê duyệt", "Phê duyệt hồ sơ")


def _dossiers(desk: Desk, status: Dossier.Status, title: str, what: str) -> Pile:
    # Author, checker and approver are different people: what this person has had a hand in is not for them.
    found = (
        Dossier.objects.visible_to(desk.user)
        .filter(status=status)
        .exclude(appraised_by=desk.user)
        .exclude(checked_by=desk.user)
        .select_related("registration__person", "registration__commune")
        .order_by("due_on", "id")
    )
    return _pile(
        title,
        "folder2-open",
        reverse("lending:dossiers") + f"?status={status.value}",
        found,
        lambda each: Waiting(
            f"{what} {each.number}",
            f"{each.registration.person.full_name}, {each.registration.commune}",
            reverse("lending:dossier", args=[each.pk]),
            each.due_on,
            each.received_on,
        ),
    )


def dossiers_to_open(desk: Desk) -> Pile:
    """People with a signed contract abroad who want a loan and have no dossier under way."""
    under_way = Dossier.objects.exclude(status__in=(Dossier.Status.REFUSED, Dossier.Status.WITHDRAWN))
    found = (
        OverseasContract.objects.filter(
            registration__in=Registration.objects.visible_to(desk.user).filter(
                wants_loan=True, status=Registration.Status.ACCEPTED
            ),
            signed_on__isnull=False,
            departed_on=None,
        )
        .exclude(registration__in=under_way.values("registration"))
        .select_related("registration__person", "registration__commune")
        .order_by("planned_departure", "id")
    )
    return _pile(
        "Đã ký hợp đồng, chưa có hồ sơ vay",
        "folder-plus",
        reverse("lending:candidates") + "?hop_dong=da-ky",
        found,
        lambda each: Waiting(
            "Lập hồ sơ vay vốn",
            f"{each.registration.person.full_name}, {each.registration.commune}",
            reverse("lending:dossier_open", args=[each.registration_id]),
            each.planned_departure,
            each.signed_on,
        ),
    )


def contracts_to_pay_out(desk: Desk) -> Pile:
    """Khế ước approved and not signed, or signed and not paid out."""
    found = (
        LoanContract.objects.visible_to(desk.user)
        .filter(status__in=(LoanContract.Status.APPROVED, LoanContract.Status.SIGNED))
        .select_related("dossier__registration__person", "dossier__registration__overseas_contract")
        .order_by("approved_on", "id")
    )
    return _pile(
        "Khế ước chờ ký, chờ giải ngân",
        "cash-coin",
        reverse("lending:contracts") + "?status=unpaid",
        found,
        lambda each: Waiting(
            f"{STEP_OF_CONTRACT[each.status]} {each.number or each.dossier.number}",
            each.dossier.registration.person.full_name,
            reverse("lending:contract", args=[each.pk]),
            _planned_departure(each.dossier.registration),
            each.approved_on,
        ),
    )


STEP_OF_CONTRACT = {
    LoanContract.Status.APPROVED: "Ký khế ước của hồ sơ",
    LoanContract.Status.SIGNED: "Giải ngân khế ước",
}


def _planned_departure(registration: Registration) -> date | None:
    overseas = getattr(registration, "overseas_contract", None)
    return overseas.planned_departure if overseas else None


def capital_to_confirm(desk: Desk) -> Pile:
    """Capital that Sở Tài chính recorded and the bank has not confirmed: nothing can be approved from it yet."""
    found = CapitalNotice.objects.visible_to(desk.user).filter(status=CapitalNotice.Status.RECORDED)
    return _pile(
        "Vốn về chờ xác nhận",
        "bank",
        reverse("lending:capital_list") + "?status=recorded",
        found.select_related("source").order_by("transferred_on", "id"),
        lambda each: Waiting(
            f"Xác nhận vốn theo văn bản {each.document_number}",
            str(each.source),
            reverse("lending:capital", args=[each.pk]),
            None,
            each.transferred_on,
        ),
    )


def capital_rejected(desk: Desk) -> Pile:
    """Capital that the bank did not find, for 30 days or until the document is recorded again."""
    live = CapitalNotice.objects.exclude(status__in=(CapitalNotice.Status.REJECTED, CapitalNotice.Status.CANCELLED))
    again = live.filter(source=OuterRef("source"), document_number__iexact=OuterRef("document_number"))
    found = (
        CapitalNotice.objects.visible_to(desk.user)
        .filter(status=CapitalNotice.Status.REJECTED, recorded_at__date__gte=desk.today - timedelta(days=REJECTED_DAYS))
        .exclude(Exists(again))
    )
    return _pile(
        "Vốn ngân hàng không nhận",
        "bank",
        reverse("lending:capital_list") + "?status=rejected",
        found.select_related("source").order_by("transferred_on", "id"),
        lambda each: Waiting(
            f"Kiểm tra, ghi nhận lại vốn theo văn bản {each.document_number}",
            str(each.source),
            reverse("lending:capital", args=[each.pk]),
            None,
            each.transferred_on,
        ),
    )


def recovered_to_relend(desk: Desk) -> Pile:
    """Principal that came back and can be lent again only by a decision of the branch."""
    waiting = LedgerAccount.objects.filter(kind=AccountKind.RECOVERED_WAITING, balance__gt=0).select_related("source")
    return _pile(
        "Nguồn có vốn thu hồi chờ cho vay lại",
        "arrow-repeat",
        reverse("lending:recovered"),
        waiting.order_by("source__sort_order"),
        lambda each: Waiting(
            f"Quyết định đưa {format_dong(each.balance)} vốn thu hồi vào cho vay lại",
            str(each.source),
            reverse("lending:recovered"),
        ),
    )


def departures_without_money(desk: Desk) -> Pile:
    """People with a contract who want a loan, leave within 30 days, and whose money has not left the bank."""
    paid = LoanContract.objects.filter(status__in=(LoanContract.Status.ACTIVE, LoanContract.Status.SETTLED))
    found = (
        OverseasContract.objects.filter(
            registration__in=Registration.objects.visible_to(desk.user).filter(wants_loan=True),
            departed_on=None,
            planned_departure__range=(desk.today, desk.today + timedelta(days=DEPARTURE_DAYS)),
        )
        .exclude(registration__in=paid.values("dossier__registration"))
        .select_related("registration__person", "registration__commune", "market")
        .order_by("planned_departure", "id")
    )
    return _pile(
        "Sắp xuất cảnh mà chưa có tiền vay",
        "airplane",
        reverse("registrations:journeys") + "?giai_doan=contracted"
        if is_one_of(desk.user, people.LIST_READERS)
        else "",
        found,
        lambda each: Waiting(
            f"Xuất cảnh đi {each.market} ngày {each.planned_departure:%d/%m/%Y}, chưa giải ngân",
            f"{each.registration.person.full_name}, {each.registration.commune}",
            reverse("registrations:detail", args=[each.registration_id]),
            each.planned_departure,
        ),
    )


def returns_to_send(desk: Desk) -> Pile:
    """Returns of the person's agency that the province waits for; lists have a pile of their own."""
    owed = [each for each in _owed(desk.user) if each.kind != DutyKind.LIST]
    return Pile(
        "Báo cáo chưa gửi",
        len(owed),
        reverse("reporting:obligations"),
        "file-earmark-text",
        [_waiting(each, "Gửi") for each in owed[:SHOWN]],
    )


def agencies_behind(desk: Desk) -> Pile:
    """Returns and lists whose day has passed and that never came, or were sent back: to remind of or to extend."""
    found = (
        Obligation.objects.visible_to(desk.user)
        .for_display()
        .filter(status__in=(Obligation.Status.OPEN, Obligation.Status.RETURNED))
        .filter(Q(monthly_list=None) | ~Q(monthly_list__status__in=("submitted", "received")))
        .annotate(day=Coalesce("extended_due", "effective_due"))
        .filter(day__lt=desk.today)
        .order_by("day", "id")
    )
    return _pile(
        "Cơ quan quá hạn báo cáo",
        "calendar-x",
        reverse("reporting:obligations"),
        found,
        lambda each: _waiting(each, "Nhắc hoặc gia hạn"),
    )


def returns_to_accept(desk: Desk) -> Pile:
    """Returns that came in and the department has not taken over."""
    found = (
        Obligation.objects.visible_to(desk.user)
        .for_display()
        .filter(status=Obligation.Status.SUBMITTED)
        .order_by("submitted_at", "id")
    )
    return _pile(
        "Báo cáo chờ nhận",
        "file-earmark-check",
        reverse("reporting:obligations") + "?loai=return",
        found,
        lambda each: _waiting(each, "Xem và nhận", since=True),
    )


def _owed(user: User) -> list[Obligation]:
    found = (
        Obligation.objects.visible_to(user)
        .for_display()
        .filter(status__in=(Obligation.Status.OPEN, Obligation.Status.RETURNED))
    )
    return sorted((each for each in found if each.is_wanted), key=lambda each: (each.due, each.pk))


def _waiting(obligation: Obligation, verb: str, *, since: bool = False) -> Waiting:
    title, form = obligation.title, obligation.duty.form_code
    return Waiting(
        f"{verb} {title[0].lower()}{title[1:]}" + ("" if form in title else f" ({form})"),
        obligation.agency.short_name,
        reverse("reporting:obligation", args=[obligation.pk]),
        None if since else obligation.due,
        obligation.submitted_at.date() if since and obligation.submitted_at else None,
    )


def _list_url(status: str) -> str:
    return reverse("registrations:list") + f"?status={status}"


PROVIDERS = (
    Provider(people.DISTRICT, registrations_to_review),
    Provider(people.REGISTRARS, registrations_returned),
    Provider(people.REGISTRARS, registrations_in_draft),
    Provider(people.DISTRICT, lists_to_send),
    Provider(people.CENTRE, lists_to_receive),
    Provider(people.CREDIT_OFFICERS, dossiers_to_open),
    Provider(people.CREDIT_OFFICERS, dossiers_to_appraise),
    Provider(people.CONTROLLERS, dossiers_to_check),
    Provider(people.OFFICE_DIRECTORS, dossiers_to_approve),
    Provider(people.CREDIT_OFFICERS, contracts_to_pay_out),
    Provider(people.BRANCH_DECIDERS, capital_to_confirm),
    Provider(people.BRANCH_DECIDERS, recovered_to_relend),
    Provider(people.FINANCE, capital_rejected),
    Provider(people.OFFICE | people.DISTRICT | people.CENTRE | people.LABOUR, departures_without_money),
    Provider(people.REPORTERS, returns_to_send),
    Provider(people.LABOUR, agencies_behind),
    Provider(people.LABOUR, returns_to_accept),
)
