"""Invented residents: names as Kinh, Khmer and Hoa families of the province bear them, numbers that nobody has."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

FAMILIES = {
    "01": ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Phan", "Hồ", "Ngô", "Dương", "Đỗ", "Cao"),
    "05": ("Thạch", "Sơn", "Danh", "Kim", "Lâm", "Lý", "Châu", "Kiên", "Triệu", "Liêu", "Đào"),
    "04": ("Quách", "Trịnh", "Mã", "Ong", "Tăng", "Vương", "Trầm", "Lưu", "Hứa"),
}
MIDDLE = {
    "M": ("Văn", "Minh", "Hoàng", "Thanh", "Quốc", "Hữu", "Tấn"),
    "F": ("Thị", "Ngọc", "Kim", "Mỹ", "Thị Mỹ", "Thu"),
}
GIVEN = {
    "M": ("An", "Bảo", "Cường", "Dũng", "Đạt", "Hải", "Hiếu", "Khang", "Kiệt", "Lộc", "Nam", "Nghĩa", "Phát", "Phúc",
          "Quân", "Sang", "Tài", "Thịnh", "Tiến", "Trung", "Vinh", "Xuyên"),
    "F": ("Anh", "Bích", "Châu", "Diễm", "Dung", "Giang", "Hân", "Hạnh", "Hương", "Lan", "Linh", "Loan", "Mai", "My",
          "Ngân", "Nhi", "Oanh", "Phượng", "Quyên", "Thảo", "Trâm", "Tuyền", "Vy", "Yến"),
}  # fmt: skip
KHMER_GIVEN = {
    "M": ("Sô Phi", "Sa Rươl", "Đa Ra", "Thi Đa", "Rít Thi"),
    "F": ("Sa Rinh", "Sô Thia", "Na Ri", "Sa Quen"),
}


@dataclass(frozen=True)
class InventedPerson:
    """What identifies somebody who does not exist."""

    cccd: str
    full_name: str
    date_of_birth: date
    sex: str
    ethnic_code: str
    phone: str


def invent(random: Random, serial: int, *, youngest: int = 20, oldest: int = 34, year: int = 2024) -> InventedPerson:
    """One person; `serial` (1–999) makes the number and phone unique. The tail 000xxx marks an invented number."""
    sex = random.choice("MMFF" + "M")
    ethnic = random.choices(("01", "05", "04"), (62, 31, 7))[0]
    born = date(year - random.randint(youngest, oldest), 1, 1) + timedelta(days=random.randrange(0, 240))
    century = (2 if born.year >= 2000 else 0) + (sex == "F")
    khmer_name = ethnic == "05" and random.random() < 0.4
    given = random.choice(KHMER_GIVEN[sex] if khmer_name else GIVEN[sex])
    middle = "" if khmer_name and random.random() < 0.5 else random.choice(MIDDLE[sex])
    name = " ".join(part for part in (random.choice(FAMILIES[ethnic]), middle, given) if part)
    return InventedPerson(
        cccd=f"094{century}{born.year % 100:02d}000{serial:03d}",
        full_name=name,
        date_of_birth=born,
        sex=sex,
        ethnic_code=ethnic,
        phone=f"0900000{serial:03d}",
    )
