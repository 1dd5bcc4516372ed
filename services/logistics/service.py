"""The logistics service on the bus."""

from services.logistics.vehicles.service import VehicleFeature


class LogisticsService(VehicleFeature):
    """Logistics: official vehicles."""

    name = "logistics"
