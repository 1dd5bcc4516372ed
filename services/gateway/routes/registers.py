"""The registers of outgoing and incoming documents, as pages and as workbooks."""

from services.gateway import schemas_registers as shapes
from services.gateway.routing import Route
from shared.spreadsheet import XLSX

TAG = "登记簿 Registers"

ROUTES = (
    Route(
        "GET", "/api/v1/registers/outgoing", "List the register of outgoing documents", TAG, shapes.OutgoingRegister,
        "documents", "register_outgoing", query=shapes.RegisterQuery,
    ),
    Route(
        "GET", "/api/v1/registers/incoming", "List the register of incoming documents", TAG, shapes.IncomingRegister,
        "documents", "register_incoming", query=shapes.RegisterQuery,
    ),
    Route(
        "GET", "/api/v1/registers/outgoing.xlsx", "Export the register of outgoing documents", TAG, None,
        "documents", "register_outgoing_file", query=shapes.RegisterFilter, media=XLSX,
    ),
    Route(
        "GET", "/api/v1/registers/incoming.xlsx", "Export the register of incoming documents", TAG, None,
        "documents", "register_incoming_file", query=shapes.RegisterFilter, media=XLSX,
    ),
)  # fmt: skip
