"""Sổ cái: accounts, entries, months and seals of the ledger (design: "The money").

Nothing here is changed by assignment. Entries are posted by `lending.ledger.posting`, which the database alone turns
into balances; its rules stand in `lending/ledger/sql`.
"""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.db.models.functions import Coalesce

from registrations.models import Plan
from soctrang_loans.audit.models import Event, InsertOnly

from .contract import LoanContract
from .funding import BudgetLine, FundingSource, Pool

# Far above any provincial budget, and low enough that sums stay within 64 bits.
LARGEST_ENTRY = 10**15


class AccountKind(models.TextChoices):
    """The chart of accounts. The value names the floor too: `<kind>_not_negative`."""

    AVAILABLE = "available", "Vốn khả dụng"
    RECOVERED_WAITING = "recovered_waiting", "Gốc đã thu, chưa đưa vào cho vay lại"
    COMMITTED = "committed", "Đã phê duyệt, chưa giải ngân"
    PRINCIPAL_CURRENT = "principal_current", "Dư nợ trong hạn"
    PRINCIPAL_OVERDUE = "principal_overdue", "Dư nợ quá hạn"
    PRINCIPAL_FROZEN = "principal_frozen", "Dư nợ khoanh"
    INTEREST_DUE = "interest_due", "Lãi đã tính, chưa thu"
    INTEREST_HELD = "interest_held", "Lãi đã thu, chờ phân bổ"
    RESERVE_CASH = "reserve_cash", "Tiền dự phòng rủi ro"
    CLEARING = "clearing", "Tiền thu thừa đã nhận"
    UNAPPLIED = "unapplied", "Tiền thu thừa chờ xử lý"
    CAPITAL_NEW = "capital_new", "Nguồn vốn cấp mới"
    CAPITAL_OPENING = "capital_opening", "Nguồn vốn số dư đầu kỳ"
    CAPITAL_SUPPLEMENT = "capital_supplement", "Nguồn vốn bổ sung từ lãi"
    RISK_RESERVE = "risk_reserve", "Dự phòng rủi ro"
    INTEREST_INCOME = "interest_income", "Thu lãi cho vay"
    INTEREST_OUT_USE = "interest_out_use", "Lãi đã phân bổ để sử dụng"
    INTEREST_OUT_BANK = "interest_out_bank", "Lãi đã chuyển ngân hàng"
    CAPITAL_LOSS = "capital_loss", "Tổn thất vốn"
    LINE_AVAILABLE = "line_available", "Kinh phí còn được sử dụng"
    LINE_SPENT = "line_spent", "Kinh phí đã sử dụng"
    LINE_ALLOTTED = "line_allotted", "Kinh phí được giao"

    @property
    def sign(self) -> int:
        """1 where a debit adds to the balance, −1 where a credit does."""
        return -1 if self in CREDIT_KINDS else 1

    @property
    def has_floor(self) -> bool:
        """Whether the database refuses a balance below zero."""
        return self not in FREE_KINDS


Kind = AccountKind
CREDIT_KINDS = frozenset(
    {
        Kind.UNAPPLIED,
        Kind.CAPITAL_NEW,
        Kind.CAPITAL_OPENING,
        Kind.CAPITAL_SUPPLEMENT,
        Kind.RISK_RESERVE,
        Kind.INTEREST_INCOME,
        Kind.LINE_ALLOTTED,
    }
)
FREE_KINDS = frozenset({Kind.INTEREST_INCOME, Kind.INTEREST_OUT_USE, Kind.INTEREST_OUT_BANK, Kind.CAPITAL_LOSS})
PRINCIPAL_KINDS = (Kind.PRINCIPAL_CURRENT, Kind.PRINCIPAL_OVERDUE, Kind.PRINCIPAL_FROZEN)
CONTRACT_KINDS = frozenset({Kind.COMMITTED, *PRINCIPAL_KINDS, Kind.INTEREST_DUE, Kind.CLEARING, Kind.UNAPPLIED})
LINE_KINDS = frozenset({Kind.LINE_AVAILABLE, Kind.LINE_SPENT, Kind.LINE_ALLOTTED})
POOL_KINDS = frozenset({Kind.AVAILABLE, Kind.COMMITTED})


def _sorted(kinds: frozenset[AccountKind]) -> list[str]:
    return sorted(kind.value for kind in kinds)


class EntryKind(models.TextChoices):
    """What an entry records. A reversal keeps the kind of what it reverses, so that a sum by kind can be net."""

    CAPITAL_RECEIVED = "capital_received", "Nhận vốn"
    OPENING = "opening", "Số dư đầu kỳ"
    CAPITAL_WITHDRAWN = "capital_withdrawn", "Rút vốn"
    APPROVAL = "approval", "Phê duyệt cho vay"
    APPROVAL_RELEASED = "approval_released", "Hủy, hết hạn phê duyệt"
    DISBURSEMENT = "disbursement", "Giải ngân"
    INTEREST_ACCRUED = "interest_accrued", "Tính lãi"
    INTEREST_COLLECTED = "interest_collected", "Thu lãi"
    PRINCIPAL_COLLECTED = "principal_collected", "Thu nợ gốc"
    RELEASED_FOR_LENDING = "released_for_lending", "Đưa vốn thu hồi vào cho vay lại"
    OVERPAYMENT_HELD = "overpayment_held", "Ghi nhận tiền thu thừa"
    OVERPAYMENT_APPLIED = "overpayment_applied", "Dùng tiền thu thừa trả nợ"
    OVERPAYMENT_REFUNDED = "overpayment_refunded", "Hoàn trả tiền thu thừa"
    DEBT_RECLASSIFIED = "debt_reclassified", "Chuyển nhóm dư nợ"
    PRINCIPAL_WRITTEN_OFF = "principal_written_off", "Xóa nợ gốc"
    RESERVE_COMPENSATION = "reserve_compensation", "Dự phòng bù đắp vốn cho vay"
    INTEREST_WAIVED = "interest_waived", "Miễn, xóa lãi"
    LATE_RECOVERY = "late_recovery", "Thu hồi sau xóa nợ"
    INTEREST_SPLIT = "interest_split", "Phân bổ lãi"
    INTEREST_PASSED_ON = "interest_passed_on", "Chuyển lãi vốn trung ương"
    LINE_ALLOTTED = "line_allotted", "Giao kinh phí"
    LINE_SPENT = "line_spent", "Sử dụng kinh phí"
    COLLECTION_MOVED = "collection_moved", "Chuyển khoản thu sang khế ước khác"


class LedgerAccount(InsertOnly):
    """One account. `balance` in đồng on the account's normal side, moved by the database when an entry is posted.

    A contract's account carries the contract's source, and an entry never joins two sources: so one contract cannot
    be fed from two. `key` is `<kind>:<owner id>[:<pool>]`.
    """

    key = models.CharField("mã tài khoản", max_length=80)
    kind = models.CharField("loại", max_length=20, choices=AccountKind)
    sign = models.SmallIntegerField("bên thường có", choices=[(1, "Nợ"), (-1, "Có")])
    source = models.ForeignKey(
        FundingSource, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="nguồn vốn"
    )
    pool = models.CharField("phần vốn", max_length=10, choices=Pool, blank=True)
    contract = models.ForeignKey(
        LoanContract, on_delete=models.PROTECT, null=True, related_name="accounts", verbose_name="khế ước"
    )
    budget_line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, null=True, related_name="accounts", verbose_name="dòng kinh phí"
    )
    balance = models.BigIntegerField("số dư (đồng)", default=0)
    # The last entry that moved the balance: how the database tells its own hand from another's.
    moved_by = models.BigIntegerField("bút toán gần nhất", null=True)

    class Meta:
        verbose_name = "tài khoản sổ cái"
        verbose_name_plural = "tài khoản sổ cái"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="ledger_account_key_unique"),
            models.CheckConstraint(
                name="ledger_account_sign",
                condition=Q(kind__in=_sorted(CREDIT_KINDS), sign=-1) | (~Q(kind__in=_sorted(CREDIT_KINDS)) & Q(sign=1)),
            ),
            models.CheckConstraint(
                name="ledger_account_owner",
                condition=Q(
                    kind__in=_sorted(CONTRACT_KINDS),
                    contract__isnull=False,
                    source__isnull=False,
                    budget_line__isnull=True,
                )
                | Q(kind__in=_sorted(LINE_KINDS), contract__isnull=True, source__isnull=True, budget_line__isnull=False)
                | (
                    ~Q(kind__in=_sorted(CONTRACT_KINDS | LINE_KINDS))
                    & Q(contract__isnull=True, source__isnull=False, budget_line__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="ledger_account_pool",
                condition=(Q(kind__in=_sorted(POOL_KINDS)) & ~Q(pool=""))
                | (~Q(kind__in=_sorted(POOL_KINDS)) & Q(pool="")),
            ),
            *[
                models.CheckConstraint(
                    name=f"{kind.value}_not_negative", condition=~Q(kind=kind.value) | Q(balance__gte=0)
                )
                for kind in AccountKind
                if kind not in FREE_KINDS
            ],
        ]
        indexes = [
            # Serves the budget page: balances of one kind by source and pool.
            models.Index(fields=["kind", "source", "pool"], name="ledger_account_by_kind"),
        ]

    def __str__(self) -> str:
        return self.key


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def until(self, value_date: date) -> Self:
        """Entries whose money had moved by the end of that day."""
        return self.filter(value_date__lte=value_date)

    def known_at(self, moment: datetime | None) -> Self:
        """Entries that the portal had booked by that moment; all of them for None."""
        return self if moment is None else self.filter(booked_at__lte=moment)

    def of_contract(self, contract: LoanContract) -> Self:
        """Entries that touch the contract's accounts."""
        return self.filter(Q(debit__contract=contract) | Q(credit__contract=contract))

    def net(self) -> int:
        """Their sum in đồng, reversals taken off."""
        return int(self.aggregate(net=NET_AMOUNT)["net"])


class LedgerEntry(InsertOnly):
    """One simple bút toán: `amount` đồng from the credited account to the debited one.

    An event is the rows that share the natural key `event`, lines 1, 2, 3 …, written by one statement. `value_date`
    is when the money moved, `booked_at` when the portal learnt of it, `booked_on` that moment's day in Vietnam.
    """

    event = models.CharField("khóa bút toán", max_length=200)
    line = models.PositiveIntegerField("dòng")
    kind = models.CharField("nghiệp vụ", max_length=24, choices=EntryKind)
    debit = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="debits", verbose_name="tài khoản ghi nợ"
    )
    credit = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="credits", verbose_name="tài khoản ghi có"
    )
    amount = models.BigIntegerField("số tiền (đồng)")
    value_date = models.DateField("ngày giá trị")
    booked_at = models.DateTimeField("ghi sổ lúc")
    booked_on = models.DateField("ngày ghi sổ")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="năm kế hoạch")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="người ghi sổ"
    )
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="reversals", verbose_name="đảo bút toán"
    )
    reason = models.CharField("lý do đảo", max_length=300, blank=True)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "bút toán"
        verbose_name_plural = "bút toán"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "line"], name="ledger_entry_event_line_unique"),
            models.UniqueConstraint(fields=["reverses"], name="ledger_entry_reversed_once"),
            models.CheckConstraint(name="ledger_entry_amount", condition=Q(amount__gt=0, amount__lte=LARGEST_ENTRY)),
            models.CheckConstraint(name="ledger_entry_two_accounts", condition=~Q(debit=F("credit"))),
            models.CheckConstraint(name="ledger_entry_event_named", condition=~Q(event="") & Q(line__gte=1)),
            models.CheckConstraint(name="ledger_entry_value_date", condition=Q(value_date__lte=F("booked_on"))),
            models.CheckConstraint(
                name="ledger_entry_reversal_reason",
                condition=Q(reverses__isnull=True, reason="") | (Q(reverses__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes = [
            # Serves the seal: a day's entries in booking order.
            models.Index(fields=["booked_on", "id"], name="ledger_entry_by_booking"),
            # Serves the figures: sums of one kind up to a value date.
            models.Index(fields=["kind", "value_date"], name="ledger_entry_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.event}/{self.line}"


# An entry's amount, negative for a reversal; and its sum, for `annotate` over entries.
SIGNED_AMOUNT = Case(When(reverses__isnull=True, then=F("amount")), default=-F("amount"))
NET_AMOUNT = Coalesce(Sum(SIGNED_AMOUNT), 0)


class LedgerMonth(models.Model):
    """A month of booking: mở → đối chiếu → khóa. Months without a row are open; the database books nothing into a
    locked one and never unlocks it."""

    class State(models.TextChoices):
        OPEN = "open", "Đang mở"
        RECONCILING = "reconciling", "Đang đối chiếu"
        LOCKED = "locked", "Đã khóa"

    year = models.PositiveSmallIntegerField("năm")
    month = models.PositiveSmallIntegerField("tháng")
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.OPEN)
    locked_at = models.DateTimeField("khóa lúc", null=True)

    class Meta:
        verbose_name = "tháng sổ cái"
        verbose_name_plural = "tháng sổ cái"
        ordering = ["-year", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["year", "month"], name="ledger_month_unique"),
            models.CheckConstraint(name="ledger_month_range", condition=Q(month__gte=1, month__lte=12)),
            models.CheckConstraint(
                name="ledger_month_locked_at",
                condition=Q(state="locked", locked_at__isnull=False)
                | (Q(state__in=["open", "reconciling"]) & Q(locked_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"Tháng {self.month:02d}/{self.year}"


class LedgerMonthEvent(Event):
    """A step in the life of a month."""

    subject = models.ForeignKey(LedgerMonth, on_delete=models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        verbose_name = "sự kiện tháng sổ cái"
        verbose_name_plural = "sự kiện tháng sổ cái"


class LedgerSeal(InsertOnly):
    """The seal of one day of booking: the chain's digest over the day's entries in id order."""

    day = models.DateField("ngày ghi sổ")
    previous = models.CharField("niêm phong trước", max_length=64)
    digest = models.CharField("mã niêm phong", max_length=64)
    entry_count = models.PositiveIntegerField("số bút toán")
    last_entry_id = models.BigIntegerField("bút toán cuối")
    sealed_at = models.DateTimeField("niêm phong lúc")

    class Meta:
        verbose_name = "niêm phong ngày"
        verbose_name_plural = "niêm phong ngày"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["day"], name="ledger_seal_day_unique"),
            models.CheckConstraint(name="ledger_seal_not_empty", condition=Q(entry_count__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Niêm phong ngày {self.day:%d/%m/%Y}"
