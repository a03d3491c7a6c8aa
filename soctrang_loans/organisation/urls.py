"""Addresses of accounts, agencies and territory; each name stands in the access table."""

from django.urls import path

from .views import postings, reference, session, users

urlpatterns = [
    path("dang-nhap/", session.login, name="login"),
    path("dang-xuat/", session.logout, name="logout"),
    path("doi-mat-khau/", session.password_change, name="password_change"),
    path("vai-tro/", session.acting_posting_choose, name="acting_posting_choose"),
    path("quan-tri/nguoi-dung/", users.user_list, name="user_list"),
    path("quan-tri/nguoi-dung/<int:pk>/", users.user_detail, name="user_detail"),
    path("quan-tri/nguoi-dung/<int:pk>/sua/", users.user_edit, name="user_edit"),
    path("quan-tri/nguoi-dung/<int:pk>/mat-khau/", users.user_reset_password, name="user_reset_password"),
    path("quan-tri/nguoi-dung/<int:pk>/ngung/", users.user_deactivate, name="user_deactivate"),
    path("quan-tri/nguoi-dung/<int:pk>/mo-lai/", users.user_reactivate, name="user_reactivate"),
    path("quan-tri/nguoi-dung/<int:pk>/phan-cong/", postings.posting_give, name="posting_give"),
    path("quan-tri/phan-cong/<int:pk>/ket-thuc/", postings.posting_end, name="posting_end"),
    path("quan-tri/co-quan/", reference.agency_list, name="agency_list"),
    path("quan-tri/co-quan/<int:pk>/", reference.agency_detail, name="agency_detail"),
    path("quan-tri/co-quan/<int:pk>/nguoi-dung-moi/", users.user_create, name="user_create"),
    path("uy-quyen/", postings.cover_list, name="cover_list"),
    path("uy-quyen/phan-cong/<int:pk>/", postings.cover_grant, name="cover_grant"),
    path("danh-muc/don-vi-hanh-chinh/", reference.unit_list, name="unit_list"),
    path("danh-muc/ngay-nghi/", reference.holiday_list, name="holiday_list"),
]
