"""Events of office supplies and the requests for them (办公用品)."""

from shared.contracts.event import Event


class SupplyEntered(Event):
    """An office supply was entered with its stock (登记)."""

    supply_id: str
    organ: str
    name: str
    stock: int


class SupplyReceived(Event):
    """Supplies arrived and were added to the stock (入库)."""

    supply_id: str
    organ: str
    quantity: int
    stock: int


class SupplyCounted(Event):
    """A supply was counted, and its stock set to the count (盘点)."""

    supply_id: str
    organ: str
    stock: int


class SupplyCorrected(Event):
    """The place or the lowest stock of a supply was changed (更正)."""

    supply_id: str
    organ: str


class SupplyTaken(Event):
    """A quantity left the stock for a request, handed out by the person named (出库)."""

    supply_id: str
    organ: str
    request_id: str
    quantity: int
    issued_by: str


class SupplyPutBack(Event):
    """Supplies taken for a request that is over were put back into the stock (退库)."""

    supply_id: str
    organ: str
    request_id: str


class SupplySettled(Event):
    """A request says that it was issued, so that its supply need not remember it."""

    supply_id: str
    organ: str
    request_id: str


class SupplyRetired(Event):
    """A supply is not kept any more (停用)."""

    supply_id: str
    organ: str


class SuppliesRequested(Event):
    """A person asked for a quantity of a supply (申请领用)."""

    request_id: str
    organ: str
    supply: str
    quantity: int


class SupplyRequestApproved(Event):
    """A request for a supply was approved (批准)."""

    request_id: str
    organ: str


class SupplyRequestReturned(Event):
    """A request for a supply was returned, with the reason (退回)."""

    request_id: str
    organ: str
    reason: str


class SuppliesIssued(Event):
    """A requested supply was handed out (发放)."""

    request_id: str
    organ: str
    supply: str
    quantity: int


class SupplyRequestCancelled(Event):
    """A request for a supply was cancelled by its applicant (取消)."""

    request_id: str
    organ: str
