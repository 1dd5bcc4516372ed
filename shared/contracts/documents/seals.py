"""Events of seals (印章) and their use (用印)."""

from shared.contracts.event import Event


class SealRequested(Event):
    """An organ applied for a seal (申请制发印章)."""

    seal_id: str
    organ: str
    name: str


class SealRecorded(Event):
    """A seal was made, recorded and put into use (备案启用); carries the SHA-256 of its image."""

    seal_id: str
    organ: str
    name: str
    image: str


class SealHandedOver(Event):
    """A seal was handed over to another keeper (移交保管), with the reason."""

    seal_id: str
    organ: str
    keeper: str
    former: str
    reason: str


class SealRefused(Event):
    """The application for a seal was refused, with the reason."""

    seal_id: str
    organ: str
    reason: str


class SealCancelled(Event):
    """A seal was cancelled and may no longer be used (缴销)."""

    seal_id: str
    organ: str
    reason: str


class SealUseRequested(Event):
    """A person applied for the use of a seal on a document or a paper (申请用印)."""

    use_id: str
    seal: str
    organ: str
    applicant: str
    matter: str
    document_id: str | None


class SealUseApproved(Event):
    """The use of a seal was approved (批准用印)."""

    use_id: str
    seal: str
    approved_by: str


class SealUseHandedOver(Event):
    """The affixing of a seal was assigned to another person (改派用印人), with the reason."""

    use_id: str
    seal: str
    keeper: str
    former: str
    reason: str


class SealUseRefused(Event):
    """The use of a seal was not approved, with the reason."""

    use_id: str
    seal: str
    reason: str


class SealUseWithdrawn(Event):
    """The applicant withdrew the application for the use of a seal."""

    use_id: str
    seal: str


class SealApplied(Event):
    """The keeper affixed a seal to a document or a paper and entered it in the register (用印登记)."""

    use_id: str
    seal: str
    organ: str
    matter: str
    document_id: str | None
    content_hash: str | None
    copies: int
