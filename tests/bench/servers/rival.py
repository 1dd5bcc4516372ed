"""FastAPI in front of the same service: uvicorn, an aio-pika client that speaks nameko's calls, and no confirms of requests.

It checks no token: the actor is taken from its environment.
"""

import asyncio
import json
import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aio_pika
import uvicorn
from aio_pika.abc import AbstractExchange, AbstractIncomingMessage
from fastapi import FastAPI
from fastapi.responses import JSONResponse

ACTOR = json.loads(os.environ["BENCH_ACTOR"])


class Client:
    """Calls over one channel; replies come to a separate queue."""

    def __init__(self, exchange: AbstractExchange, route: str) -> None:
        self._exchange, self._route = exchange, route
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    @classmethod
    async def connect(cls) -> "Client":
        """Connect and listen."""
        connection = await aio_pika.connect_robust(os.environ["AMQP_URI"])
        channel = await connection.channel(publisher_confirms=False)
        exchange = await channel.get_exchange("nameko-rpc", ensure=True)
        route = f"reply.rival.{uuid.uuid4()}"
        queue = await channel.declare_queue(f"rpc.reply-rival-{uuid.uuid4()}", exclusive=True)
        await queue.bind(exchange, route)
        found = cls(exchange, route)
        await queue.consume(found._take, no_ack=True)
        return found

    async def call(self, service: str, method: str, payload: dict[str, Any]) -> Any:
        """Call and wait for the answer."""
        correlation_id = str(uuid.uuid4())
        answer = self._waiting[correlation_id] = asyncio.get_running_loop().create_future()
        message = aio_pika.Message(
            json.dumps({"args": [payload], "kwargs": {}}).encode(),
            content_type="application/json",
            content_encoding="utf-8",
            reply_to=self._route,
            correlation_id=correlation_id,
            headers={"nameko.actor": ACTOR},
        )
        await self._exchange.publish(message, f"{service}.{method}")
        return (await asyncio.wait_for(answer, 5))["result"]["result"]

    async def _take(self, message: AbstractIncomingMessage) -> None:
        waiting = self._waiting.pop(message.correlation_id or "", None)
        if waiting is not None:
            waiting.set_result(json.loads(message.body))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Connect before the first request."""
    app.state.client = await Client.connect()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/documents/{document_id}")
async def show(document_id: str) -> JSONResponse:
    """Return a document."""
    return JSONResponse(await app.state.client.call("documents", "get", {"id": document_id}))


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["TONGBAN_PORT"]), log_level="warning", access_log=False)
