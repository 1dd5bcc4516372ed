"""Events of the logistics service, by feature; every class name is unique in the catalogue (`Event`)."""

from shared.contracts.logistics.mail import *  # noqa: F403
from shared.contracts.logistics.supplies import *  # noqa: F403
from shared.contracts.logistics.vehicles import *  # noqa: F403
from shared.contracts.logistics.work import *  # noqa: F403
