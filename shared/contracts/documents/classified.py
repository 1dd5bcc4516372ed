"""Events of the register of classified papers (涉密文件)."""

from shared.contracts.event import Event


class ClassifiedEntered(Event):
    """A classified paper was entered in its register (涉密公文登记): where it is, never its content."""

    stub_id: str
    organ: str
    grade: str
    register_number: str


class ClassifiedHandedOver(Event):
    """A classified paper was handed over to another custodian (移交)."""

    stub_id: str
    organ: str
    custodian: str


class ClassifiedReturned(Event):
    """A classified paper was returned to its origin (清退)."""

    stub_id: str
    organ: str
    reason: str


class ClassifiedToDestroy(Event):
    """The keeper of the register asked for a classified paper to be destroyed (申请销毁)."""

    stub_id: str
    organ: str
    reason: str


class ClassifiedKept(Event):
    """The destruction of a classified paper was refused, with the reason."""

    stub_id: str
    organ: str
    reason: str


class ClassifiedDestroyed(Event):
    """The destruction of a classified paper was approved, and it was sent there (送销毁)."""

    stub_id: str
    organ: str
    reason: str
