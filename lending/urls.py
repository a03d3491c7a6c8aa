"""Addresses of the lending app; each name stands in the access table."""

from django.urls import URLPattern

app_name = "lending"
urlpatterns: list[URLPattern] = []
