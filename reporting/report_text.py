"""The words of the province's monthly report: sentences made from its figures, and what the agencies wrote."""

from dataclasses import dataclass

from registrations.models import Market, Plan
from registrations.periods import Month
from soctrang_loans.organisation.clock import business_now
from soctrang_loans.vietnam.money import format_dong, format_number, format_percent

from .matrix import build_matrix
from .models import DutyKind, Obligation
from .province_figures import ProvinceFigures

NOTHING_WRITTEN = "Chưa có cơ quan nào nêu trong báo cáo của tháng."


@dataclass(frozen=True)
class Part:
    """One numbered part of a BC: its title and its paragraphs."""

    title: str
    paragraphs: list[str]


def report_text(plan: Plan, month: Month, figures: ProvinceFigures) -> list[Part]:
    """The five parts of a BC (domain §7). Parts III to V quote the returns of the month that were sent."""
    obligations = list(
        Obligation.objects.for_display()
        .filter(duty__plan=plan, year=month.year, month=month.month)
        .exclude(kind=DutyKind.ANNUAL)
        .prefetch_related("submissions")
        .order_by("agency__sort_order", "agency_id")
    )
    return [
        Part("I. CÔNG TÁC CHỈ ĐẠO, CHẾ ĐỘ BÁO CÁO", [_reporting(obligations, month)]),
        Part("II. KẾT QUẢ THỰC HIỆN", _results(figures, month)),
        Part("III. KHÓ KHĂN, VƯỚNG MẮC", _quoted(obligations, "difficulties")),
        Part("IV. NHIỆM VỤ THÁNG TỚI", [_ahead(figures), *_quoted(obligations, "next_tasks", silent=True)]),
        Part("V. ĐỀ XUẤT, KIẾN NGHỊ", _quoted(obligations, "proposals")),
    ]


def _reporting(obligations: list[Obligation], month: Month) -> str:
    now = business_now()
    returns = build_matrix((each for each in obligations if each.kind == DutyKind.RETURN), now).total
    lists = build_matrix((each for each in obligations if each.kind == DutyKind.LIST), now).total
    wanted = sum(each.kind == DutyKind.RETURN for each in obligations)
    wanted_lists = len(obligations) - wanted
    return (
        f"Về kỳ báo cáo tháng {month}: {returns.sent}/{wanted} cơ quan đã gửi báo cáo, trong đó {returns.in_time} đúng "
        f"hạn; {lists.sent}/{wanted_lists} huyện, thị xã, thành phố đã gửi danh sách theo Phụ lục IV, trong đó "
        f"{lists.in_time} đúng hạn."
    )


def _results(figures: ProvinceFigures, month: Month) -> list[str]:
    total, inside, loans = figures.total.so_far, figures.total.inside, figures.budget.loans
    note = " (chỉ tiêu theo huyện tạm tính, chưa có Phụ lục I)" if figures.provisional else ""
    reached = f", đạt {_share(total.departed, total.target)}% chỉ tiêu{note}" if total.target else ""
    people = [
        f"1. Xuất cảnh: trong tháng {month} có {_people(inside.departed)} xuất cảnh; lũy kế đến ngày "
        f"{figures.until:%d/%m/%Y} là {_people(total.departed)}{reached}."
        + (f" Theo thị trường: {_markets(total.departed_by_market)}." if total.departed_by_market else ""),
        f"2. Đăng ký, tạo nguồn: trong tháng có {_people(inside.registered)} đăng ký; lũy kế "
        f"{_people(total.registered)}, trong đó nữ {format_number(total.women)}, dân tộc thiểu số "
        f"{format_number(total.minority)}, hộ nghèo {format_number(total.poor)}, hộ cận nghèo "
        f"{format_number(total.near_poor)}. Đã lập danh sách {_people(total.listed)}, trúng tuyển "
        f"{_people(total.selected)}, ký hợp đồng {_people(total.contracted)}.",
        f"3. Vay vốn: lũy kế đã giải ngân cho {_people(figures.total.loans.borrowers)} với "
        f"{format_dong(loans.disbursed)}, đạt {_share(loans.disbursed, loans.planned)}% kế hoạch vốn cho vay "
        f"({format_dong(loans.planned)}); đã phê duyệt {format_dong(loans.approved or 0)}; còn được duyệt "
        f"{format_dong(loans.available)}.",
    ]
    spent = "; ".join(
        f"{row.name}: đã sử dụng {format_dong(row.disbursed)} trên {format_dong(row.planned)}"
        for row in figures.budget.others
    )
    return [*people, f"4. Kinh phí khác: {spent}."] if spent else people


def _ahead(figures: ProvinceFigures) -> str:
    total = figures.total.so_far
    left = max(total.target - total.departed, 0)
    waiting = max(total.contracted - total.departed, 0)
    return (
        f"Để hoàn thành chỉ tiêu năm còn cần {_people(left)} xuất cảnh; hiện có {_people(waiting)} đã ký hợp đồng chờ "
        "xuất cảnh. Kế hoạch vốn cho vay còn lại chưa giải ngân "
        f"{format_dong(max(figures.budget.loans.remaining, 0))}."
    )


def _quoted(obligations: list[Obligation], field: str, *, silent: bool = False) -> list[str]:
    """What the agencies wrote in the newest version of their returns, under their names."""
    quoted = []
    for each in obligations:
        # `-version` first: a returned report is still waited for, so its words are not quoted.
        newest = next(iter(each.submissions.all()), None) if not each.is_wanted else None
        text = getattr(newest, field, "").strip()
        if text:
            quoted.append(f"- {each.agency.name}: {text}")
    return quoted or ([] if silent else [NOTHING_WRITTEN])


def _markets(departed: dict[str, int]) -> str:
    names = dict(Market.objects.filter(code__in=departed).values_list("code", "name"))
    return "; ".join(f"{names.get(code, code)} {format_number(people)}" for code, people in departed.items())


def _people(count: int) -> str:
    return f"{format_number(count)} người"


def _share(part: int, whole: int) -> str:
    return format_percent(100 * part / whole, 1) if whole else "0,0"
