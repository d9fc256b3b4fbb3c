"""What computes verdicts beside a server does not outlive it, even if it is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest

SERVER = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
import multiprocessing
from detente.views.web.findings import begin

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    here = (os.getpid(),)
    pool = ProcessPoolExecutor(1, mp_context=context, initializer=begin, initargs=here)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(60)
"""


def alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{process}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="asks Linux who is alive")
def test_a_killed_server_leaves_nothing_behind(tmp_path):
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    server = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    worker = int(server.stdout.readline())
    assert alive(worker)
    server.send_signal(signal.SIGKILL)
    server.wait()
    server.stdout.close()
    deadline = time.monotonic() + 20
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not alive(worker)
