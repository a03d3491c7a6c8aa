"""Addresses of the registrations app; each name stands in the access table."""

from django.urls import URLPattern

app_name = "registrations"
urlpatterns: list[URLPattern] = []
