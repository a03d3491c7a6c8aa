"""Status changes as data: a table of transitions per kind of paper, and the one function that walks them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from soctrang_loans.organisation.access import Who, is_one_of
from soctrang_loans.organisation.acting import acting_posting
from soctrang_loans.organisation.clock import business_now
from soctrang_loans.organisation.models import User
from soctrang_loans.organisation.refusal import NotAllowed, Refused

from .models import Event


@dataclass(frozen=True)
class Transition:
    """From one of `sources` to `target`, by `who`; with `needs_reason` nothing moves without a reason.

    `target` may be None: the state stays, and only the event is left.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str | None
    who: Who
    needs_reason: bool = False

    @property
    def in_sentence(self) -> str:
        """ "gửi Trung tâm": the label as a sentence goes on with it."""
        return self.label[:1].lower() + self.label[1:]


@dataclass(frozen=True)
class TransitionTable:
    """The transitions of one kind of paper. `state_field` is the model field that holds its state."""

    event: type[Event]
    transitions: tuple[Transition, ...]
    state_field: str = "status"
    by_name: dict[str, Transition] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.transitions})

    def available(self, paper: models.Model, user: User) -> list[Transition]:
        """What this person may do with the paper as it stands (for buttons)."""
        state = getattr(paper, self.state_field)
        return [each for each in self.transitions if state in each.sources and is_one_of(user, each.who)]

    def may(self, name: str, paper: models.Model, user: User) -> bool:
        """Whether that transition is open to this person now."""
        return any(each.name == name for each in self.available(paper, user))

    def move(
        self,
        paper: models.Model,
        name: str,
        *,
        by: User | None,
        reason: str = "",
        label: str = "",
        update_fields: Iterable[str] = (),
        **extra: Any,
    ) -> Event:
        """Walk one transition: check state, person and reason, save the state, leave the event row.

        The caller holds the paper's row lock and the transaction. `by=None` is the portal itself.
        Raises NotAllowed (403) for the wrong person, Refused for a wrong state or a missing reason.
        """
        transition = self.by_name[name]
        if by is not None and not is_one_of(by, transition.who):
            raise NotAllowed("Vai trò hiện tại của anh/chị không được làm việc này.")
        state = getattr(paper, self.state_field)
        if state not in transition.sources:
            shown = getattr(paper, f"get_{self.state_field}_display", lambda: state)()
            raise Refused(
                f"Không thể {transition.in_sentence} khi hồ sơ đang ở trạng thái “{shown}”. "
                "Hãy tải lại trang để xem trạng thái mới nhất.",
                rule="wrong_state",
            )
        if transition.needs_reason and not reason.strip():
            raise Refused(
                f"Chưa ghi lý do khi {transition.in_sentence}. Hãy ghi rõ lý do rồi gửi lại.",
                rule="reason_required",
                field="reason",
            )
        target = transition.target if transition.target is not None else state
        setattr(paper, self.state_field, target)
        paper.save(update_fields=[self.state_field, *update_fields])
        return self.record(
            paper,
            name,
            by=by,
            reason=reason,
            label=label or transition.label,
            from_state=state,
            to_state=target,
            **extra,
        )

    def record(self, paper: models.Model, action: str, *, by: User | None, label: str, **extra: Any) -> Event:
        """Leave an event row without a change of state."""
        return self.event._default_manager.create(  # type: ignore[misc]  # each concrete event has a subject
            subject=paper,
            happened_at=business_now(),
            by=by,
            posting=acting_posting(by) if by else None,
            action=action,
            label=label,
            **extra,
        )
