"""Addresses of the registrations app; each name stands in the access table."""

from django.urls import path

from .views import journey, monthly_list, providers, registration, registration_lists, targets

app_name = "registrations"
urlpatterns = [
    path("dang-ky/", registration_lists.registration_list, name="list"),
    path("dang-ky/nhap/", registration.create, name="create"),
    path("dang-ky/cho-xem-xet/", registration_lists.review, name="review"),
    path("dang-ky/tai-ve/", registration_lists.export, name="export"),
    path("dang-ky/xa-phuong/", registration_lists.communes, name="communes"),
    path("dang-ky/chuong-trinh/", registration_lists.programmes, name="programmes"),
    path("dang-ky/<int:pk>/", registration.detail, name="detail"),
    path("dang-ky/<int:pk>/sua/", registration.edit, name="edit"),
    path("dang-ky/<int:pk>/buoc/", registration.transition, name="transition"),
    path("dang-ky/<int:pk>/day-du/", registration.reveal, name="reveal"),
    path("dang-ky/<int:pk>/pdf/", registration.pdf, name="pdf"),
    path("danh-sach/", monthly_list.lists, name="lists"),
    path("danh-sach/mo/", monthly_list.list_open, name="list_open"),
    path("danh-sach/<int:pk>/", monthly_list.list_detail, name="list_detail"),
    path("danh-sach/<int:pk>/buoc/", monthly_list.list_transition, name="list_transition"),
    path("danh-sach/<int:pk>/gui/", monthly_list.list_submit, name="list_submit"),
    path("danh-sach/<int:pk>/bien-nhan/", monthly_list.list_receipt, name="list_receipt"),
    path("danh-sach/<int:pk>/xlsx/", monthly_list.list_xlsx, name="list_xlsx"),
    path("danh-sach/<int:pk>/pdf/", monthly_list.list_pdf, name="list_pdf"),
    path("duong-di/", journey.journeys, name="journeys"),
    path("duong-di/<int:pk>/", journey.journey_detail, name="journey_detail"),
    path("duong-di/<int:pk>/trung-tuyen/", journey.journey_selection, name="journey_selection"),
    path("duong-di/<int:pk>/hop-dong/", journey.journey_contract, name="journey_contract"),
    path("duong-di/<int:pk>/xuat-canh/", journey.journey_departure, name="journey_departure"),
    path("doanh-nghiep/", providers.providers, name="providers"),
    path("doanh-nghiep/them/", providers.provider_add, name="provider_add"),
    path("doanh-nghiep/<int:pk>/", providers.provider_edit, name="provider_edit"),
    path("chi-tieu/", targets.targets, name="targets"),
    path("chi-tieu/sua/", targets.targets_edit, name="targets_edit"),
]
