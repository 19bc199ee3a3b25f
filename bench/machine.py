"""What this machine is, how fast it is now, and how much of it others took meanwhile: what the figures must be read with."""

from __future__ import annotations

import os
import platform
import resource
import time
from dataclasses import dataclass
from pathlib import Path

from bench.server import CORES, TICKS
from bench.table import Figures
from loket import crypto
from loket.keys.codes import MIB, OPS


def described() -> Figures:
    cpus = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "cpu": cpus[0] if cpus else platform.machine(),
        "cores": len(CORES),
        "memory_mib": int(Path("/proc/meminfo").read_text().split()[1]) // 1024,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def argon_ms() -> float:
    """CPU of one Argon2id as a return code takes it; the best of some, because that is what the machine can do."""
    taken = []
    for _ in range(15):
        begun = time.thread_time()
        crypto.stretch(b"0" * 16, b"0" * 16, OPS, MIB)
        taken.append(time.thread_time() - begun)
    return 1000 * min(taken)


@dataclass(frozen=True)
class Clocks:
    """CPU seconds since some beginning: of the whole machine, and of us and the servers we ended."""

    at: float
    all: float
    ours: float

    @classmethod
    def now(cls) -> Clocks:
        spent = [int(ticks) for ticks in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
        busy = sum(spent) - spent[3] - spent[4]
        ours = sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
        return cls(time.monotonic(), busy / TICKS, ours)

    def others_since(self) -> float:
        """The part of the machine, 0 to 1, that others took since then."""
        now = Clocks.now()
        others = (now.all - self.all) - (now.ours - self.ours)
        return max(0.0, others / (now.at - self.at) / (os.cpu_count() or 1))
