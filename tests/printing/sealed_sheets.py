"""Sheets in the front desk's sealed folder, as the record would lay them there."""

import uuid
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from clinic_app.domain.desk import Sheet
from clinic_app.records.desk_files import write_sheet
from clinic_app.records.sealed import SealedFolder
from tests.records.desk_bench import desk_ring

DAY = date(2026, 11, 22)


def lay_out(folder: Path, count: int, pdf: bytes = b"") -> dict[str, str]:
    """Sealed sheets of as many visits, and the sum of each by its call number. Without a PDF each has its own."""
    out, sums = SealedFolder(folder, "desk", "out", desk_ring().ring), {}
    for number in range(1, count + 1):
        content = pdf or f"%PDF-1.4\n% sheet {number}\n".encode() + bytes(20_000)
        digest = sums[str(number)] = sha256(content).hexdigest()
        identity = str(uuid.UUID(int=number, version=4))
        issued = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(minutes=number)
        sheet = Sheet(
            identity, number, DAY, "カクウ", str(uuid.UUID(int=1000 + number, version=4)), "sheet", "standard",
            "ja", 2, digest, "鈴木", "鈴木", issued, "", DAY,
        )  # fmt: skip
        out.write(identity, write_sheet(sheet, content))
    return sums


def alter(folder: Path, sheet: Sheet) -> None:
    """Put other bytes under a sheet than were approved."""
    out = SealedFolder(folder, "desk", "out", desk_ring().ring)
    out.write(sheet.id, write_sheet(sheet, b"%PDF-1.4 another"))
