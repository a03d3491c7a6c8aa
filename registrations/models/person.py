"""A person; what somebody declared in one year is the registration."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from soctrang_loans.organisation.models import User

from .vocabulary import EthnicGroup

models.CharField.register_lookup(Length)


class Sex(models.TextChoices):
    MALE = "M", "Nam"
    FEMALE = "F", "Nữ"


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """People with a registration that the user may see."""
        from .registration import Registration

        return self.filter(pk__in=Registration.objects.visible_to(user).values("person_id"))


class Person(models.Model):
    """One resident, known by the personal identification number (12 digits; Luật Căn cước)."""

    cccd = models.CharField("số định danh cá nhân / CCCD", max_length=12, unique=True)
    full_name = models.CharField("họ và tên", max_length=100)
    name_search = models.CharField(max_length=100, db_index=True, editable=False)
    name_sort = models.CharField(max_length=400, editable=False)
    date_of_birth = models.DateField("ngày sinh")
    sex = models.CharField("giới tính", max_length=1, choices=Sex)
    ethnic_group = models.ForeignKey(EthnicGroup, verbose_name="dân tộc", on_delete=models.PROTECT)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "người đăng ký"
        verbose_name_plural = "người đăng ký"
        ordering = ["name_sort", "id"]
        constraints = [
            models.CheckConstraint(name="person_cccd_12", condition=Q(cccd__length=12)),
        ]

    def __str__(self) -> str:
        return self.full_name
