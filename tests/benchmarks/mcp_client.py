"""Run by the interpreter that has `mcp`: times jupyter-mcp-server's tool that inserts and runs a cell."""

from __future__ import annotations

import asyncio
import json
import sys
from time import perf_counter

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def timed(url: str, notebook: str, count: int) -> list[float]:
    options = ["--jupyter-url", url, "--document-id", notebook]
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "jupyter_mcp_server", "start", "--transport", "stdio", *options]
    )
    async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as client:
        await client.initialize()
        use = {"notebook_name": "peer", "notebook_path": notebook, "mode": "connect"}
        await client.call_tool("use_notebook", use)
        samples = []
        for n in range(count):
            begun = perf_counter()
            cell = {"cell_index": -1, "cell_source": f"{n} + 1"}
            answer = await client.call_tool("insert_execute_code_cell", cell)
            samples.append(perf_counter() - begun)
            said = " ".join(getattr(part, "text", "") for part in answer.content)
            assert not answer.is_error, said
            assert str(n + 1) in said, said
        return samples


print(json.dumps(asyncio.run(timed(sys.argv[1], sys.argv[2], int(sys.argv[3])))))
