"""Addresses of the lending app; each name stands in the access table."""

from django.urls import path

from .views import budget, capital, contract, dossier, months

app_name = "lending"
urlpatterns = [
    path("ho-so-vay/", dossier.dossiers, name="dossiers"),
    path("ho-so-vay/cho-lap/", dossier.candidates, name="candidates"),
    path("ho-so-vay/lap/<int:pk>/", dossier.dossier_open, name="dossier_open"),
    path("ho-so-vay/<int:pk>/", dossier.dossier, name="dossier"),
    path("ho-so-vay/<int:pk>/buoc/", dossier.dossier_step, name="dossier_step"),
    path("ho-so-vay/<int:pk>/giay-to/", dossier.dossier_papers, name="dossier_papers"),
    path("ho-so-vay/<int:pk>/tham-dinh/", dossier.dossier_appraise, name="dossier_appraise"),
    path("ho-so-vay/<int:pk>/phe-duyet/", dossier.dossier_approve, name="dossier_approve"),
    path("khe-uoc/", contract.contracts, name="contracts"),
    path("khe-uoc/<int:pk>/", contract.contract, name="contract"),
    path("khe-uoc/<int:pk>/buoc/", contract.contract_step, name="contract_step"),
    path("khe-uoc/<int:pk>/ky/", contract.contract_sign, name="contract_sign"),
    path("khe-uoc/<int:pk>/giai-ngan/", contract.contract_disburse, name="contract_disburse"),
    path("khe-uoc/<int:pk>/thu-no/", contract.contract_collect, name="contract_collect"),
    path("khe-uoc/<int:pk>/chung-tu/<int:voucher_pk>/dao/", contract.voucher_reverse, name="voucher_reverse"),
    path("von-ve/", capital.capital_list, name="capital_list"),
    path("von-ve/ghi/", capital.capital_record, name="capital_record"),
    path("von-ve/so-du-dau/", capital.capital_opening, name="capital_opening"),
    path("von-ve/<int:pk>/", capital.capital, name="capital"),
    path("von-ve/<int:pk>/buoc/", capital.capital_step, name="capital_step"),
    path("von-thu-hoi/", capital.recovered, name="recovered"),
    path("von-thu-hoi/<int:pk>/dao/", capital.release_reverse, name="release_reverse"),
    path("kinh-phi/", budget.budget, name="budget"),
    path("kinh-phi/xlsx/", budget.budget_xlsx, name="budget_xlsx"),
    path("so-cai/", budget.journal, name="journal"),
    path("so-cai/thang/", months.months, name="months"),
    path("so-cai/thang/<int:year>/<int:month>/buoc/", months.month_step, name="month_step"),
    path("chinh-sach/", budget.policies, name="policies"),
]
