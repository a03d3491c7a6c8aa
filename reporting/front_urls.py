"""The portal's front door, without a namespace: home, the probes, the demo's clock."""

from django.urls import path

from .views import demo_clock, health, home

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("ban-thu/ngay-hom-sau/", demo_clock.next_day, name="demo_next_day"),
]
