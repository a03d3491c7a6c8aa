"""Phụ lục I: people that each district is to send abroad in the plan year."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.people import LABOUR
from soctrang_loans.organisation.refusal import Refused

from ..figures import districts_of
from ..models import DistrictTarget, Plan, TargetRevision


def revise_targets(
    *,
    plan: Plan,
    by: User,
    people: Mapping[int, int],
    effective_on: date,
    provisional: bool,
    decision_number: str = "",
    decision_date: date | None = None,
    note: str = "",
) -> TargetRevision:
    """Give every district its number of people (`people` by unit id). Side effect: a new revision, the old ones stay.

    Raises Refused when the sum differs from the plan's target, a district is missing, or a final figure is undecided.
    """
    require(by, LABOUR)
    districts = {unit.pk for unit in districts_of(plan)}
    if set(people) != districts or any(number < 0 for number in people.values()):
        raise Refused(
            "Chỉ tiêu chưa đủ các huyện, thị xã, thành phố. Hãy nhập số người cho từng đơn vị, không có thì ghi 0.",
            rule="every_district",
        )
    total = sum(people.values())
    if total != plan.target_people:
        apart = abs(total - plan.target_people)
        word = "thiếu" if total < plan.target_people else "thừa"
        raise Refused(
            f"Tổng chỉ tiêu các huyện là {total} người, {word} {apart} người so với {plan.target_people} người của "
            f"kế hoạch. Hãy {'tăng thêm' if word == 'thiếu' else 'bớt đi'} {apart} người.",
            rule="sum_differs",
        )
    if not date(plan.year, 1, 1) <= effective_on <= date(plan.year, 12, 31):
        raise Refused(
            f"Ngày áp dụng không thuộc năm {plan.year}. Hãy ghi một ngày trong năm kế hoạch.",
            rule="effective_on",
            field="effective_on",
        )
    if not provisional and not (decision_number.strip() and decision_date):
        raise Refused(
            "Chỉ tiêu chính thức phải có số và ngày quyết định. Hãy nhập đủ, hoặc để “tạm tính”.",
            rule="decision_required",
            field="decision_date" if decision_number.strip() else "decision_number",
        )
    if decision_date and decision_date > business_date():
        raise Refused(
            "Ngày quyết định ở sau hôm nay. Hãy ghi lại ngày theo quyết định.",
            rule="in_future",
            field="decision_date",
        )
    with transaction.atomic():
        revision = TargetRevision.objects.create(
            plan=plan,
            effective_on=effective_on,
            decision_number=decision_number.strip(),
            decision_date=decision_date,
            provisional=provisional,
            note=note.strip(),
            made_by=by,
            made_at=business_now(),
        )
        DistrictTarget.objects.bulk_create(
            DistrictTarget(revision=revision, unit_id=unit_id, people=number) for unit_id, number in people.items()
        )
    return revision
