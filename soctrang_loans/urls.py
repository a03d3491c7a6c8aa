"""Addresses. Every name here stands in `access_table.ACCESS`; a test holds the two together."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("quan-tri-du-lieu/", admin.site.urls),
]
