"""What invented residents declare on their Giấy đăng ký."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from registrations.actions.registration import BeneficiaryData, RegistrationData
from registrations.models import BeneficiaryGroup, EthnicGroup, Market, Programme, Provider
from soctrang_loans.organisation.models import AdministrativeUnit

from .invented import invent

# Market, programme, weight, months, cost range in million đồng, trade.
WISHES = (
    ("JP", "JP-TTS", 34, 36, (90, 130), "Chế biến thực phẩm"),
    ("JP", "JP-KNDD", 10, 60, (60, 110), "Nông nghiệp"),
    ("TW", "TW-CX", 22, 36, (70, 130), "Công nhân nhà máy"),
    ("KR", "KR-EPS", 9, 58, (100, 125), "Sản xuất chế tạo"),
    ("KR", "KR-TV", 5, 12, (25, 45), "Nông nghiệp thời vụ"),
    ("JP", "JP-DH", 9, 24, (150, 220), "Tiếng Nhật, điều dưỡng"),
    ("DE", "DE-AUS", 5, 36, (180, 280), "Du học nghề điều dưỡng"),
    ("KR", "KR-DH", 6, 24, (180, 300), "Tiếng Hàn, cơ khí"),
)
HAMLETS = ("Phụng An", "Trường Thọ", "Hòa Lời", "Bưng Sa", "Mỹ Thạnh", "An Ninh")
LANGUAGES = {"JP": "Tiếng Nhật N5", "TW": "Tiếng Hoa sơ cấp", "KR": "Tiếng Hàn sơ cấp", "DE": "Tiếng Đức A2"}
INVENTED_PROVIDERS = (
    ("enterprise", "Công ty TNHH Cung ứng nhân lực Sao Biển (hư cấu)", "901/LĐTBXH-GP"),
    ("enterprise", "Công ty cổ phần Hợp tác lao động Phù Sa (hư cấu)", "902/LĐTBXH-GP"),
    ("enterprise", "Công ty cổ phần Nhân lực Cánh Cò (hư cấu)", "903/LĐTBXH-GP"),
    ("public_body", "Trung tâm Lao động ngoài nước (chương trình EPS)", ""),
    ("consultant", "Công ty tư vấn du học Hoa Sen Vàng (hư cấu)", "12/GCN-SGDĐT"),
    ("consultant", "Công ty tư vấn du học Bến Ninh Kiều (hư cấu)", "15/GCN-SGDĐT"),
)


@dataclass(frozen=True)
class Vocabulary:
    """Reference rows read once for the whole year."""

    ethnic: dict[str, EthnicGroup]
    groups: dict[str, BeneficiaryGroup]
    markets: dict[str, Market]
    programmes: dict[str, Programme]
    workers_providers: list[Provider]
    students_providers: list[Provider]

    @classmethod
    def read(cls) -> "Vocabulary":
        """From the database."""
        return cls(
            ethnic={group.code: group for group in EthnicGroup.objects.all()},
            groups={group.code: group for group in BeneficiaryGroup.objects.all()},
            markets={market.code: market for market in Market.objects.all()},
            programmes={programme.code: programme for programme in Programme.objects.select_related("market")},
            workers_providers=list(Provider.objects.filter(kind__in=("enterprise", "public_body"))),
            students_providers=list(Provider.objects.filter(kind="consultant")),
        )

    def providers(self, kind: str) -> list[Provider]:
        """Who sends people of that kind abroad."""
        return self.students_providers if kind == "student" else self.workers_providers


def beneficiary_codes(random: Random, ethnic_code: str) -> list[str]:
    """Groups as the province's people belong to them; 14 (other) when to none."""
    codes = random.choices(([], ["1"], ["2"], ["4"], ["9"], ["8"]), (52, 6, 13, 5, 8, 16))[0]
    codes = [*codes, "3"] if ethnic_code != "01" else list(codes)
    return codes or ["14"]


def declare(
    random: Random, serial: int, *, commune: AdministrativeUnit, received_on: date, words: Vocabulary
) -> RegistrationData:
    """A complete declaration of one invented resident of the commune."""
    person = invent(random, serial)
    wish = random.choices(WISHES, [wish[2] for wish in WISHES])[0]
    market, programme, _, months, (low, high), trade = wish
    kind = "student" if words.programmes[programme].for_students else "worker"
    wants_loan = random.random() < 0.72
    amount = min(random.randint(low, high), 150) * 1_000_000
    paper_date = received_on - timedelta(days=random.randint(0, 2))
    hamlet = f"{'Ấp' if commune.type_label == 'Xã' else 'Khóm'} {random.choice(HAMLETS)}"
    address = f"Số {random.randint(2, 340)}, tổ {random.randint(1, 14)}"
    relative = invent(random, (serial + 500) % 999 + 1, youngest=42, oldest=60)
    # A chair of their own, whatever else the year draws.
    chair = invent(Random(int(commune.code)), 1, youngest=40, oldest=55).full_name  # noqa: S311 — invented people
    schooling, grade = random.choice((("lower_secondary", 9), ("upper_secondary", 12), ("upper_secondary", 12)))
    return RegistrationData(
        cccd=person.cccd,
        full_name=person.full_name,
        date_of_birth=person.date_of_birth,
        sex=person.sex,
        ethnic_group=words.ethnic[person.ethnic_code],
        commune=commune,
        kind=kind,
        paper_date=paper_date,
        received_on=received_on,
        id_issued_on=date(2021, random.randint(3, 12), random.randint(1, 28)),
        id_issued_by="Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        hamlet=hamlet,
        permanent_address=address,
        current_address=address,
        phone=person.phone,
        contact_name=relative.full_name,
        contact_relation="Mẹ" if relative.sex == "F" else "Cha",
        contact_phone=relative.phone,
        payer_name=relative.full_name,
        payer_relation="Mẹ" if relative.sex == "F" else "Cha",
        payer_phone=relative.phone,
        marital_status=random.choice(("single", "single", "married")),
        schooling=schooling,
        grade=grade,
        qualification=random.choices(("none", "elementary", "intermediate", "college"), (60, 18, 14, 8))[0],
        languages=random.choice((LANGUAGES[market], "Chưa có")),
        occupation=random.choice(("Làm ruộng", "Công nhân", "Phụ việc", "Chưa có việc làm")),
        market_first=words.markets[market],
        programme=words.programmes[programme],
        trade=trade,
        intended_months=months,
        intended_departure=received_on + timedelta(days=random.randint(90, 240)),
        needs_orientation=True,
        needs_language=random.random() < 0.7,
        needs_vocational=random.random() < 0.4,
        wants_loan=wants_loan,
        loan_amount=amount if wants_loan else None,
        loan_purpose="Chi phí đi làm việc ở nước ngoài" if kind == "worker" else "Học phí, chi phí du học",
        loan_months=months if wants_loan else None,
        heard_from=random.choice(("Cộng tác viên", "Đài truyền thanh", "Zalo", "Phiên giao dịch việc làm")),
        declares_truth=True,
        consents_processing=True,
        confirmation_number=f"{serial:02d}/XN-UBND",
        confirmation_date=received_on,
        confirmation_signer=f"{chair}, Chủ tịch",
        beneficiaries=tuple(
            BeneficiaryData(
                group=words.groups[code],
                evidence_kind="" if code in ("3", "14") else "Giấy xác nhận của UBND cấp xã",
                evidence_number="" if code in ("3", "14") else f"{serial}/XN",
            )
            for code in beneficiary_codes(random, person.ethnic_code)
        ),
    )
