"""The centre's register of those who send people abroad."""

import unicodedata
from datetime import date

from django.db import transaction

from soctrang_loans.organisation.access import require
from soctrang_loans.organisation.clock import business_date
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.people import CENTRE
from soctrang_loans.organisation.refusal import Refused

from ..models import Provider


def save_provider(
    *,
    by: User,
    kind: str,
    name: str,
    provider: Provider | None = None,
    tax_code: str = "",
    licence_number: str = "",
    licence_date: date | None = None,
    address: str = "",
    phone: str = "",
    bank_account: str = "",
    bank_name: str = "",
    is_active: bool = True,
) -> Provider:
    """Add a provider, or change the one given. Returns it as kept.

    Raises NotAllowed for others than the centre; Refused for a name that is there already, or an enterprise or
    consultant without its licence.
    """
    require(by, CENTRE)
    with transaction.atomic():
        kept = Provider.objects.select_for_update().get(pk=provider.pk) if provider else Provider()
        name = " ".join(unicodedata.normalize("NFC", name).split())
        # Compared here, since SQLite folds the case of ASCII letters only; the register is short.
        others = Provider.objects.exclude(pk=kept.pk).values_list("name", flat=True)
        if name.casefold() in {other.casefold() for other in others}:
            raise Refused(
                f"Danh bạ đã có “{name}”. Hãy mở dòng đó để sửa, không thêm lần thứ hai.",
                rule="name_once",
                field="name",
            )
        if kind in (Provider.Kind.ENTERPRISE, Provider.Kind.CONSULTANT) and not licence_number.strip():
            raise Refused(
                "Doanh nghiệp và tổ chức tư vấn phải có số giấy phép hoặc giấy chứng nhận. Hãy nhập số theo giấy.",
                rule="licence_required",
                field="licence_number",
            )
        if licence_date and licence_date > business_date():
            raise Refused(
                "Ngày cấp giấy phép ở sau hôm nay. Hãy ghi lại ngày theo giấy.", rule="in_future", field="licence_date"
            )
        kept.kind, kept.name, kept.is_active = kind, name, is_active
        kept.tax_code, kept.licence_number, kept.licence_date = tax_code.strip(), licence_number.strip(), licence_date
        kept.address, kept.phone = address.strip(), phone.strip()
        kept.bank_account, kept.bank_name = bank_account.strip(), bank_name.strip()
        kept.save()
    return kept
