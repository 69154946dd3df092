"""The demo's files: real bytes of several kinds, made when the records are."""

from __future__ import annotations

import json
import struct
import zlib
from hashlib import sha1
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cerbsh.demo.store import Database

ENGINE = "devblocks.storage.engine.disk"

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 80]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def samples(rng: Random) -> list[tuple[str, str, bytes]]:
    """Name, type and bytes of every file, the text ones in UTF-8."""
    readings = [{"channel": channel, "value": round(rng.random() * 14, 3)} for channel in range(8)]
    rows = "\n".join(f"2026-01-{day:02},{rng.randrange(90)},{rng.random():.4f}" for day in range(1, 29))
    return [
        ("readings.json", "application/json", json.dumps({"device": "pH probe", "readings": readings}).encode()),
        ("display.png", "image/png", png(64, 64)),
        ("log.txt", "text/plain", b"08:14:02 self test\n08:14:05 error E417\n"),
        ("Prüfbericht – März.txt", "text/plain", "Prüfling: Waage\nErgebnis: bestanden ✓\n".encode()),
        ("校正手順.txt", "text/plain", "1. 電源を切る\n2. 青いキーを押す\n".encode()),
        ("measurements.csv", "text/csv", f"date,count,mean\n{rows}\n".encode()),
        ("quote.pdf", "application/pdf", PDF),
        ("original_message.html", "text/html", b"<p>The <b>centrifuge</b> hums &amp; stops.</p>\n"),
        ("firmware 2.7.bin", "application/octet-stream", rng.randbytes(262_144)),
        ("empty.dat", "application/octet-stream", b""),
    ]


def store(database: Database, content: bytes) -> dict[str, Any]:
    """Keep the bytes, once for all files that have them; the columns of an attachment that tell of them."""
    digest = sha1(content, usedforsecurity=False).hexdigest()
    database.execute("INSERT OR IGNORE INTO content VALUES (?, ?)", (digest, content))
    return {
        "storage_extension": ENGINE,
        "storage_key": f"{digest[0]}/{digest[1]}/{digest[:8]}",
        "storage_size": len(content),
        "storage_sha1hash": digest,
    }


def png(width: int, height: int) -> bytes:
    """A small picture: a gradient of greys."""
    rows = b"".join(b"\0" + bytes((x + y) * 2 % 256 for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
