"""One Giấy đăng ký: enter, change, look at, move on, print."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from soctrang_loans.audit.reading import note_reading
from soctrang_loans.documents.pdf import PdfUnavailable, render_pdf
from soctrang_loans.organisation.access import is_one_of
from soctrang_loans.organisation.downloads import download
from soctrang_loans.organisation.forms.plain import show_refusal
from soctrang_loans.organisation.people import NUMBER_READERS, REGISTRARS
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.signed_in import SignedInRequest

from ..actions.completeness import is_minor, missing_for_submission
from ..actions.registration import (
    EDITABLE,
    accept,
    open_steps,
    register,
    return_to_commune,
    submit,
    update,
    withdraw,
)
from ..forms.registration import RegistrationForm
from ..models import Registration
from ..printing.registration_form import registration_form_html
from ..waiting import waiting_for

STEPS = {
    "submit": lambda registration, by, reason: submit(registration=registration, by=by),
    "accept": lambda registration, by, reason: accept(registration=registration, by=by),
    "return": lambda registration, by, reason: return_to_commune(registration=registration, by=by, reason=reason),
    "withdraw": lambda registration, by, reason: withdraw(registration=registration, by=by, reason=reason),
}
DONE = {
    "submit": "Đã gửi giấy đăng ký {number} đến Phòng LĐTBXH.",
    "accept": "Đã tiếp nhận giấy đăng ký {number}.",
    "return": "Đã trả lại giấy đăng ký {number} kèm lý do.",
    "withdraw": "Đã rút giấy đăng ký.",
}


TRAINING = {"needs_orientation": "giáo dục định hướng", "needs_language": "ngoại ngữ", "needs_vocational": "học nghề"}


@require_http_methods(["GET", "POST"])
def create(request: SignedInRequest) -> HttpResponse:
    """Enter a new registration; kept as a draft."""
    return _form_page(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned registration."""
    registration = get_object_or_404(_visible(request), pk=pk)
    if registration.status not in EDITABLE:
        messages.error(
            request,
            f"Giấy đăng ký đang ở trạng thái “{registration.get_status_display()}” nên không sửa được. "
            "Nếu cần sửa, đề nghị Phòng LĐTBXH trả lại kèm lý do.",
        )
        return redirect("registrations:detail", pk)
    if request.method == "GET":
        _note(request, registration, "Mở để sửa giấy đăng ký")
    return _form_page(request, registration)


def _form_page(request: SignedInRequest, registration: Registration | None) -> HttpResponse:
    by = request.user
    duplicate: Registration | None = None
    if "refresh" in request.POST:
        # Without JavaScript: show the lists that go with what has been chosen, lose nothing, judge nothing.
        typed: dict[str, Any] = request.POST.dict()
        form = RegistrationForm(
            user=by,
            registration=registration,
            initial={**typed, "beneficiaries": request.POST.getlist("beneficiaries")},
        )
    else:
        form = RegistrationForm(request.POST if request.method == "POST" else None, user=by, registration=registration)
    if form.is_bound and form.is_valid():
        declared = form.declaration()
        try:
            if registration is None:
                kept = register(by=by, data=declared)
            else:
                kept = update(registration=registration, by=by, data=declared)
        except Refused as refused:
            show_refusal(form, refused)
            if refused.rule == "one_open_a_year":
                duplicate = _open_paper_of(request, declared.cccd)
        else:
            messages.success(request, "Đã lưu giấy đăng ký. Hãy xem lại rồi gửi huyện.")
            return redirect("registrations:detail", kept.pk)
    missing = missing_for_submission(registration) if registration else []
    returned = registration.events.filter(action="return").last() if registration else None
    return render(
        request,
        "registrations/registration_form.html",
        {
            "form": form,
            "duplicate": duplicate,
            "registration": registration,
            "sections": form.section_states(missing),
            "returned": returned if registration and registration.status == Registration.Status.RETURNED else None,
        },
    )


@require_safe
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The registration summed up, with what is missing, its timeline and what may be done with it."""
    registration = get_object_or_404(_visible(request), pk=pk)
    _note(request, registration, "Xem giấy đăng ký")
    return _detail_page(request, registration)


@require_POST
def reveal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same page with identity and telephone numbers in full; each time is written down."""
    registration = get_object_or_404(_visible(request), pk=pk)
    _note(request, registration, "Xem đầy đủ số CCCD, hộ chiếu, điện thoại")
    return _detail_page(request, registration, revealed=True)


@require_POST
def transition(request: SignedInRequest, pk: int) -> HttpResponse:
    """Submit, accept, return or withdraw, as the field `transition` says."""
    registration = get_object_or_404(_visible(request), pk=pk)
    name, reason = request.POST.get("transition", ""), request.POST.get("reason", "")
    if name not in STEPS:
        messages.error(request, "Không rõ việc cần làm. Hãy tải lại trang rồi bấm nút của việc đó.")
        return redirect("registrations:detail", pk)
    try:
        kept = STEPS[name](registration, request.user, reason)
    except Refused as refused:
        messages.error(request, refused.message)
        registration.refresh_from_db()
        return _detail_page(request, registration, typed={"open_transition": name, "typed_reason": reason})
    messages.success(request, DONE[name].format(number=kept.number))
    if name in ("accept", "return"):
        return redirect("registrations:review")
    return redirect("registrations:detail", pk)


@require_safe
def pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The Giấy đăng ký as an A4 PDF, to be signed and stamped."""
    registration = get_object_or_404(_visible(request), pk=pk)
    try:
        content = render_pdf(registration_form_html(registration))
    except PdfUnavailable as unavailable:
        messages.error(request, str(unavailable))
        return redirect("registrations:detail", pk)
    _note(request, registration, "In giấy đăng ký (PDF)")
    name = registration.number or f"ban-nhap-{registration.pk}"
    return download(content, f"giay-dang-ky-{name}.pdf")


def _detail_page(
    request: SignedInRequest, registration: Registration, *, revealed: bool = False, typed: dict[str, str] | None = None
) -> HttpResponse:
    by = request.user
    events = list(registration.events.select_related("by", "posting__agency"))
    registrar = is_one_of(by, REGISTRARS)
    editable = registrar and registration.status in EDITABLE
    missing = missing_for_submission(registration) if editable else []
    return render(
        request,
        "registrations/registration_detail.html",
        {
            "registration": registration,
            "person": registration.person,
            "groups": registration.beneficiaries.select_related("group"),
            "training": [words for name, words in TRAINING.items() if getattr(registration, name)],
            "minor": is_minor(registration),
            "revealed": revealed,
            "shows_health": registrar,
            "may_print": registrar,
            "may_reveal": is_one_of(by, NUMBER_READERS),
            "editable": editable,
            "missing": missing,
            "steps": [step for step in open_steps(registration, by) if not (missing and step.name == "submit")],
            "events": events,
            "waiting": waiting_for(registration, events),
            **(typed or {}),
        },
    )


def _open_paper_of(request: SignedInRequest, cccd: str) -> Registration | None:
    """The paper that stands in the way of a second one, where the user may open it."""
    papers = _visible(request).exclude(status=Registration.Status.WITHDRAWN)
    return papers.filter(person__cccd=cccd).order_by("-entered_at").first()


def _visible(request: SignedInRequest) -> QuerySet[Registration]:
    return Registration.objects.visible_to(request.user).select_related(
        "plan",
        "person__ethnic_group",
        "commune__parent",
        "market_first",
        "market_second",
        "programme",
        "provider",
        "entered_by",
        "entered_agency",
    )


def _note(request: SignedInRequest, registration: Registration, what: str) -> None:
    note_reading(by=request.user, subject_kind="registration", subject_id=registration.pk, what=what)
