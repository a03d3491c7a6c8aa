"""Kiểm tra sổ cái: everything recomputed from the entries, each difference named."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum

from lending.models import FundingSource, LoanContract, Voucher
from lending.models.ledger import (
    LARGEST_ENTRY,
    PRINCIPAL_KINDS,
    AccountKind,
    EntryKind,
    LedgerAccount,
    LedgerEntry,
    LedgerMonth,
    LedgerSeal,
)
from soctrang_loans.audit.seal import GENESIS
from soctrang_loans.organisation.clock import VIETNAM
from soctrang_loans.vietnam.dates import format_date
from soctrang_loans.vietnam.money import format_dong

from .chart import CHART
from .keys import reversal_key
from .rules import TABLES, faults
from .seals import day_digest

A = AccountKind
E = EntryKind


@dataclass(frozen=True)
class Check:
    """One thing that was checked: how many rows were looked at, and what differs, in Vietnamese."""

    name: str
    examined: int
    differences: list[str]


@dataclass
class Books:
    """The accounts as stored, and what the entries make of them.

    `flows[owner][kind]` is the net of an owner's entries of that kind, in đồng; owners are ("source", id) for what
    enters or leaves a source's capital, and ("contract", id).
    """

    accounts: dict[int, LedgerAccount]
    sums: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    flows: dict[tuple[str, int], dict[EntryKind, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    entries: int = 0
    faults: list[str] = field(default_factory=list)


def verify() -> list[Check]:
    """Check the whole ledger as it stands at one moment, and the guards of its database; nothing is changed."""
    missing = faults(transaction.get_connection())
    return [Check("Quy tắc trong cơ sở dữ liệu", len(TABLES), missing), *verify_books()]


def verify_books() -> list[Check]:
    """Check what the ledger's tables hold at one moment, whatever guards them."""
    with _one_moment():
        books = _read_books()
        return [
            Check("Từng bút toán", books.entries, books.faults),
            *[Check(name, *check(books)) for name, check in CHECKS.items()],
        ]


@contextmanager
def _one_moment() -> Iterator[None]:
    connection = transaction.get_connection()
    fresh = not connection.in_atomic_block
    with transaction.atomic():
        if fresh and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _read_books() -> Books:
    books = Books({account.pk: account for account in LedgerAccount.objects.all()})
    for entry in LedgerEntry.objects.order_by("id").iterator(chunk_size=5_000):
        books.entries += 1
        found = list(_entry_faults(books, entry))
        books.faults += [f"Bút toán {entry} (số {entry.pk}): {fault}" for fault in found]
        debit, credit = books.accounts.get(entry.debit_id), books.accounts.get(entry.credit_id)
        if type(entry.amount) is not int or debit is None or credit is None:
            continue
        books.sums[debit.pk] += debit.sign * entry.amount
        books.sums[credit.pk] -= credit.sign * entry.amount
        _add_flows(books, entry, debit, credit)
    return books


def _entry_faults(books: Books, entry: LedgerEntry) -> Iterator[str]:
    if type(entry.amount) is not int or not 0 < entry.amount <= LARGEST_ENTRY:
        yield f"số tiền {entry.amount!r} không hợp lệ"
    if entry.debit_id == entry.credit_id:
        yield "ghi nợ và ghi có cùng một tài khoản"
    if entry.booked_on != entry.booked_at.astimezone(VIETNAM).date():
        yield f"ngày ghi sổ {entry.booked_on} khác thời điểm ghi sổ"
    if entry.value_date > entry.booked_on:
        yield f"ngày giá trị {format_date(entry.value_date)} sau ngày ghi sổ"
    debit, credit = books.accounts.get(entry.debit_id), books.accounts.get(entry.credit_id)
    if debit is None or credit is None:
        yield "tài khoản không tồn tại"
        return
    if (debit.source_id, debit.budget_line_id) != (credit.source_id, credit.budget_line_id):
        yield f"nối hai nguồn vốn: {debit} và {credit}"
    pair = (debit.kind, credit.kind) if entry.reverses_id is None else (credit.kind, debit.kind)
    if entry.kind not in E.values or pair not in CHART[E(entry.kind)]:
        yield f"nghiệp vụ {entry.kind} không nối {debit} với {credit}"


def _add_flows(books: Books, entry: LedgerEntry, debit: LedgerAccount, credit: LedgerAccount) -> None:
    if entry.kind not in E.values:
        return
    kind = E(entry.kind)
    amount = entry.amount if entry.reverses_id is None else -entry.amount
    # Of kinds that reach further, only the leg that reaches lendable capital counts for the source.
    if debit.source_id and (kind not in (E.OPENING, E.INTEREST_SPLIT) or A.AVAILABLE in (debit.kind, credit.kind)):
        books.flows["source", debit.source_id][kind] += amount
    if kind == E.COLLECTION_MOVED:
        # From one contract's principal to another's; a reversal has its sides exchanged already.
        for account, moved in ((debit, entry.amount), (credit, -entry.amount)):
            if account.contract_id:
                books.flows["contract", account.contract_id][kind] += moved
        return
    if kind == E.OPENING and not {debit.kind, credit.kind} & set(PRINCIPAL_KINDS):
        return
    for contract_id in {debit.contract_id, credit.contract_id}:
        if contract_id:
            books.flows["contract", contract_id][kind] += amount


Found = tuple[int, list[str]]


def _accounts(books: Books) -> Found:
    sources = dict(LoanContract.objects.values_list("pk", "source_id"))
    movers = {account.moved_by for account in books.accounts.values() if account.moved_by is not None}
    moved = {
        pk: (debit, credit)
        for chunk in _chunks(sorted(movers))
        for pk, debit, credit in LedgerEntry.objects.filter(pk__in=chunk).values_list("pk", "debit_id", "credit_id")
    }
    found = []
    for account in books.accounts.values():
        recomputed = books.sums.get(account.pk, 0)
        if account.balance != recomputed:
            found.append(
                f"Tài khoản {account}: số dư ghi {format_dong(account.balance)}, "
                f"tính từ bút toán {format_dong(recomputed)}, chênh {format_dong(account.balance - recomputed)}"
            )
        kind = A(account.kind) if account.kind in A.values else None
        if kind is None or account.sign != kind.sign:
            found.append(f"Tài khoản {account}: loại hoặc bên thường có sai")
        elif kind.has_floor and account.balance < 0:
            found.append(f"Tài khoản {account}: số dư âm {format_dong(account.balance)}")
        owner = account.contract_id or account.budget_line_id or account.source_id
        if account.key != f"{account.kind}:{owner}" + (f":{account.pool}" if account.pool else ""):
            found.append(f"Tài khoản {account}: mã không khớp chủ tài khoản")
        if account.contract_id and account.source_id != sources.get(account.contract_id):
            found.append(f"Tài khoản {account}: nguồn vốn khác nguồn của khế ước")
        if account.moved_by is not None and account.pk not in moved.get(account.moved_by, ()):
            found.append(f"Tài khoản {account}: bút toán gần nhất số {account.moved_by} không thuộc tài khoản này")
    return len(books.accounts), found


def _chunks(ids: list[int], size: int = 500) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _events(books: Books) -> Found:
    broken = (
        LedgerEntry.objects.order_by()
        .values("event")
        .annotate(
            lines=Count("id"),
            first=Min("line"),
            last=Max("line"),
            days=Count("value_date", distinct=True),
            times=Count("booked_at", distinct=True),
            people=Count("by", distinct=True),
            with_by=Count("by"),
            plans=Count("plan", distinct=True),
            with_plan=Count("plan"),
        )
        .filter(
            ~Q(first=1)
            | ~Q(last=F("lines"))
            | Q(days__gt=1)
            | Q(times__gt=1)
            | Q(people__gt=1)
            | Q(plans__gt=1)
            | (Q(with_by__gt=0) & ~Q(with_by=F("lines")))
            | (Q(with_plan__gt=0) & ~Q(with_plan=F("lines")))
        )
    )
    found = [f"Bút toán {each['event']}: các dòng không liền nhau hoặc không cùng phần đầu" for each in broken]
    return LedgerEntry.objects.order_by().values("event").distinct().count(), found


def _reversals(books: Books) -> Found:
    found, times, lines = [], Counter[int](), Counter[str]()
    mirrors = LedgerEntry.objects.filter(Q(reverses__isnull=False) | Q(event__startswith="reversal:"))
    for mirror in mirrors.select_related("reverses").order_by("id"):
        original = mirror.reverses
        lines[mirror.event] += 1
        if original is None or mirror.reverses_id is None:
            found.append(f"Bút toán {mirror}: không trỏ tới bút toán gốc")
            continue
        times[original.pk] += 1
        if original.reverses_id is not None:
            found.append(f"Bút toán {mirror}: đảo một bút toán đảo")
        if (
            (mirror.debit_id, mirror.credit_id) != (original.credit_id, original.debit_id)
            or (mirror.amount, mirror.kind) != (original.amount, original.kind)
            or (mirror.value_date, mirror.plan_id) != (original.value_date, original.plan_id)
            or mirror.event != reversal_key(original.event)
        ):
            found.append(f"Bút toán {mirror}: không ngược đúng bút toán gốc {original}")
    found += [f"Bút toán số {pk}: bị đảo {count} lần" for pk, count in times.items() if count > 1]
    originals = dict(
        LedgerEntry.objects.filter(event__in=[event.removeprefix("reversal:") for event in lines])
        .order_by()
        .values_list("event")
        .annotate(Count("id"))
    )
    found += [
        f"Bút toán {event}: đảo {count} dòng, bút toán gốc có {whole}"
        for event, count in lines.items()
        if count != (whole := originals.get(event.removeprefix("reversal:"), 0))
    ]
    return sum(lines.values()), found


def _vouchers(books: Books) -> Found:
    lines = LedgerEntry.objects.filter(event=OuterRef("event")).exclude(kind=E.INTEREST_ACCRUED)
    of_contract = lines.filter(
        Q(debit__contract=OuterRef("contract")) | Q(credit__contract=OuterRef("contract")),
        value_date=OuterRef("value_date"),
    )
    vouchers = Voucher.objects.all()
    found = [
        f"Chứng từ {voucher} (số {voucher.pk}): không có bút toán {voucher.event} cùng ngày giá trị"
        for voucher in vouchers.filter(~Exists(lines.filter(value_date=OuterRef("value_date"))))
    ]
    moving = vouchers.filter(kind__in=[Voucher.Kind.DISBURSEMENT, Voucher.Kind.COLLECTION])
    found += [
        f"Chứng từ {voucher} (số {voucher.pk}): bút toán {voucher.event} không thuộc khế ước {voucher.contract}"
        for voucher in moving.filter(Exists(lines), ~Exists(of_contract)).select_related("contract__dossier")
    ]
    totals = dict(
        LedgerEntry.objects.filter(Exists(Voucher.objects.filter(event=OuterRef("event"))))
        .exclude(kind=E.INTEREST_ACCRUED)
        .order_by()
        .values_list("event")
        .annotate(Sum("amount"))
    )
    found += [
        f"Chứng từ {voucher} (số {voucher.pk}): ghi {format_dong(voucher.amount)}, "
        f"sổ cái ghi {format_dong(totals[voucher.event])}"
        for voucher in vouchers.iterator(chunk_size=5_000)
        if totals.get(voucher.event, voucher.amount) != voucher.amount
    ]
    return vouchers.count(), found


def _held(books: Books, *kinds: AccountKind) -> dict[tuple[str, int], int]:
    """Stored balances of those kinds by source and by contract."""
    held: dict[tuple[str, int], int] = defaultdict(int)
    for account in books.accounts.values():
        if account.kind in kinds:
            for owner, pk in (("source", account.source_id), ("contract", account.contract_id)):
                if pk is not None:
                    held[owner, pk] += account.balance
    return held


def _sources(books: Books) -> Found:
    """available + recovered_waiting + committed = what came in − what went out, per source."""
    held = _held(books, A.AVAILABLE, A.RECOVERED_WAITING, A.COMMITTED)
    found = []
    sources = FundingSource.objects.all()
    for source in sources:
        flow = books.flows["source", source.pk]
        expected = (
            flow[E.CAPITAL_RECEIVED]
            + flow[E.OPENING]
            + flow[E.INTEREST_SPLIT]
            + flow[E.PRINCIPAL_COLLECTED]
            + flow[E.LATE_RECOVERY]
            + flow[E.RESERVE_COMPENSATION]
            - flow[E.CAPITAL_WITHDRAWN]
            - flow[E.DISBURSEMENT]
        )
        if (actual := held["source", source.pk]) != expected:
            found.append(
                f"{source}: khả dụng + chờ cho vay lại + đã phê duyệt = {format_dong(actual)}, "
                f"vốn vào trừ vốn ra = {format_dong(expected)}"
            )
    return len(sources), found


def _contracts(books: Books) -> Found:
    """Per contract: what is committed, outstanding and held over follows from what was posted."""
    committed, outstanding = _held(books, A.COMMITTED), _held(books, *PRINCIPAL_KINDS)
    clearing, unapplied = _held(books, A.CLEARING), _held(books, A.UNAPPLIED)
    found = []
    contracts = LoanContract.objects.filter(accounts__isnull=False).distinct().select_related("dossier")
    count = 0
    for contract in contracts.iterator(chunk_size=2_000):
        count += 1
        owner = ("contract", contract.pk)
        flow = books.flows[owner]
        approved = flow[E.APPROVAL]
        for label, actual, expected in (
            ("mức phê duyệt", contract.approved_amount, approved or contract.approved_amount),
            (
                "đã phê duyệt, chưa giải ngân",
                committed[owner],
                approved - flow[E.APPROVAL_RELEASED] - flow[E.DISBURSEMENT],
            ),
            (
                "dư nợ gốc",
                outstanding[owner],
                flow[E.OPENING]
                + flow[E.DISBURSEMENT]
                + flow[E.COLLECTION_MOVED]
                - flow[E.PRINCIPAL_COLLECTED]
                - flow[E.PRINCIPAL_WRITTEN_OFF],
            ),
            ("tiền thu thừa", clearing[owner], unapplied[owner]),
        ):
            if actual != expected:
                found.append(
                    f"Khế ước {contract}: {label} {format_dong(actual)}, tính từ bút toán {format_dong(expected)}"
                )
    return count, found


def _province(books: Books) -> Found:
    """Debit balances = credit balances, and the contracts together owe what the sources together have lent."""
    debit = sum(account.balance for account in books.accounts.values() if account.sign == 1)
    credit = sum(account.balance for account in books.accounts.values() if account.sign == -1)
    found = []
    if debit != credit:
        found.append(f"Toàn tỉnh: tổng dư nợ tài khoản {format_dong(debit)}, tổng dư có {format_dong(credit)}")
    by_account = _held(books, *PRINCIPAL_KINDS)
    by_contract: dict[int, int] = defaultdict(int)
    for contract_id, source_id in LoanContract.objects.values_list("pk", "source_id"):
        by_contract[source_id] += by_account.get(("contract", contract_id), 0)
    sources = FundingSource.objects.all()
    found += [
        f"{source}: dư nợ theo khế ước {format_dong(by_contract[source.pk])}, "
        f"theo nguồn vốn {format_dong(by_account['source', source.pk])}"
        for source in sources
        if by_contract[source.pk] != by_account["source", source.pk]
    ]
    return 1 + len(sources), found


def _months(books: Books) -> Found:
    locked = LedgerMonth.objects.filter(state=LedgerMonth.State.LOCKED)
    found = [
        f"Bút toán {entry} (số {entry.pk}): ghi vào {month} sau khi khóa"
        for month in locked
        for entry in LedgerEntry.objects.filter(
            booked_on__year=month.year, booked_on__month=month.month, booked_at__gt=month.locked_at
        )
    ]
    return len(locked), found


def _seals(books: Books) -> Found:
    found = []
    previous = GENESIS
    seals = list(LedgerSeal.objects.order_by("day"))
    for seal in seals:
        name = f"Niêm phong ngày {format_date(seal.day)}"
        if seal.previous != previous:
            found.append(f"{name}: không nối tiếp niêm phong trước")
        value, count, last_id = day_digest(seal.day, seal.previous)
        if (count, last_id) != (seal.entry_count, seal.last_entry_id):
            found.append(
                f"{name}: ghi {seal.entry_count} bút toán đến số {seal.last_entry_id}, sổ có {count} đến số {last_id}"
            )
        if value != seal.digest:
            found.append(f"{name}: mã niêm phong không khớp các bút toán của ngày")
        previous = seal.digest
    if seals:
        missed = (
            LedgerEntry.objects.filter(booked_on__lte=seals[-1].day)
            .exclude(booked_on__in=[seal.day for seal in seals])
            .order_by("booked_on")
            .values_list("booked_on", flat=True)
            .distinct()
        )
        found += [f"Ngày {format_date(day)}: có bút toán nhưng không có niêm phong" for day in missed]
    return len(seals), found


CHECKS: dict[str, Callable[[Books], Found]] = {
    "Các dòng của bút toán": _events,
    "Bút toán đảo": _reversals,
    "Tài khoản và số dư": _accounts,
    "Chứng từ": _vouchers,
    "Cân đối từng nguồn vốn": _sources,
    "Cân đối từng khế ước": _contracts,
    "Cân đối toàn tỉnh": _province,
    "Tháng đã khóa": _months,
    "Niêm phong ngày": _seals,
}
