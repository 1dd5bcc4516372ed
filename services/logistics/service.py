"""The logistics service on the bus."""

from services.logistics.mail.service import MailFeature
from services.logistics.supplies.service import SupplyFeature
from services.logistics.vehicles.service import VehicleFeature


class LogisticsService(VehicleFeature, MailFeature, SupplyFeature):
    """Logistics: official vehicles, mail, and office supplies."""

    name = "logistics"
