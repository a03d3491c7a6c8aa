"""App configuration."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "soctrang_loans.organisation"
    label = "organisation"
    verbose_name = "Tổ chức và địa bàn"
