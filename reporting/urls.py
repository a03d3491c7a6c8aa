"""Addresses of the reporting app; each name stands in the access table."""

from django.urls import URLPattern

app_name = "reporting"
urlpatterns: list[URLPattern] = []
