"""Giấy đăng ký (Phụ lục III, mẫu tái lập): what one person declared for one plan year (domain §3.1)."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from soctrang_loans.audit.models import Event
from soctrang_loans.organisation.models import AdministrativeUnit, Agency, User
from soctrang_loans.organisation.scope import Reach, scope_of

from .person import Person
from .plan import Plan
from .provider import Provider
from .vocabulary import BeneficiaryGroup, Market, Programme


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The registrations of the user's territory; drafts only for who enters them, students only for education.

        The bank sees a registration from its acceptance on.
        """
        scope = scope_of(user)
        if scope.reach is Reach.NOTHING or scope.agency is None:
            return self.none()
        seen = self
        if scope.reach is Reach.AREA:
            seen = seen.filter(commune_id__in=scope.unit_ids)
        if scope.reach is Reach.STUDENTS:
            seen = seen.filter(kind=Registration.Kind.STUDENT)
        if scope.agency.kind in ("bank_branch", "bank_office"):
            seen = seen.filter(status=Registration.Status.ACCEPTED)
        elif scope.agency.kind in ("labour_department", "education_department", "district_committee"):
            seen = seen.exclude(status=Registration.Status.DRAFT)
        return seen


class Registration(models.Model):
    """One Giấy đăng ký. `status` is the paper's way through review, `stage` the person's way abroad.

    A draft may be incomplete: what is missing is named by `registrations.actions.completeness` before submission.
    """

    class Kind(models.TextChoices):
        WORKER = "worker", "Đi làm việc ở nước ngoài theo hợp đồng"
        STUDENT = "student", "Du học sinh vừa học, vừa làm"

    class Status(models.TextChoices):
        DRAFT = "draft", "Đang nhập"
        SUBMITTED = "submitted", "Chờ huyện xem xét"
        RETURNED = "returned", "Huyện trả lại"
        ACCEPTED = "accepted", "Đã tiếp nhận"
        WITHDRAWN = "withdrawn", "Đã rút"

    class Stage(models.TextChoices):
        REGISTERED = "registered", "Đã đăng ký"
        LISTED = "listed", "Đã vào danh sách Phụ lục IV"
        SELECTED = "selected", "Trúng tuyển"
        CONTRACTED = "contracted", "Đã ký hợp đồng"
        DEPARTED = "departed", "Đã xuất cảnh"

    class Schooling(models.TextChoices):
        NONE = "none", "Chưa biết chữ"
        PRIMARY = "primary", "Tiểu học"
        LOWER_SECONDARY = "lower_secondary", "Trung học cơ sở"
        UPPER_SECONDARY = "upper_secondary", "Trung học phổ thông"

    class Qualification(models.TextChoices):
        NONE = "none", "Không có"
        ELEMENTARY = "elementary", "Sơ cấp / công nhân kỹ thuật"
        INTERMEDIATE = "intermediate", "Trung cấp"
        COLLEGE = "college", "Cao đẳng"
        UNIVERSITY = "university", "Đại học"
        POSTGRADUATE = "postgraduate", "Trên đại học"

    class Marital(models.TextChoices):
        SINGLE = "single", "Chưa kết hôn"
        MARRIED = "married", "Đã kết hôn"
        DIVORCED = "divorced", "Ly hôn"
        WIDOWED = "widowed", "Góa"

    class Hand(models.TextChoices):
        RIGHT = "right", "Tay phải"
        LEFT = "left", "Tay trái"

    plan = models.ForeignKey(Plan, verbose_name="kế hoạch", on_delete=models.PROTECT, related_name="registrations")
    person = models.ForeignKey(
        Person, verbose_name="người đăng ký", on_delete=models.PROTECT, related_name="registrations"
    )
    number = models.CharField("số tiếp nhận", max_length=30, null=True, blank=True, unique=True)
    form_version = models.CharField("phiên bản mẫu", max_length=20, default="tai-lap-1")
    status = models.CharField("trạng thái", max_length=12, choices=Status, default=Status.DRAFT)
    stage = models.CharField("giai đoạn", max_length=12, choices=Stage, default=Stage.REGISTERED)

    # Identity papers (rows 5–6 of domain §3.1); name, birth, sex, ethnic group and number are the person's.
    id_issued_on = models.DateField("ngày cấp CCCD", null=True, blank=True)
    id_issued_by = models.CharField("nơi cấp CCCD", max_length=150, blank=True)
    cccd_warning_reason = models.CharField("lý do số CCCD khác ngày sinh, giới tính", max_length=300, blank=True)
    religion = models.CharField("tôn giáo", max_length=60, blank=True)
    passport_number = models.CharField("số hộ chiếu", max_length=9, blank=True)
    passport_issued_on = models.DateField("ngày cấp hộ chiếu", null=True, blank=True)
    passport_expires_on = models.DateField("ngày hết hạn hộ chiếu", null=True, blank=True)

    # Residence and contact (7–10). The text keeps the address as it was written that day.
    commune = models.ForeignKey(
        AdministrativeUnit, verbose_name="xã, phường, thị trấn", on_delete=models.PROTECT, related_name="+"
    )
    hamlet = models.CharField("ấp, khóm", max_length=100, blank=True)
    permanent_address = models.CharField("nơi thường trú", max_length=300, blank=True)
    current_address = models.CharField("nơi ở hiện tại", max_length=300, blank=True)
    phone = models.CharField("điện thoại", max_length=15, blank=True)
    zalo = models.CharField("Zalo", max_length=15, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    contact_name = models.CharField("người liên hệ khi cần", max_length=100, blank=True)
    contact_relation = models.CharField("quan hệ", max_length=50, blank=True)
    contact_phone = models.CharField("điện thoại người liên hệ", max_length=15, blank=True)
    payer_name = models.CharField("người thân nhận ủy quyền trả nợ", max_length=100, blank=True)
    payer_relation = models.CharField("quan hệ với người trả nợ thay", max_length=50, blank=True)
    payer_phone = models.CharField("điện thoại người trả nợ thay", max_length=15, blank=True)

    # Family and health (11–12); health is sensitive data.
    marital_status = models.CharField("tình trạng hôn nhân", max_length=10, choices=Marital, blank=True)
    children = models.PositiveSmallIntegerField("số con", null=True, blank=True)
    height_cm = models.PositiveSmallIntegerField("chiều cao (cm)", null=True, blank=True)
    weight_kg = models.PositiveSmallIntegerField("cân nặng (kg)", null=True, blank=True)
    dominant_hand = models.CharField("tay thuận", max_length=5, choices=Hand, blank=True)
    eyesight = models.CharField("thị lực", max_length=50, blank=True)
    tattoo = models.CharField("hình xăm", max_length=100, blank=True)
    chronic_illness = models.CharField("bệnh mãn tính", max_length=200, blank=True)

    # Learning and work (13–17).
    schooling = models.CharField("trình độ học vấn", max_length=20, choices=Schooling, blank=True)
    grade = models.PositiveSmallIntegerField("lớp đã học xong (/12)", null=True, blank=True)
    qualification = models.CharField("trình độ chuyên môn kỹ thuật", max_length=15, choices=Qualification, blank=True)
    field_of_study = models.CharField("ngành nghề đã học", max_length=150, blank=True)
    school = models.CharField("trường", max_length=150, blank=True)
    languages = models.CharField("ngoại ngữ, trình độ, chứng chỉ", max_length=200, blank=True)
    occupation = models.CharField("việc làm hiện nay", max_length=150, blank=True)
    monthly_income = models.PositiveBigIntegerField("thu nhập (đồng/tháng)", null=True, blank=True)
    been_abroad = models.CharField("đã từng đi làm việc, học ở nước ngoài", max_length=300, blank=True)

    # The wish (19–23).
    kind = models.CharField("hình thức đăng ký", max_length=10, choices=Kind)
    market_first = models.ForeignKey(
        Market,
        verbose_name="thị trường nguyện vọng 1",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    market_second = models.ForeignKey(
        Market,
        verbose_name="thị trường nguyện vọng 2",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    programme = models.ForeignKey(
        Programme,
        verbose_name="chương trình",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    trade = models.CharField("ngành nghề / ngành học đăng ký", max_length=150, blank=True)
    intended_months = models.PositiveSmallIntegerField("thời hạn dự kiến (tháng)", null=True, blank=True)
    intended_departure = models.DateField("thời điểm dự kiến đi", null=True, blank=True)
    provider = models.ForeignKey(
        Provider,
        verbose_name="doanh nghiệp, đơn vị tư vấn đã chọn",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    provider_contract_number = models.CharField("số hợp đồng với doanh nghiệp", max_length=60, blank=True)
    provider_contract_date = models.DateField("ngày hợp đồng", null=True, blank=True)
    needs_orientation = models.BooleanField("cần giáo dục định hướng", default=False)
    needs_language = models.BooleanField("cần học ngoại ngữ", default=False)
    needs_vocational = models.BooleanField("cần học nghề", default=False)

    # The loan wish (24).
    wants_loan = models.BooleanField("có nhu cầu vay vốn", default=False)
    loan_amount = models.PositiveBigIntegerField("số tiền cần vay (đồng)", null=True, blank=True)
    loan_purpose = models.CharField("mục đích vay", max_length=200, blank=True)
    loan_months = models.PositiveSmallIntegerField("thời hạn vay (tháng)", null=True, blank=True)
    collateral = models.CharField("tài sản bảo đảm (nếu có)", max_length=200, blank=True)
    heard_from = models.CharField("nguồn biết thông tin", max_length=100, blank=True)

    # Commitments (26–27): ticked by the person, never by default.
    declares_truth = models.BooleanField("cam kết khai đúng sự thật", default=False)
    consents_processing = models.BooleanField("đồng ý cho xử lý dữ liệu cá nhân", default=False)
    consent_version = models.CharField("phiên bản văn bản đồng ý", max_length=20, blank=True)
    guardian_name = models.CharField("cha, mẹ, người giám hộ (dưới 18 tuổi)", max_length=100, blank=True)
    guardian_relation = models.CharField("quan hệ với người giám hộ", max_length=50, blank=True)

    # Confirmation of the commune and reception (28–29). Paper date and entry date stand side by side.
    paper_date = models.DateField("ngày ghi trên giấy")
    received_on = models.DateField("ngày tiếp nhận")
    confirmation_number = models.CharField("số xác nhận của UBND cấp xã", max_length=60, blank=True)
    confirmation_date = models.DateField("ngày xác nhận", null=True, blank=True)
    confirmation_signer = models.CharField("người ký xác nhận", max_length=150, blank=True)

    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người nhập", on_delete=models.PROTECT, related_name="+"
    )
    entered_agency = models.ForeignKey(Agency, verbose_name="cơ quan nhập", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("nhập lúc")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người gửi",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người tiếp nhận",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    accepted_at = models.DateTimeField("huyện tiếp nhận lúc", null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "giấy đăng ký"
        verbose_name_plural = "giấy đăng ký"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "plan"],
                condition=~Q(status="withdrawn"),
                name="registration_one_open_a_year",
                violation_error_message="Người này đã có giấy đăng ký đang mở trong năm kế hoạch.",
            ),
            models.CheckConstraint(
                name="registration_paper_before_receipt",
                condition=Q(paper_date__lte=F("received_on")),
                violation_error_message=(
                    "Ngày tiếp nhận phải từ ngày ghi trên giấy trở đi; hãy sửa lại một trong hai ngày."
                ),
            ),
            models.CheckConstraint(
                name="registration_loan_amount_when_wanted",
                condition=Q(wants_loan=False) | Q(loan_amount__gt=0),
                violation_error_message="Có nhu cầu vay thì phải ghi số tiền cần vay; hãy nhập số tiền bằng đồng.",
            ),
            models.CheckConstraint(
                name="registration_numbered_when_submitted",
                condition=Q(status__in=["draft", "withdrawn"]) | Q(number__isnull=False),
            ),
            models.CheckConstraint(
                name="registration_wish_when_submitted",
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(market_first__isnull=False, intended_months__isnull=False, intended_departure__isnull=False),
            ),
            models.CheckConstraint(
                name="registration_accepted_by_another",
                condition=Q(accepted_by__isnull=True)
                | (~Q(accepted_by=F("entered_by")) & ~Q(accepted_by=F("submitted_by"))),
                violation_error_message=(
                    "Người tiếp nhận phải khác người nhập và người gửi giấy đăng ký; hãy để người khác tiếp nhận."
                ),
            ),
        ]
        indexes = [
            # Serves the queue of a district and the counts of a month.
            models.Index(fields=["commune", "status", "received_on"], name="registration_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'Bản nháp'} – {self.person}"

    @property
    def home(self) -> str:
        """The place of permanent residence in one line, up from the house."""
        return ", ".join(part for part in (self.permanent_address, self.hamlet, self.commune.full_place) if part)


class RegistrationBeneficiary(models.Model):
    """A group that the registrant belongs to, with its evidence; exactly one is primary, by precedence."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="beneficiaries")
    group = models.ForeignKey(BeneficiaryGroup, on_delete=models.PROTECT, verbose_name="đối tượng")
    evidence_kind = models.CharField("giấy tờ chứng minh", max_length=150, blank=True)
    evidence_number = models.CharField("số", max_length=60, blank=True)
    evidence_date = models.DateField("ngày", null=True, blank=True)
    is_primary = models.BooleanField("đối tượng chính khi thống kê", default=False)

    class Meta:
        verbose_name = "đối tượng của người đăng ký"
        verbose_name_plural = "đối tượng của người đăng ký"
        ordering = ["group__precedence"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "group"], name="registration_group_unique"),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(is_primary=True), name="registration_one_primary_group"
            ),
        ]

    def __str__(self) -> str:
        return str(self.group)


class RegistrationEvent(Event):
    """A step in the life of a registration."""

    subject = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        verbose_name = "sự kiện của giấy đăng ký"
        verbose_name_plural = "sự kiện của giấy đăng ký"
