"""The way abroad as the Employment Service Centre records it: selection, contract, departure.

Each step moves the registration's stage, leaves a registration event, and an insert-only journey event for those
upstream. Until departure, selection and contract may be corrected: the facts change, the events stay.
"""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction

from soctrang_loans.audit.transitions import Transition, TransitionTable
from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date, business_now
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.people import CENTRE
from soctrang_loans.organisation.refusal import Refused
from soctrang_loans.organisation.wording import label_of
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.money import format_dong

from ..models import (
    ContractCost,
    JourneyEvent,
    Market,
    OverseasContract,
    Programme,
    Provider,
    Registration,
    RegistrationEvent,
)
from .monthly_list import AT_THE_CENTRE

Stage = Registration.Stage
JOURNEY = TransitionTable(
    event=RegistrationEvent,
    state_field="stage",
    transitions=(
        Transition("select", "Ghi trúng tuyển", (Stage.LISTED,), Stage.SELECTED, CENTRE),
        Transition("contract", "Ghi hợp đồng", (Stage.SELECTED,), Stage.CONTRACTED, CENTRE),
        Transition("depart", "Ghi xuất cảnh", (Stage.CONTRACTED,), Stage.DEPARTED, CENTRE),
        Transition(
            "correct_selection", "Đính chính trúng tuyển", (Stage.SELECTED, Stage.CONTRACTED), None, CENTRE, True
        ),
        Transition("correct_contract", "Đính chính hợp đồng", (Stage.CONTRACTED,), None, CENTRE, True),
    ),
)
LONGEST_MONTHS = 120
_SELECTION = ("provider", "market", "programme", "selected_on", "foreign_party", "trade")
_CONTRACT = ("number", "signed_on", "months", "planned_departure", "monthly_pay")


def record_selection(
    *,
    registration: Registration,
    by: User,
    provider: Provider,
    market: Market,
    selected_on: date,
    programme: Programme | None = None,
    foreign_party: str = "",
    trade: str = "",
) -> OverseasContract:
    """The person was selected by a provider for a market. Side effects: stage, journey event, registration event.

    Raises Refused when the person's list has not reached the centre, for a provider no longer introduced, a programme
    of another market or kind, or a day before the receipt or in the future; NotAllowed for others than the centre.
    """
    with transaction.atomic():
        paper = _locked(registration)
        _may(paper, "select", by)
        _require_at_centre(paper)
        _check_selection(paper, provider, market, programme, selected_on)
        if not provider.is_active:
            raise Refused(
                f"{provider} không còn được giới thiệu đến địa phương. Hãy chọn đơn vị khác hoặc cập nhật danh bạ.",
                rule="provider_inactive",
                field="provider",
            )
        contract = OverseasContract.objects.create(
            registration=paper,
            provider=provider,
            market=market,
            programme=programme,
            selected_on=selected_on,
            foreign_party=foreign_party.strip(),
            trade=trade.strip() or paper.trade,
            recorded_by=by,
        )
        _step(paper, "select", by, JourneyEvent.Kind.SELECTED, selected_on, f"{provider}, {market}")
    return contract


def record_contract(
    *,
    registration: Registration,
    by: User,
    number: str,
    signed_on: date,
    months: int,
    planned_departure: date,
    costs: Mapping[str, int],
    paid_by_budget: Collection[str] = (),
    monthly_pay: str = "",
) -> OverseasContract:
    """The contract abroad was signed. `costs` in đồng by `ContractCost.Item`; `paid_by_budget` names the items that
    the state budget bears. Side effects: stage, cost rows, journey event, registration event.

    Raises Refused for days out of order, no cost, a cost of nothing, or an impossible term.
    """
    with transaction.atomic():
        paper = _locked(registration)
        _may(paper, "contract", by)
        contract = paper.overseas_contract
        _write_contract(contract, number, signed_on, months, planned_departure, monthly_pay, costs, paid_by_budget)
        _step(paper, "contract", by, JourneyEvent.Kind.CONTRACTED, signed_on, f"số {contract.number}")
    return contract


def record_departure(*, registration: Registration, by: User, departed_on: date, note: str = "") -> OverseasContract:
    """The person left the country. Side effects: stage, journey event, registration event.

    Raises Refused for a day before the signing or in the future.
    """
    with transaction.atomic():
        paper = _locked(registration)
        _may(paper, "depart", by)
        contract = paper.overseas_contract
        assert contract.signed_on is not None  # the stage says so
        _check_day("departed_on", "Ngày xuất cảnh", departed_on, contract.signed_on, "ngày ký hợp đồng")
        contract.departed_on, contract.departure_note = departed_on, note.strip()
        contract.save(update_fields=["departed_on", "departure_note"])
        _step(paper, "depart", by, JourneyEvent.Kind.DEPARTED, departed_on, contract.departure_note)
    return contract


def correct_selection(
    *,
    registration: Registration,
    by: User,
    reason: str,
    provider: Provider,
    market: Market,
    selected_on: date,
    programme: Programme | None = None,
    foreign_party: str = "",
    trade: str = "",
) -> OverseasContract:
    """Mend what was recorded of the selection, before departure. Side effect: a registration event with the old values.

    Raises Refused as `record_selection`, and for a day after the signing.
    """
    with transaction.atomic():
        paper = _locked(registration)
        _may(paper, "correct_selection", by)
        contract = paper.overseas_contract
        _check_selection(paper, provider, market, programme, selected_on)
        if contract.signed_on is not None and selected_on > contract.signed_on:
            raise Refused(
                f"Ngày trúng tuyển ở sau ngày ký hợp đồng {format_date(contract.signed_on)}. "
                "Hãy sửa lại một trong hai ngày.",
                rule="dates_in_order",
                field="selected_on",
            )
        before = _told(contract, _SELECTION)
        contract.provider, contract.market, contract.programme = provider, market, programme
        contract.selected_on, contract.foreign_party = selected_on, foreign_party.strip()
        contract.trade = trade.strip() or paper.trade
        contract.save()
        _corrected(paper, "correct_selection", by, reason, before)
    return contract


def correct_contract(
    *,
    registration: Registration,
    by: User,
    reason: str,
    number: str,
    signed_on: date,
    months: int,
    planned_departure: date,
    costs: Mapping[str, int],
    paid_by_budget: Collection[str] = (),
    monthly_pay: str = "",
) -> OverseasContract:
    """Mend what was recorded of the contract, before departure. Side effect: a registration event with the old values.

    Raises Refused as `record_contract`.
    """
    with transaction.atomic():
        paper = _locked(registration)
        _may(paper, "correct_contract", by)
        contract = paper.overseas_contract
        before = f"{_told(contract, _CONTRACT)}; tổng chi phí: {format_dong(contract.total_cost)}"
        _write_contract(contract, number, signed_on, months, planned_departure, monthly_pay, costs, paid_by_budget)
        _corrected(paper, "correct_contract", by, reason, before)
    return contract


def _locked(registration: Registration) -> Registration:
    """The registration as it stands now, held until the transaction ends."""
    return (
        Registration.objects.select_for_update(of=("self",))
        .select_related("person", "overseas_contract")
        .get(pk=registration.pk)
    )


def _may(paper: Registration, name: str, by: User) -> None:
    """Say no before anything is written. The same table says it again when the step is walked."""
    transition = JOURNEY.by_name[name]
    require(by, transition.who)
    if paper.status != Registration.Status.ACCEPTED:
        raise Refused(
            f"Giấy đăng ký đang ở trạng thái “{paper.get_status_display()}”. Hãy đề nghị huyện tiếp nhận trước.",
            rule="not_accepted",
        )
    if paper.stage not in transition.sources:
        raise Refused(
            f"Không thể {transition.in_sentence} khi người này đang ở giai đoạn “{paper.get_stage_display()}”. "
            "Hãy tải lại trang để xem các bước đã ghi.",
            rule="wrong_state",
        )


def _require_at_centre(paper: Registration) -> None:
    entry = getattr(paper, "list_entry", None)
    if entry is None or entry.list.status not in AT_THE_CENTRE:
        raise Refused(
            "Danh sách Phụ lục IV có người này chưa gửi đến Trung tâm. Hãy đề nghị huyện gửi danh sách trước.",
            rule="list_not_at_centre",
        )


def _check_selection(
    paper: Registration, provider: Provider, market: Market, programme: Programme | None, selected_on: date
) -> None:
    _check_day("selected_on", "Ngày trúng tuyển", selected_on, paper.received_on, "ngày tiếp nhận giấy đăng ký")
    if programme is not None and programme.market_id != market.pk:
        raise Refused(
            f"Chương trình {programme.name} không thuộc thị trường {market}. Hãy chọn lại chương trình.",
            rule="programme_of_market",
            field="programme",
        )
    if programme is not None and programme.for_students != (paper.kind == Registration.Kind.STUDENT):
        raise Refused(
            f"Chương trình {programme.name} không hợp với hình thức đăng ký. Hãy chọn chương trình khác.",
            rule="programme_of_kind",
            field="programme",
        )


def _check_day(field: str, label: str, day: date, earliest: date, earliest_label: str) -> None:
    if day < earliest:
        raise Refused(
            f"{label} ở trước {earliest_label} ({format_date(earliest)}). Hãy sửa lại một trong hai ngày.",
            rule="dates_in_order",
            field=field,
        )
    if day > business_date():
        raise Refused(
            f"{label} ở sau hôm nay ({format_date(business_date())}). Hãy ghi khi việc đã diễn ra.",
            rule="in_future",
            field=field,
        )


def _write_contract(
    contract: OverseasContract,
    number: str,
    signed_on: date,
    months: int,
    planned_departure: date,
    monthly_pay: str,
    costs: Mapping[str, int],
    paid_by_budget: Collection[str],
) -> None:
    if not number.strip():
        raise Refused(
            "Chưa ghi số hợp đồng. Hãy nhập số hợp đồng hoặc số thư báo nhập học.", rule="number", field="number"
        )
    _check_day("signed_on", "Ngày ký hợp đồng", signed_on, contract.selected_on, "ngày trúng tuyển")
    if not 1 <= months <= LONGEST_MONTHS:
        raise Refused(
            f"Thời hạn hợp đồng phải từ 1 đến {LONGEST_MONTHS} tháng. Hãy ghi lại số tháng.",
            rule="months",
            field="months",
        )
    if planned_departure < signed_on:
        raise Refused(
            "Ngày dự kiến xuất cảnh ở trước ngày ký hợp đồng. Hãy sửa lại một trong hai ngày.",
            rule="dates_in_order",
            field="planned_departure",
        )
    if not costs or any(amount <= 0 for amount in costs.values()):
        raise Refused(
            "Chưa ghi chi phí ghi trong hợp đồng. Hãy nhập ít nhất một khoản, mỗi khoản lớn hơn 0 đồng.", rule="costs"
        )
    strange = (set(costs) - set(ContractCost.Item.values)) | (set(paid_by_budget) - set(costs))
    if strange:
        raise Refused("Có khoản chi phí không đúng danh mục. Hãy chọn lại khoản mục.", rule="cost_items")
    contract.number, contract.signed_on, contract.months = number.strip(), signed_on, months
    contract.planned_departure, contract.monthly_pay = planned_departure, monthly_pay.strip()
    contract.save()
    contract.costs.all().delete()
    ContractCost.objects.bulk_create(
        ContractCost(contract=contract, item=item, amount=amount, paid_by_budget=item in paid_by_budget)
        for item, amount in costs.items()
    )


def _step(paper: Registration, name: str, by: User, kind: str, happened_on: date, note: str) -> None:
    kind_label = JourneyEvent.Kind(kind).label
    told = f"{kind_label} ngày {format_date(happened_on)}" + (f" – {note}" if note else "")
    JOURNEY.move(paper, name, by=by, label=told[:200])
    JourneyEvent.objects.create(
        registration=paper, kind=kind, happened_on=happened_on, recorded_at=business_now(), by=by, note=note[:300]
    )


def _corrected(paper: Registration, name: str, by: User, reason: str, before: str) -> None:
    told = f"{reason.strip()}\nTrước khi đính chính: {before}" if reason.strip() else ""
    JOURNEY.move(paper, name, by=by, reason=told)


def _told(contract: OverseasContract, names: Collection[str]) -> str:
    """The fields as text, for the event that keeps what stood before."""
    values = ((label_of(contract, name), getattr(contract, name)) for name in names)
    return "; ".join(
        f"{label}: {format_date(value) if isinstance(value, date) else value}"
        for label, value in values
        if value not in (None, "")
    )
