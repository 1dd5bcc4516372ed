"""Dependencies shared by all parts of the logistics service."""

from services.logistics.mail.store import MailCollection, SubscriptionCollection
from services.logistics.supplies.store import SupplyCollection, SupplyRequestCollection
from services.logistics.vehicles.store import (
    AccountCollection,
    DriverCollection,
    RosterCollection,
    TripCollection,
    VehicleCollection,
)
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.runtime.district_days import DistrictDays
from shared.runtime.service import Beside, Collected, CopiesOf, Service, keeps_copies


class Collections(Service):
    """The collections of the service, and its copies of organs and people."""

    vehicles = Collected(VehicleCollection)
    drivers = Collected(DriverCollection)
    trips = Collected(TripCollection)
    rosters = Collected(RosterCollection)
    accounts = Collected(AccountCollection)
    days = Beside(DistrictDays)
    mail = Collected(MailCollection)
    subscriptions = Collected(SubscriptionCollection)
    supplies = Collected(SupplyCollection)
    supply_requests = Collected(SupplyRequestCollection)
    copies = CopiesOf()

    on_directory_recorded = keeps_copies(OrganRecorded, PersonRecorded)
