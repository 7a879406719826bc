"""Memory: the research log, session records, and their form in notebook metadata."""

from rca_kernel.memory.codec import FORMAT, SIZE_CAP, check, decode, encode, schema
from rca_kernel.memory.log import Entry, EntryKind, ResearchLog, utc_now
from rca_kernel.memory.record import WISHES, Memory, PaperRef, RoleUsage, SessionRecord, SessionStatus
from rca_kernel.memory.sealing import acted_upon

__all__ = [
    "FORMAT",
    "SIZE_CAP",
    "WISHES",
    "Entry",
    "EntryKind",
    "Memory",
    "PaperRef",
    "ResearchLog",
    "RoleUsage",
    "SessionRecord",
    "SessionStatus",
    "acted_upon",
    "check",
    "decode",
    "encode",
    "schema",
    "utc_now",
]
