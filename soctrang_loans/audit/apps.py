"""App configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "soctrang_loans.audit"
    label = "audit"
    verbose_name = "Nhật ký"
