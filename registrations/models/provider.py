"""Who sends people abroad: licensed enterprises, study-abroad consultants, foreign schools and public bodies."""

from django.db import models


class Provider(models.Model):
    """An enterprise licensed under Luật 69/2020/QH14, a consultant certified by Sở GD&ĐT, or another body."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", "Doanh nghiệp đưa người lao động đi làm việc ở nước ngoài"
        CONSULTANT = "consultant", "Tổ chức tư vấn du học"
        SCHOOL = "school", "Trường, cơ sở đào tạo ở nước ngoài"
        PUBLIC_BODY = "public_body", "Đơn vị sự nghiệp công lập"

    kind = models.CharField("loại", max_length=15, choices=Kind)
    name = models.CharField("tên", max_length=250, unique=True)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True)
    licence_number = models.CharField("số giấy phép / giấy chứng nhận", max_length=60, blank=True)
    licence_date = models.DateField("ngày cấp", null=True, blank=True)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    bank_account = models.CharField("số tài khoản", max_length=30, blank=True)
    bank_name = models.CharField("tại ngân hàng", max_length=150, blank=True)
    is_active = models.BooleanField("đang giới thiệu đến địa phương", default=True)

    class Meta:
        verbose_name = "doanh nghiệp, tổ chức"
        verbose_name_plural = "doanh nghiệp, tổ chức"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
