"""Hồ sơ vay vốn: opened by the credit officer, appraised, checked by a second person; the decision is a third one's.

The decision itself (approve, refuse, cancel an approval) stands in `decision`.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from lending.constraints import refusing
from lending.models import Dossier, DossierEvent, FundingSource
from lending.papers import papers_for, required_papers
from lending.policy_terms import policy_for
from lending.routing import office_of, source_for
from registrations.actions.registration import PROVINCE_CODE
from registrations.models import Registration
from soctrang_loans.audit.transitions import Transition, TransitionTable
from soctrang_loans.organisation import people
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.calendar import working_calendar
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import Agency, User
from soctrang_loans.organisation.models.sequence import NumberSequence
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.money import format_dong

Status = Dossier.Status
DOSSIER = TransitionTable(
    event=DossierEvent,
    transitions=(
        Transition("appraise", "Thẩm định", (Status.RECEIVED,), Status.APPRAISED, people.CREDIT_OFFICERS),
        Transition("check", "Kiểm soát thẩm định", (Status.APPRAISED,), Status.CHECKED, people.CONTROLLERS),
        Transition(
            "return_by_checker",
            "Trả lại thẩm định",
            (Status.APPRAISED,),
            Status.RECEIVED,
            people.CONTROLLERS,
            needs_reason=True,
        ),
        Transition(
            "return_by_director",
            "Trả lại thẩm định",
            (Status.CHECKED,),
            Status.RECEIVED,
            people.OFFICE_DIRECTORS,
            needs_reason=True,
        ),
        Transition("approve", "Phê duyệt", (Status.CHECKED,), Status.APPROVED, people.OFFICE_DIRECTORS),
        Transition(
            "refuse",
            "Từ chối cho vay",
            (Status.CHECKED,),
            Status.REFUSED,
            people.OFFICE_DIRECTORS,
            needs_reason=True,
        ),
        Transition(
            "withdraw",
            "Rút hồ sơ",
            (Status.RECEIVED, Status.APPRAISED, Status.CHECKED),
            Status.WITHDRAWN,
            people.CREDIT_OFFICERS,
            needs_reason=True,
        ),
        Transition(
            "cancel_approval",
            "Hủy phê duyệt",
            (Status.APPROVED,),
            Status.WITHDRAWN,
            people.OFFICE_DIRECTORS,
            needs_reason=True,
        ),
    ),
)


def require_office(by: User, office: Agency) -> None:
    """Raise NotAllowed unless the person acts for that office: another office's paper is nobody else's to move."""
    posting = acting_posting(by)
    if posting is None or posting.agency_id != office.pk:
        raise NotAllowed("Hồ sơ này thuộc phòng giao dịch khác.")


def locked(dossier: Dossier, by: User) -> Dossier:
    """The dossier under its row lock, for somebody of its office. Raises NotAllowed."""
    dossier = (
        Dossier.objects.select_for_update(of=("self",)).select_related("office", "registration").get(pk=dossier.pk)
    )
    require_office(by, dossier.office)
    return dossier


def open_dossier(
    *,
    by: User,
    registration: Registration,
    papers: Sequence[str],
    source: FundingSource | None = None,
    requested_amount: int | None = None,
    requested_months: int | None = None,
    purpose: str = "",
    received_on: date | None = None,
) -> Dossier:
    """Open the dossier of an accepted registration that wants a loan, at the office of its commune.

    Amount (đồng), months and purpose default to what the registration says, the source to the policy's order. The
    decision is due `appraisal_days` working days after the day the papers were complete (domain §1.5). Takes a
    number, leaves an event row. Raises NotAllowed, Refused.
    """
    require(by, people.CREDIT_OFFICERS)
    today = business_date()
    received_on = received_on or today
    if registration.status != Registration.Status.ACCEPTED or not registration.wants_loan:
        raise Refused(
            "Chỉ lập hồ sơ cho giấy đăng ký đã tiếp nhận và có nhu cầu vay. Hãy chọn giấy đăng ký khác.",
            rule="registration_not_ready",
        )
    accepted_on = registration.received_on
    if not accepted_on <= received_on <= today:
        raise Refused(
            f"Ngày nhận đủ hồ sơ phải từ ngày tiếp nhận giấy đăng ký {format_date(accepted_on)} đến hôm nay. "
            "Hãy sửa ngày nhận.",
            rule="received_on",
            field="received_on",
        )
    office = office_of(registration.commune, received_on)
    if office is None:
        raise Refused(
            f"{registration.commune} chưa thuộc địa bàn của phòng giao dịch nào. Hãy đề nghị quản trị bổ sung địa bàn.",
            rule="no_office",
        )
    require_office(by, office)
    missing = [
        paper.name
        for paper in papers_for(registration)
        if paper.code in required_papers(registration) and paper.code not in papers
    ]
    if missing:
        raise Refused(
            f"Hồ sơ còn thiếu: {', '.join(missing)}. Hãy nhận đủ giấy tờ bắt buộc rồi lập hồ sơ.",
            rule="papers_missing",
            field="papers",
        )
    source = source or source_for(registration, received_on)
    if source is None:
        raise Refused(
            "Chưa có chính sách cho vay cho đối tượng này. Hãy bổ sung chính sách rồi lập hồ sơ.", rule="no_policy"
        )
    terms = policy_for(registration.kind, source, received_on)
    amount = requested_amount if requested_amount is not None else registration.loan_amount
    if not amount or amount <= 0:
        raise Refused(
            "Chưa có số tiền đề nghị vay. Hãy ghi số tiền bằng đồng.",
            rule="dossier_amount_positive",
            field="requested_amount",
        )
    months = requested_months or registration.loan_months or registration.intended_months
    if not months:
        raise Refused(
            "Chưa có thời hạn đề nghị vay. Hãy ghi thời hạn bằng tháng.", rule="months", field="requested_months"
        )
    with transaction.atomic(), refusing(Dossier):
        series = f"HSV-{PROVINCE_CODE}-{received_on.year}"
        dossier = Dossier.objects.create(
            number=f"{series}-{NumberSequence.take(series):06d}",
            registration=registration,
            office=office,
            source=source,
            policy=terms.policy,
            requested_amount=amount,
            requested_months=months,
            purpose=purpose.strip() or registration.loan_purpose or "Chi phí đi làm việc, học tập ở nước ngoài",
            papers=[paper.code for paper in papers_for(registration) if paper.code in papers],
            received_on=received_on,
            due_on=working_calendar().add_working_days(received_on, terms.appraisal_days),
            received_by=by,
        )
        label = f"Nhận đủ hồ sơ, đề nghị vay {format_dong(amount)}"
        DOSSIER.record(dossier, "open", by=by, label=label, to_state=Status.RECEIVED)
    return dossier


def update_papers(*, dossier: Dossier, by: User, papers: Sequence[str]) -> Dossier:
    """Tick what has come into the file since; leaves an event row. Raises NotAllowed, Refused (a paper taken away)."""
    require(by, people.CREDIT_OFFICERS)
    with transaction.atomic():
        dossier = locked(dossier, by)
        known = [paper for paper in papers_for(dossier.registration) if paper.code in papers]
        gone = set(required_papers(dossier.registration)) - {paper.code for paper in known}
        if gone:
            raise Refused(
                "Giấy tờ bắt buộc không được bỏ khỏi hồ sơ đang giải quyết. Hãy đánh dấu lại các giấy tờ bắt buộc.",
                rule="papers_missing",
                field="papers",
            )
        added = [paper.name for paper in known if paper.code not in dossier.papers]
        dossier.papers = [paper.code for paper in known]
        dossier.save(update_fields=["papers"])
        label = f"Bổ sung giấy tờ: {', '.join(added)}" if added else "Sửa danh mục giấy tờ"
        DOSSIER.record(dossier, "papers", by=by, label=label[:200])
    return dossier


def appraise(*, dossier: Dossier, by: User, amount: int, months: int, opinion: str) -> Dossier:
    """The credit officer proposes an amount (đồng) and a term (months) with an opinion (Báo cáo thẩm định, 02/LĐNN).

    Leaves an event row. Raises NotAllowed, Refused.
    """
    with transaction.atomic(), refusing(Dossier):
        dossier = locked(dossier, by)
        if not 0 < amount <= dossier.requested_amount:
            raise Refused(
                f"Mức đề xuất phải lớn hơn 0 và không quá mức đề nghị {format_dong(dossier.requested_amount)}. "
                "Hãy sửa mức đề xuất.",
                rule="appraised_amount",
                field="amount",
            )
        if not 0 < months <= 120:
            raise Refused("Thời hạn phải từ 1 đến 120 tháng. Hãy sửa thời hạn.", rule="months", field="months")
        if not opinion.strip():
            raise Refused(
                "Chưa có ý kiến thẩm định. Hãy ghi ý kiến rồi gửi lại.", rule="opinion_required", field="opinion"
            )
        dossier.appraised_by = by
        dossier.appraised_amount = amount
        dossier.appraised_months = months
        dossier.appraisal_opinion = opinion.strip()
        dossier.checked_by = None
        DOSSIER.move(
            dossier,
            "appraise",
            by=by,
            label=f"Thẩm định: đề xuất {format_dong(amount)}, {months} tháng",
            update_fields=[
                "appraised_by",
                "appraised_amount",
                "appraised_months",
                "appraisal_opinion",
                "checked_by",
            ],
        )
    return dossier


def check(*, dossier: Dossier, by: User) -> Dossier:
    """A second person confirms the appraisal; leaves an event row. Raises NotAllowed, Refused (own appraisal)."""
    with transaction.atomic(), refusing(Dossier):
        dossier = locked(dossier, by)
        if dossier.appraised_by_id == by.pk:
            raise Refused(
                "Người kiểm soát phải khác người thẩm định. Hãy để người khác kiểm soát.",
                rule="dossier_checker_not_author",
            )
        dossier.checked_by = by
        DOSSIER.move(dossier, "check", by=by, label="Kiểm soát: đồng ý thẩm định", update_fields=["checked_by"])
    return dossier


def return_to_appraisal(*, dossier: Dossier, by: User, reason: str) -> Dossier:
    """Checker or director sends the dossier back to the credit officer; the reason goes into the timeline."""
    with transaction.atomic():
        dossier = locked(dossier, by)
        name = "return_by_checker" if dossier.status == Status.APPRAISED else "return_by_director"
        DOSSIER.move(dossier, name, by=by, reason=reason)
    return dossier


def withdraw_dossier(*, dossier: Dossier, by: User, reason: str) -> Dossier:
    """The borrower takes the application back before the decision; the reason goes into the timeline."""
    with transaction.atomic():
        dossier = locked(dossier, by)
        DOSSIER.move(dossier, "withdraw", by=by, reason=reason)
    return dossier
