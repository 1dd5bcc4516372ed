"""The logistics service on the bus."""

from services.logistics.mail.service import MailFeature
from services.logistics.supplies.service import SupplyFeature
from services.logistics.vehicles.service import VehicleFeature
from shared.contracts.directory import OrganRecorded, PersonRecorded
from shared.runtime.service import keeps_copies


class LogisticsService(VehicleFeature, MailFeature, SupplyFeature):
    """Logistics: official vehicles, mail, and office supplies."""

    name = "logistics"

    on_directory_recorded = keeps_copies(OrganRecorded, PersonRecorded)
