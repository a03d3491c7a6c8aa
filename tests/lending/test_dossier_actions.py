"""A dossier from the registration to the director's desk."""

from datetime import date

import pytest

from lending.actions import (
    appraise,
    check,
    open_dossier,
    return_to_appraisal,
    update_papers,
    withdraw_dossier,
)
from lending.models import Dossier
from lending.papers import required_papers
from lending.policy_terms import PolicyUnreadable, policy_for, shown_value, terms_of
from registrations.actions.registration import BeneficiaryData
from soctrang_loans.organisation.clock import business_time
from soctrang_loans.organisation.refusal import NotAllowed, Refused
from tests.lending.loans import MILLION, TODAY, Loans, parameter, poor, source
from tests.personas import Personas
from tests.registrations.papers import submitted

pytestmark = pytest.mark.django_db


def test_opened_at_the_communes_office_and_due_in_ten_working_days(loans: Loans, personas: Personas) -> None:
    dossier = loans.opened()
    assert dossier.number == "HSV-94-2024-000001"
    assert (dossier.office.code, dossier.source.code) == ("pgd-943", "provincial")
    assert (dossier.requested_amount, dossier.requested_months) == (117 * MILLION, 36)
    # 08/10/2024 is a Tuesday; ten working days on is Tuesday 22/10.
    assert (dossier.received_on, dossier.due_on) == (TODAY, date(2024, 10, 22))
    assert [event.action for event in dossier.events.all()] == ["open"]
    assert loans.opened().number == "HSV-94-2024-000002"


def test_due_day_steps_over_holidays(loans: Loans) -> None:
    with business_time(date(2024, 8, 28)):
        registration = loans.candidate(
            abroad=False,
            paper_date=date(2024, 8, 26),
            received_on=date(2024, 8, 27),
            confirmation_date=date(2024, 8, 26),
        )
        # 02–03/09/2024 are days off, and so were 31/08 and 01/09.
        assert loans.opened(registration).due_on == date(2024, 9, 13)


@pytest.mark.parametrize(
    ("group", "abroad", "kind", "expected"),
    [
        ("1", True, "worker", "central"),
        ("1", False, "worker", "provincial"),
        ("14", True, "worker", "provincial"),
        ("1", True, "student", "provincial"),
    ],
)
def test_source_by_the_policys_order(loans: Loans, group: str, abroad: bool, kind: str, expected: str) -> None:
    groups = (BeneficiaryData(group=type(poor()).objects.get(code=group)),)
    registration = loans.candidate(abroad=abroad, beneficiaries=groups)
    registration.kind = kind
    registration.save(update_fields=["kind"])
    assert loans.opened(registration).source.code == expected


def test_one_open_dossier_a_registration_and_source(loans: Loans, personas: Personas) -> None:
    first = loans.opened()
    with pytest.raises(Refused) as refused:
        loans.opened(first.registration)
    assert refused.value.rule == "dossier_one_open_per_source"
    assert "đã có hồ sơ" in refused.value.message
    withdraw_dossier(dossier=first, by=personas.credit_officer, reason="Gia đình tự lo")
    assert loans.opened(first.registration).pk


def test_required_papers_are_required(loans: Loans) -> None:
    registration = loans.candidate()
    with pytest.raises(Refused) as refused:
        loans.opened(registration, papers=required_papers(registration)[:1])
    assert (refused.value.rule, refused.value.field) == ("papers_missing", "papers")
    assert "CCCD" in refused.value.message


def test_papers_that_come_later_are_ticked_and_told(loans: Loans, personas: Personas) -> None:
    dossier = loans.opened()
    update_papers(dossier=dossier, by=personas.credit_officer, papers=[*dossier.papers, "contract"])
    assert "contract" in Dossier.objects.get(pk=dossier.pk).papers
    assert "Hợp đồng" in dossier.events.last().label
    with pytest.raises(Refused):
        update_papers(dossier=dossier, by=personas.credit_officer, papers=["contract"])


def test_only_accepted_registrations_that_want_a_loan(loans: Loans, personas: Personas) -> None:
    waiting = submitted(personas.commune_officer, 1)
    content = loans.candidate(wants_loan=False, loan_amount=None)
    for registration in (waiting, content):
        with pytest.raises(Refused) as refused:
            open_dossier(by=personas.credit_officer, registration=registration, papers=["application", "identity"])
        assert refused.value.rule == "registration_not_ready"


@pytest.mark.parametrize("day", [date(2024, 10, 6), date(2024, 10, 9)])
def test_received_between_registration_and_today(loans: Loans, day: date) -> None:
    with pytest.raises(Refused) as refused:
        loans.opened(received_on=day)
    assert refused.value.field == "received_on"


@pytest.mark.parametrize(
    "person", ["controller", "office_director", "other_credit_officer", "branch_officer", "commune_officer"]
)
def test_who_does_not_open(loans: Loans, personas: Personas, person: str) -> None:
    registration = loans.candidate()
    with pytest.raises(NotAllowed):
        open_dossier(by=getattr(personas, person), registration=registration, papers=required_papers(registration))


def test_the_way_to_the_director_and_back(loans: Loans, personas: Personas) -> None:
    dossier = loans.appraised()
    assert (dossier.status, dossier.appraised_by) == ("appraised", personas.credit_officer)
    with pytest.raises(Refused, match="lý do"):
        return_to_appraisal(dossier=dossier, by=personas.controller, reason="")
    dossier = return_to_appraisal(dossier=dossier, by=personas.controller, reason="Thiếu phương án trả nợ")
    assert dossier.status == "received"

    dossier = loans.checked(dossier)
    assert (dossier.status, dossier.checked_by) == ("checked", personas.controller)
    dossier = return_to_appraisal(dossier=dossier, by=personas.office_director, reason="Giảm mức vay")
    dossier = loans.appraised(dossier, 90 * MILLION)
    assert (dossier.checked_by, dossier.appraised_amount) == (None, 90 * MILLION)
    assert [event.action for event in dossier.events.all()] == [
        "open",
        "appraise",
        "return_by_checker",
        "appraise",
        "check",
        "return_by_director",
        "appraise",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"amount": 117 * MILLION + 1}, "amount"), ({"months": 0}, "months"), ({"opinion": " "}, "opinion")],
)
def test_bad_appraisal(loans: Loans, personas: Personas, changes: dict, field: str) -> None:
    content = {"amount": MILLION, "months": 12, "opinion": "Được", **changes}
    with pytest.raises(Refused) as refused:
        appraise(dossier=loans.opened(), by=personas.credit_officer, **content)
    assert refused.value.field == field


def test_steps_in_the_wrong_state(loans: Loans, personas: Personas) -> None:
    dossier = loans.opened()
    with pytest.raises(Refused) as refused:
        check(dossier=dossier, by=personas.controller)
    assert refused.value.rule == "wrong_state"


@pytest.mark.parametrize("person", ["other_credit_officer", "controller", "branch_officer"])
def test_who_does_not_appraise(loans: Loans, personas: Personas, person: str) -> None:
    with pytest.raises(NotAllowed):
        appraise(dossier=loans.opened(), by=getattr(personas, person), amount=1, months=1, opinion="x")


# --- policy terms


def test_terms_are_read_by_kind_and_say_whether_verified(db: None) -> None:
    terms = policy_for("worker", source("central"), TODAY)
    assert (terms.absolute_cap, terms.unsecured_limit, terms.deduct_subsidised_costs) == (None, 99_999_999, False)
    assert (terms.priority_group_required, terms.disburse_to) == (True, ("enterprise",))
    assert terms.verified("annual_rate")
    local = policy_for("student", source(), TODAY)
    assert (local.absolute_cap, local.grace_months, local.disburse_to) == (150 * MILLION, 12, ("school", "borrower"))
    assert not local.verified("annual_rate")
    assert not local.verified("pool_order")


def test_no_policy_is_said_plainly(db: None) -> None:
    with pytest.raises(Refused) as refused:
        policy_for("student", source("central"), TODAY)
    assert refused.value.rule == "no_policy"


@pytest.mark.parametrize(
    ("code", "value"),
    [("annual_rate", "sáu"), ("absolute_cap", "1,5 tỷ"), ("disburse_to", "bank"), ("relend_at_once", "maybe")],
)
def test_an_unreadable_parameter_is_named(db: None, code: str, value: str) -> None:
    parameter(code, value)
    with pytest.raises(PolicyUnreadable, match="không đọc được"):
        policy_for("worker", source(), TODAY)


def test_values_are_shown_in_words(db: None) -> None:
    rows = terms_of(policy_for("worker", source(), TODAY).policy).rows
    shown = {code: shown_value(row) for code, row in rows.items()}
    assert shown["absolute_cap"] == "150.000.000 đồng"
    assert shown["relend_at_once"] == "Không"
    assert shown["annual_rate"] == "6,60 %/năm"
    assert shown["disburse_to"] == "Doanh nghiệp đưa đi, Trường, cơ sở đào tạo, Người vay"
    assert shown["preferential_rate"] == "Không quy định"
