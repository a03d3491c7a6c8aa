"""Addresses of the reporting app; each name stands in the access table."""

from django.urls import path, re_path

from .views import obligations, province, reports

app_name = "reporting"
urlpatterns = [
    path("bao-cao/nghia-vu/", obligations.obligations, name="obligations"),
    path("bao-cao/nghia-vu/<int:pk>/", obligations.obligation, name="obligation"),
    path("bao-cao/nghia-vu/<int:pk>/gui/", obligations.obligation_submit, name="obligation_submit"),
    path("bao-cao/nghia-vu/<int:pk>/gia-han/", obligations.obligation_extend, name="obligation_extend"),
    path("bao-cao/nghia-vu/<int:pk>/xu-ly/", obligations.obligation_move, name="obligation_move"),
    path("bao-cao/toan-tinh/", province.dashboard, name="dashboard"),
    path("bao-cao/thang/", reports.reports, name="reports"),
    path("bao-cao/thang/lap/", reports.report_request, name="report_request"),
    path("bao-cao/thang/<int:pk>/tien-do/", reports.report_progress, name="report_progress"),
    re_path(r"^bao-cao/thang/(?P<pk>\d+)/(?P<suffix>pdf|xlsx)/$", reports.report_file, name="report_file"),
]
