"""What the database says when it refuses, as the rule's name and as a Vietnamese sentence."""

from django.db import DatabaseError, IntegrityError

from lending.models.ledger import AccountKind, LedgerAccount, LedgerEntry, LedgerMonth, LedgerSeal
from soctrang_loans.organisation.refusal import Refused

RELOAD = "Hãy tải lại trang và thử lại; nếu vẫn gặp, hãy báo quản trị hệ thống."
FINAL = "Hãy ghi bút toán đảo rồi ghi lại cho đúng."
# One sentence on what is wrong, one on how to mend it. Floors (`<kind>_not_negative`) are worded by `floor_sentence`.
SENTENCES = {
    "ledger_entry_insert_only": f"Bút toán đã ghi sổ không sửa, không xóa được. {FINAL}",
    "ledger_entry_event_line_unique": "Chứng từ này đã được ghi sổ. Hãy tải lại trang để xem bút toán đã có.",
    "ledger_entry_event_named": f"Bút toán không có khóa hoặc số dòng hợp lệ. {RELOAD}",
    "ledger_entry_amount": "Số tiền ghi sổ phải là số nguyên đồng lớn hơn 0. Hãy sửa lại số tiền.",
    "ledger_entry_dates": "Ngày của bút toán không hợp lệ. Hãy sửa lại ngày.",
    "ledger_entry_value_date": "Ngày giá trị không được sau ngày ghi sổ. Hãy chọn ngày từ hôm nay trở về trước.",
    "ledger_entry_sealed_day": "Sổ của ngày này đã niêm phong. Hãy gửi lại để ghi vào ngày đang mở.",
    "ledger_entry_locked_month": "Tháng sổ cái này đã khóa. Hãy ghi vào tháng đang mở với đúng ngày giá trị.",
    "ledger_entry_lines": f"Các dòng của một bút toán phải được ghi cùng một lần. {RELOAD}",
    "ledger_entry_two_accounts": f"Tài khoản ghi nợ và ghi có phải khác nhau. {RELOAD}",
    "ledger_entry_accounts_exist": f"Tài khoản của bút toán không tồn tại. {RELOAD}",
    "ledger_entry_one_source": "Một bút toán không được nối hai nguồn vốn. Hãy chọn lại nguồn vốn của khế ước.",
    "ledger_entry_id": f"Bút toán phải được ghi theo thứ tự sổ. {RELOAD}",
    "ledger_entry_reversal_reason": "Bút toán đảo phải có lý do. Hãy ghi rõ lý do rồi gửi lại.",
    "ledger_entry_reversed_once": "Bút toán này đã được đảo. Hãy tải lại trang để xem số liệu mới.",
    "ledger_entry_reversal_not_reversed": "Bút toán đảo không đảo lại được. Hãy ghi lại bằng chứng từ mới.",
    "ledger_entry_mirror": f"Bút toán đảo phải ngược đúng bút toán gốc. {RELOAD}",
    "ledger_account_key_unique": f"Tài khoản sổ cái này đã có. {RELOAD}",
    "ledger_account_opens_empty": f"Tài khoản sổ cái mở với số dư 0. {RELOAD}",
    "ledger_account_key": f"Mã tài khoản không khớp chủ tài khoản. {RELOAD}",
    "ledger_account_sign": f"Bên thường có của tài khoản không đúng. {RELOAD}",
    "ledger_account_owner": f"Chủ của tài khoản sổ cái không đúng loại. {RELOAD}",
    "ledger_account_pool": f"Phần vốn của tài khoản không đúng loại. {RELOAD}",
    "ledger_account_moved_by_entries": "Số dư chỉ thay đổi khi ghi bút toán. Hãy lập chứng từ để ghi sổ.",
    "ledger_account_kept": "Tài khoản sổ cái không xóa được. Hãy giữ nguyên tài khoản.",
    "ledger_month_unique": "Tháng sổ cái này đã có. Hãy tải lại trang.",
    "ledger_month_range": "Tháng sổ cái phải từ 1 đến 12. Hãy chọn lại tháng.",
    "ledger_month_steps": "Tháng sổ cái đi từ mở sang đối chiếu rồi mới khóa. Hãy làm lần lượt từng bước.",
    "ledger_month_locked": "Tháng sổ cái đã khóa không mở lại được. Hãy ghi bổ sung vào tháng đang mở.",
    "ledger_month_locked_at": "Tháng đã khóa phải có thời điểm khóa. Hãy khóa tháng bằng chức năng của cổng.",
    "ledger_month_kept": "Tháng sổ cái không xóa được. Hãy giữ nguyên tháng này.",
    "ledger_seal_insert_only": "Niêm phong ngày không sửa, không xóa được. Hãy giữ nguyên niêm phong.",
    "ledger_seal_day_unique": "Ngày này đã được niêm phong. Hãy tải lại trang.",
    "ledger_seal_not_empty": "Ngày không có bút toán thì không niêm phong. Hãy bỏ qua ngày này.",
    "ledger_seal_order": "Các ngày phải được niêm phong theo thứ tự. Hãy niêm phong ngày trước đó trước.",
    "ledger_seal_chain": f"Niêm phong không nối tiếp niêm phong trước. {RELOAD}",
    "ledger_seal_count": f"Số bút toán của niêm phong không khớp sổ. {RELOAD}",
}
FLOORS = {f"{kind.value}_not_negative": kind for kind in AccountKind if kind.has_floor}
RULES = frozenset(SENTENCES) | frozenset(FLOORS)


def rule_of(error: BaseException) -> str | None:
    """The ledger's rule that a database error names, on either database; None for another error.

    PostgreSQL names the constraint; SQLite raises the rule's name as its text, names a CHECK, and of a UNIQUE only the
    columns.
    """
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name is None:
        text = str(error)
        name = text.removeprefix("CHECK constraint failed: ")
        if text.startswith("UNIQUE constraint failed: "):
            name = _UNIQUES.get(text.removeprefix("UNIQUE constraint failed: "))
    return name if name in RULES else None


def _uniques() -> dict[str, str]:
    found = {}
    for model in (LedgerEntry, LedgerAccount, LedgerMonth, LedgerSeal):
        for constraint in model._meta.constraints:
            names = getattr(constraint, "fields", ())
            columns = [field.column for name in names for field in model._meta.local_fields if field.name == name]
            found[", ".join(f"{model._meta.db_table}.{column}" for column in columns)] = constraint.name
    return found


_UNIQUES = _uniques()


def refusal(error: DatabaseError, *, sentence: str = "") -> Refused | None:
    """The error as a refusal, with a sentence of its own where the caller knows more; None for another error."""
    rule = rule_of(error)
    if rule is None or not isinstance(error, IntegrityError):
        return None
    return Refused(sentence or SENTENCES.get(rule) or floor_sentence(FLOORS[rule]), rule=rule)


def floor_sentence(kind: AccountKind, *, of: str = "", left: str = "", wanted: str = "") -> str:
    """Why an account would fall below zero; `left` and `wanted` are amounts as text, `of` names the owner."""
    owner = f" của {of}" if of else ""
    if not left:
        return f"{kind.label}{owner} không đủ để ghi bút toán này. Hãy kiểm tra lại số tiền."
    return f"{kind.label}{owner} chỉ còn {left}, không đủ {wanted}. Hãy giảm số tiền hoặc kiểm tra lại chứng từ."
