"""The real plan of fixtures/: counts, sums, areas without gaps or overlaps, and a second run that changes nothing."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum

from lending.models import BudgetLine, LendingPolicy, PolicyParameter
from registrations.models import BeneficiaryGroup, DistrictTarget, EthnicGroup, Plan, Programme, TargetRevision
from soctrang_loans.organisation.models import (
    AdministrativeUnit,
    Agency,
    AgencyArea,
    AgencyKind,
    Province,
    UnitSuccession,
)
from soctrang_loans.organisation.scope import area_unit_ids

pytestmark = pytest.mark.django_db
LAST_OF_OLD, PLAN_DAY, TWO_TIERS = date(2024, 8, 31), date(2024, 10, 8), date(2025, 7, 1)


@pytest.fixture(autouse=True)
def _reference(db: None) -> None:
    call_command("load_reference", stdout=StringIO())


@pytest.mark.parametrize(
    ("level", "day", "count"),
    [
        ("district", LAST_OF_OLD, 11),
        ("district", date(2025, 6, 30), 11),
        ("district", TWO_TIERS, 0),
        ("commune", LAST_OF_OLD, 109),
        ("commune", date(2024, 9, 1), 108),
        ("commune", date(2025, 6, 30), 108),
        ("commune", TWO_TIERS, 43),
        ("province", PLAN_DAY, 1),
        ("province", TWO_TIERS, 1),
    ],
)
def test_units_on_a_day(level: str, day: date, count: int) -> None:
    assert AdministrativeUnit.objects.on(day).filter(level=level).count() == count


def test_code_31522_passes_from_phuong_9_to_phuong_1() -> None:
    named = {
        day: AdministrativeUnit.objects.on(day).get(level="commune", code="31522").name
        for day in (LAST_OF_OLD, date(2024, 9, 1))
    }
    assert list(named.values()) == ["Phường 9", "Phường 1"]
    assert not AdministrativeUnit.objects.on(date(2024, 9, 1)).filter(code="31513").exists()


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("31564", "xã An Mỹ, huyện Kế Sách"),
        ("31498", "Phường 5, thành phố Sóc Trăng"),
        ("943", "huyện Kế Sách, tỉnh Sóc Trăng"),
    ],
)
def test_a_place_within_a_sentence(code: str, place: str) -> None:
    assert AdministrativeUnit.objects.on(PLAN_DAY).get(code=code).full_place == place


def test_successions() -> None:
    by_day = Counter(UnitSuccession.objects.filter(predecessor__level="commune").values_list("effective_on", flat=True))
    assert by_day == {date(2024, 9, 1): 2, TWO_TIERS: 108}
    bases = dict(UnitSuccession.objects.filter(predecessor__level="commune").values_list("effective_on", "legal_basis"))
    assert "1105/NQ-UBTVQH15" in bases[date(2024, 9, 1)]
    assert "1668/NQ-UBTVQH15" in bases[TWO_TIERS]
    for each in UnitSuccession.objects.select_related("predecessor", "successor"):
        assert each.predecessor.valid_to is not None
        assert each.predecessor.valid_to < each.effective_on == each.successor.valid_from
    assert set(
        UnitSuccession.objects.filter(successor__code="31552", effective_on=TWO_TIERS).values_list(
            "predecessor__code", flat=True
        )
    ) == {"31552", "31564", "31642"}


def test_the_merged_ward_keeps_the_people_of_both() -> None:
    ward = Agency.objects.get(code="ubnd-xa-31522")
    assert set(AdministrativeUnit.objects.filter(pk__in=area_unit_ids(ward, PLAN_DAY)).values_list("code", "name")) == {
        ("31522", "Phường 1"),
        ("31522", "Phường 9"),
        ("31513", "Phường 1"),
    }


@pytest.mark.parametrize(
    ("day", "kinds", "count"),
    [
        (LAST_OF_OLD, [AgencyKind.DISTRICT_OFFICE, AgencyKind.DISTRICT_COMMITTEE, AgencyKind.BANK_OFFICE], 11),
        (PLAN_DAY, [AgencyKind.DISTRICT_OFFICE, AgencyKind.DISTRICT_COMMITTEE, AgencyKind.BANK_OFFICE], 11),
        (LAST_OF_OLD, [AgencyKind.COMMUNE_COMMITTEE], 109),
        (PLAN_DAY, [AgencyKind.COMMUNE_COMMITTEE], 108),
        (TWO_TIERS, [AgencyKind.BANK_OFFICE], 11),
    ],
)
def test_every_commune_is_in_exactly_one_area_of_each_kind(day: date, kinds: list[str], count: int) -> None:
    communes = sorted(AdministrativeUnit.objects.on(day).filter(level="commune").values_list("pk", flat=True))
    for kind in kinds:
        assert Agency.objects.on(day).filter(kind=kind).count() == count
        areas = AgencyArea.objects.on(day).filter(agency__kind=kind, agency__in=Agency.objects.on(day))
        assert sorted(areas.values_list("unit_id", flat=True)) == communes


def test_areas_of_2024_follow_the_districts() -> None:
    for area in AgencyArea.objects.on(PLAN_DAY).select_related("agency__unit", "unit"):
        assert area.agency.unit is not None
        assert area.agency.unit_id == (
            area.unit_id if area.agency.kind == AgencyKind.COMMUNE_COMMITTEE else area.unit.parent_id
        )


def test_vocabularies() -> None:
    assert Counter(Province.objects.values_list("scheme", flat=True)) == {"2024": 63, "2025": 34}
    assert Province.objects.get(scheme="2024", cccd_code="094").name == "Tỉnh Sóc Trăng"
    assert len(set(Province.objects.filter(scheme="2024").values_list("cccd_code", flat=True))) == 63
    assert EthnicGroup.objects.count() == 54
    assert EthnicGroup.objects.get(code="05").name == "Khmer"
    central = BeneficiaryGroup.objects.filter(central_priority=True).values_list("precedence", flat=True)
    assert BeneficiaryGroup.objects.count() == 14
    assert list(central) == [1, 2, 3, 4, 5, 6]
    assert set(Programme.objects.filter(for_students=True).values_list("market__code", flat=True)) == {
        "JP",
        "KR",
        "TW",
        "DE",
    }


def test_the_plan_to_the_dong() -> None:
    plan = Plan.objects.get(year=2024)
    assert (plan.target_people, plan.total_amount, plan.is_draft) == (500, 69_221_000_000, True)
    assert sum(plan.budget_lines.values_list("amount", flat=True)) == 69_221_000_000
    loans = BudgetLine.objects.filter(plan=plan, kind="loan")
    by_source = {
        row["source__code"]: row["total"] for row in loans.values("source__code").annotate(total=Sum("amount"))
    }
    assert by_source == {"central": 25_000_000_000, "provincial": 42_500_000_000}
    assert {(line.source.code, line.pool): line.amount for line in loans if line.source} == {
        ("central", "new"): 20_000_000_000,
        ("central", "recovered"): 5_000_000_000,
        ("provincial", "new"): 38_000_000_000,
        ("provincial", "recovered"): 4_500_000_000,
    }
    revision = TargetRevision.objects.get(plan=plan)
    assert revision.provisional
    assert sum(revision.targets.values_list("people", flat=True)) == 500
    assert revision.targets.count() == 11


def test_policies_flag_what_nobody_verified() -> None:
    assert LendingPolicy.objects.on(PLAN_DAY).count() == 3
    cap = PolicyParameter.objects.get(policy__code="worker-provincial", code="absolute_cap")
    assert (cap.value, cap.verified) == ("150000000", False)
    assert PolicyParameter.objects.filter(code="annual_rate", value="6.60").count() == 3
    codes = Counter(PolicyParameter.objects.values_list("code", flat=True))
    assert set(codes.values()) == {3}


def test_a_second_run_changes_nothing() -> None:
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "thêm 0 dòng, sửa 0 dòng" in out.getvalue()


def test_a_later_run_mends_facts_and_leaves_decisions() -> None:
    AdministrativeUnit.objects.filter(code="31564").update(name="Xã sai tên")
    PolicyParameter.objects.filter(code="absolute_cap").update(value="170000000", verified=True)
    DistrictTarget.objects.filter(unit__code="943").update(people=70)
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "thêm 0 dòng, sửa 1 dòng" in out.getvalue()
    assert AdministrativeUnit.objects.get(code="31564").name == "Xã An Mỹ"
    assert PolicyParameter.objects.filter(code="absolute_cap", value="170000000").count() == 3
    assert DistrictTarget.objects.get(unit__code="943").people == 70
