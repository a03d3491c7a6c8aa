"""Which rows come out of the database for whom: `visible_to` of every model with personal data, and what is counted."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.test import TestCase
from django.urls import reverse

from lending.models import CapitalNotice, Dossier, LoanContract
from registrations.models import MonthlyList, Person, Plan, Programme, Registration
from reporting.demo.personas import PERSONAS
from reporting.models import Obligation, ProvincialReport
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.models import Agency, AgencyKind, Posting, Role, User
from tests.conftest import load_world
from tests.personas import Personas
from tests.registrations.papers import accepted, commune, submitted
from tests.world import FAMILY, STATES, TERRITORIES, World, make_world, seen

ROOT = Path(__file__).resolve().parent.parent
APPS = ("registrations", "lending", "reporting")
# Whoever may see the paper named by this field sees its parts.
PARTS_OF = {
    "RegistrationBeneficiary": "registration",
    "RegistrationEvent": "subject",
    "MonthlyListEntry": "list",
    "MonthlyListEvent": "subject",
    "OverseasContract": "registration",
    "ContractCost": "contract",
    "JourneyEvent": "registration",
    "DossierEvent": "subject",
    "LoanContractEvent": "subject",
    "Voucher": "contract",
    "LedgerAccount": "contract",
    "LedgerEntry": "debit",
    "CapitalNoticeEvent": "subject",
    "ObligationEvent": "subject",
    "ReturnSubmission": "obligation",
    "Reminder": "obligation",
}
# These name no resident.
IMPERSONAL = {
    "BeneficiaryGroup",
    "BudgetLine",
    "DistrictTarget",
    "EthnicGroup",
    "FundingSource",
    "LedgerMonth",
    "LedgerMonthEvent",
    "LedgerSeal",
    "LendingPolicy",
    "Market",
    "Plan",
    "PolicyParameter",
    "Programme",
    "Provider",
    "ReportingDuty",
    "TargetRevision",
}


def own_models() -> list[type[models.Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def has_scope(model: type[models.Model]) -> bool:
    return hasattr(model._default_manager.all(), "visible_to")


SCOPED = [model for model in own_models() if has_scope(model)]


# --- No way out without a scope --------------------------------------------------------------------------------------


def test_every_model_has_a_scope_or_a_reason_to_need_none():
    unknown = [
        model.__name__
        for model in own_models()
        if not has_scope(model) and model.__name__ not in PARTS_OF and model.__name__ not in IMPERSONAL
    ]
    assert not unknown, (
        f"Give {', '.join(unknown)} a QuerySet with visible_to(user), or name here what it is part of (PARTS_OF) "
        "or that it names no resident (IMPERSONAL)."
    )
    assert {Registration, Person, MonthlyList, Dossier, LoanContract, CapitalNotice, Obligation} <= set(SCOPED)
    assert {*PARTS_OF, *IMPERSONAL} <= {model.__name__ for model in own_models()}


@pytest.mark.parametrize("name", PARTS_OF)
def test_a_part_belongs_to_a_paper_with_a_scope(name: str):
    model = next(model for model in own_models() if model.__name__ == name)
    for _ in range(4):
        if has_scope(model):
            return
        model = model._meta.get_field(PARTS_OF[model.__name__]).related_model
    pytest.fail(f"{name} leads to no model with visible_to.")


def test_no_view_reads_past_the_scope():
    """Pages take papers from `visible_to` and nowhere else; actions lock what the view has found there."""
    names = "|".join(model.__name__ for model in SCOPED)
    past = re.compile(rf"\b({names})\.(objects|_default_manager)\.(?!visible_to\b)|get_object_or_404\(\s*({names})\s*,")
    views = [file for app in (*APPS, "soctrang_loans") for file in (ROOT / app).rglob("views/*.py")]
    found = {str(file.relative_to(ROOT)): past.findall(file.read_text(encoding="utf-8")) for file in views}
    assert len(views) > 10
    assert not {file: hits for file, hits in found.items() if hits}


def test_the_admin_holds_no_papers_about_people():
    """Whoever administers reference data has no posting, so no resident's data may lie there."""
    shown = {model for model in admin.site._registry if model._meta.app_label in APPS}
    assert not {model.__name__ for model in shown if has_scope(model) or model.__name__ in PARTS_OF}


# --- Who sees which rows ---------------------------------------------------------------------------------------------


def expected_registrations(world: World, persona: str) -> set[int]:
    kinds = dict.fromkeys(STATES, "lent") | {"waiting": "waiting", "returned": "returned", "draft": "draft"}
    return {
        world.papers[territory].registrations[state].pk
        for state, kind in kinds.items()
        for territory in seen(kind, persona)
    }


def expected(world: World, persona: str) -> dict[type[models.Model], set[int]]:
    """The keys of every paper of the world that the persona sees, from the table in words."""

    def of(subject: str, *attributes: str) -> set[int]:
        return {
            getattr(world.papers[territory], attribute).pk
            for territory in seen(subject, persona)
            for attribute in attributes
        }

    registrations = expected_registrations(world, persona)
    duties = of("list_duty", "list_duty") | of("return_duty", "return_duty")
    duties |= {world.bank_return.pk} if seen("bank_return", persona) else set()
    duties |= {world.school_return.pk} if seen("school_return", persona) else set()
    return {
        Registration: registrations,
        Person: set(Registration.objects.filter(pk__in=registrations).values_list("person", flat=True)),
        MonthlyList: of("monthly_list", "monthly_list"),
        Dossier: of("dossier", "dossier", "open_dossier"),
        LoanContract: of("contract", "contract"),
        CapitalNotice: {world.notice.pk} if seen("notice", persona) else set(),
        Obligation: duties,
        ProvincialReport: {world.report.pk} if seen("report_pdf", persona) else set(),
    }


def papers_of(world: World) -> dict[type[models.Model], set[int]]:
    """The keys of every paper of the world; lists and obligations of other districts and months lie beside them."""
    papers = world.papers.values()
    return {
        MonthlyList: {each.monthly_list.pk for each in papers},
        Obligation: {each.list_duty.pk for each in papers}
        | {each.return_duty.pk for each in papers}
        | {world.bank_return.pk, world.school_return.pk},
    }


class TestScope(TestCase):
    """One test a persona (made below), over one world."""

    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        if not Plan.objects.exists():
            load_world()  # a transactional test has flushed it
        cls.world = make_world(Personas())

    def test_every_scope_is_expected(self) -> None:
        assert set(expected(self.world, "labour_leader")) == set(SCOPED)

    def test_nobody_without_a_posting_of_today_sees_anything(self) -> None:
        personas = Personas()
        posting = {"agency": personas.labour_officer.postings.get().agency, "role": Role.LEADER}
        ended = {**posting, "valid_from": date(2024, 1, 1), "valid_to": date(2024, 10, 7)}
        coming = {**posting, "valid_from": date(2024, 10, 9)}
        inactive = {**posting, "valid_from": date(2024, 1, 1)}
        admin_only = {**posting, "role": Role.ADMIN, "valid_from": date(2024, 1, 1)}
        for name, given in {"none": None, "ended": ended, "coming": coming, "admin": admin_only}.items():
            user = User.objects.create_user(f"khach.{name}", full_name="Khách")
            if given:
                Posting.objects.create(user=user, **given)
            self._sees_nothing(user, name)
        user = User.objects.create_user("khach.ngung", full_name="Khách", is_active=False)
        Posting.objects.create(user=user, **inactive)
        self._sees_nothing(user, "inactive")
        self._sees_nothing(User.objects.create_superuser("khach.goc", full_name="Khách"), "superuser")
        self._sees_nothing(AnonymousUser(), "anonymous")

    def _sees_nothing(self, user: User | AnonymousUser, why: str) -> None:
        for model in SCOPED:
            assert not model.objects.visible_to(user).exists(), f"{why} sees {model.__name__}"

    def test_a_posting_shows_until_its_last_day(self) -> None:
        user = User.objects.create_user("thu.viec", full_name="Thử Việc")
        agency = Personas().labour_officer.postings.get().agency
        Posting.objects.create(
            user=user, agency=agency, role=Role.OFFICER, valid_from=date(2024, 1, 1), valid_to=date(2024, 10, 8)
        )
        assert Registration.objects.visible_to(user).exists()
        with business_time(date(2024, 10, 9)):
            assert not Registration.objects.visible_to(User.objects.get(pk=user.pk)).exists()

    def test_the_chosen_posting_decides(self) -> None:
        """The district's officer also works for the committee, which has no drafts."""
        user = Personas().district_officer
        drafts = Registration.objects.filter(status=Registration.Status.DRAFT)
        assert drafts.visible_to(user).count() == 2
        user.acting_posting = user.postings.select_related("agency").get(agency__kind=AgencyKind.DISTRICT_COMMITTEE)
        assert drafts.visible_to(user).count() == 0

    def test_counts_on_pages_are_of_the_scope(self) -> None:
        personas = Personas()
        counts = {
            "registrations:list": ("commune_officer district_officer other_district_officer centre_officer", None),
            "registrations:review": ("district_officer other_district_officer", ("waiting",)),
            "lending:candidates": ("credit_officer other_credit_officer", ("candidate",)),
            "lending:contracts": ("credit_officer other_credit_officer branch_officer labour_officer", ("lent",)),
            "lending:dossiers": ("credit_officer other_credit_officer branch_officer", ("applicant",)),
            "registrations:journeys": ("district_officer centre_officer", ("lent", "candidate", "applicant")),
        }
        for name, (people, states) in counts.items():
            for persona in people.split():
                self.client.force_login(getattr(personas, persona))
                response = self.client.get(reverse(name))
                count = response.context["page"].paginator.count
                if states is None:
                    wanted = len(expected_registrations(self.world, persona))
                    assert f"{wanted} giấy" in response.content.decode()
                else:
                    wanted = len(states) * len(seen("lent", persona))
                assert count == wanted, f"{name} tells {persona} {count} instead of {wanted}"

    def test_the_work_queue_counts_the_scope(self) -> None:
        personas = Personas()
        waiting = {"district_officer": 2, "other_district_officer": 1}
        for persona, wanted in waiting.items():
            self.client.force_login(getattr(personas, persona))
            piles = {pile.title: pile.count for pile in self.client.get(reverse("home")).context["piles"]}
            assert piles["Giấy đăng ký chờ xem xét"] == wanted
        for persona, wanted in {"credit_officer": 2, "other_credit_officer": 1}.items():
            self.client.force_login(getattr(personas, persona))
            piles = {pile.title: pile.count for pile in self.client.get(reverse("home")).context["piles"]}
            assert piles["Hồ sơ chờ thẩm định"] == piles["Đã ký hợp đồng, chưa có hồ sơ vay"] == wanted

    def test_the_list_of_a_month_counts_its_district(self) -> None:
        self.client.force_login(Personas().centre_officer)
        for territory, wanted in {"own": 6, "other": 3}.items():
            page = self.client.get(
                reverse("registrations:list_detail", args=[self.world.papers[territory].monthly_list.pk])
            )
            assert page.context["counts"].people == wanted

    def test_the_options_of_the_commune_field_are_those_of_the_area(self) -> None:
        personas = Personas()
        other = self.world.papers["other"].registrations["lent"].commune
        for persona, wanted in {"commune_officer": 1, "district_officer": 13}.items():
            self.client.force_login(getattr(personas, persona))
            everything = self.client.get(reverse("registrations:communes")).content.decode()
            assert everything.count("<option") - everything.count('value=""') == wanted
            asked = self.client.get(reverse("registrations:communes"), {"district": other.parent_id}).content.decode()
            assert other.name not in everything + asked

    def test_education_sees_students_and_nobody_else(self) -> None:
        personas = Personas()
        student = accepted(
            personas.commune_officer, personas.district_officer, 80,
            kind=Registration.Kind.STUDENT, full_name="Lý Du Học",
            programme=Programme.objects.filter(for_students=True, market__code="JP").first(),
        )  # fmt: skip
        waiting = submitted(
            personas.commune_officer, 81, kind=Registration.Kind.STUDENT, full_name="Lý Du Học Hai",
            programme=student.programme,
        )  # fmt: skip
        for user in (personas.education_officer, personas.education_leader):
            assert set(Registration.objects.visible_to(user)) == {student, waiting}
            assert set(Person.objects.visible_to(user)) == {student.person, waiting.person}
            assert not Dossier.objects.visible_to(user).exists()
        self.client.force_login(personas.education_officer)
        page = self.client.get(reverse("registrations:list"))
        assert page.context["page"].paginator.count == 2
        text = (
            page.content.decode() + self.client.get(reverse("registrations:export"), {"dang": "csv"}).content.decode()
        )
        assert "Lý Du Học" in text
        assert not [family for family in FAMILY.values() if family in text]
        for territory in TERRITORIES:
            worker = self.world.papers[territory].registrations["lent"]
            assert self.client.get(reverse("registrations:detail", args=[worker.pk])).status_code == 404


def _test_of(persona: str) -> Any:
    def test(self: TestScope) -> None:
        user = getattr(Personas(), persona)
        among = papers_of(self.world)
        for model, wanted in expected(self.world, persona).items():
            found = set(model.objects.visible_to(user).values_list("pk", flat=True))
            assert found & among.get(model, found) == wanted, model.__name__

    return test


for _persona in PERSONAS:
    setattr(TestScope, f"test_{_persona}", _test_of(_persona))


# --- A unit that is merged -------------------------------------------------------------------------------------------


def officer_of(agency_code: str, since: date) -> User:
    user = User.objects.create_user(f"can.bo.{agency_code}", full_name="Cán Bộ")
    Posting.objects.create(user=user, agency=Agency.objects.get(code=agency_code), role=Role.OFFICER, valid_from=since)
    return user


@pytest.mark.parametrize(
    ("agency", "before", "after"),
    [
        ("ubnd-xa-31522-den-2024-08", True, False),  # Phường 9: its committee ended with it
        ("ubnd-xa-31513", False, False),  # the old Phường 1
        ("ubnd-xa-31522", False, True),  # the Phường 1 that took over both
        ("ubnd-xa-31498", False, False),  # a neighbour
        ("phong-ldtbxh-941", True, True),
        ("pgd-941", False, True),  # the bank sees the accepted one
        ("phong-ldtbxh-943", False, False),
    ],
)
def test_people_of_a_merged_unit_go_over_to_its_successor(personas: Personas, agency: str, before: bool, after: bool):
    """Phường 9 of TP Sóc Trăng became part of Phường 1 on 1/9/2024 (NQ 1105/NQ-UBTVQH15)."""
    user = officer_of(agency, date(2024, 1, 1))
    with business_time(date(2024, 8, 20)):
        days = {name: date(2024, 8, 19) for name in ("paper_date", "received_on", "confirmation_date")}
        ninth = commune("Phường 9", "Thành phố Sóc Trăng", date(2024, 8, 20))
        registration = submitted(personas.centre_officer, 90, commune=ninth, **days)
        assert Registration.objects.visible_to(user).filter(pk=registration.pk).exists() is before
    registration.accepted_by, registration.status = personas.labour_leader, Registration.Status.ACCEPTED
    registration.save()
    user = User.objects.get(pk=user.pk)
    assert Registration.objects.visible_to(user).filter(pk=registration.pk).exists() is after
    assert Person.objects.visible_to(user).filter(pk=registration.person_id).exists() is after
