"""The papers of a loan dossier (domain §1.6): what is needed at once, and what may follow before the money leaves."""

from dataclasses import dataclass

from registrations.models import Registration


@dataclass(frozen=True)
class Paper:
    code: str
    name: str
    required: bool


APPLICATION = Paper("application", "Giấy đề nghị vay vốn kiêm phương án sử dụng vốn vay", True)
IDENTITY = Paper("identity", "CCCD / thẻ căn cước", True)
CONTRACT = Paper("contract", "Hợp đồng đưa người lao động đi làm việc ở nước ngoài", False)
SELECTION = Paper("selection", "Thông báo trúng tuyển", False)
ADMISSION = Paper("admission", "Thư mời nhập học / giấy báo trúng tuyển", False)
CONSULTING = Paper("consulting", "Hợp đồng tư vấn du học, thông báo học phí", False)
GROUP = Paper("group", "Giấy tờ chứng minh đối tượng", False)
MANDATE = Paper("mandate", "Giấy ủy quyền cho người trả nợ thay trong nước", False)
COLLATERAL = Paper("collateral", "Giấy tờ bảo đảm tiền vay", False)
PASSPORT = Paper("passport", "Hộ chiếu", False)
COSTS = Paper("costs", "Văn bản, hóa đơn về chi phí", False)

FOR_WORKERS = (APPLICATION, IDENTITY, CONTRACT, SELECTION, GROUP, MANDATE, COLLATERAL, PASSPORT, COSTS)
FOR_STUDENTS = (APPLICATION, IDENTITY, ADMISSION, CONSULTING, GROUP, MANDATE, COLLATERAL, PASSPORT, COSTS)


def papers_for(registration: Registration) -> tuple[Paper, ...]:
    """The checklist of one registration's kind."""
    return FOR_STUDENTS if registration.kind == Registration.Kind.STUDENT else FOR_WORKERS


def required_papers(registration: Registration) -> list[str]:
    """Codes of the papers without which a dossier is not complete."""
    return [paper.code for paper in papers_for(registration) if paper.required]
