"""Addresses. Every name here stands in `access_table.ACCESS`; a test holds the two together."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("quan-tri-du-lieu/", admin.site.urls),
    path("", include("soctrang_loans.organisation.urls")),
    path("", include("registrations.urls")),
    path("", include("lending.urls")),
    path("", include("reporting.front_urls")),
    path("", include("reporting.urls")),
]
