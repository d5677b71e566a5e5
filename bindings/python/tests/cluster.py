"""A Spark cluster of a master and workers, all on this machine."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession

HOME = Path(pyspark.__file__).parent


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Cluster:
    """A master and workers, each with a core and an executor of its own."""

    def __init__(self, folder, workers=2, memory="1g"):
        self.folder = folder
        self.url = f"spark://127.0.0.1:{_free_port()}"
        self.memory = memory
        port = self.url.rpartition(":")[2]
        self.master = self._start("master.Master", "master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0")
        self._wait("master", "I have been elected leader")
        self.workers = [self._worker(number) for number in range(workers)]
        for number in range(workers):
            self._wait(f"worker-{number}", "Successfully registered with master")

    def _worker(self, number):
        options = ("--host", "127.0.0.1", "--cores", "1", "--memory", self.memory, "--webui-port", "0")
        work = ("--work-dir", str(self.folder / f"work-{number}"))
        return self._start("worker.Worker", f"worker-{number}", *options, *work, self.url)

    def _start(self, role, name, *args):
        env = {**os.environ, "SPARK_HOME": str(HOME), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
        command = [str(HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{role}", *args]
        with open(self.folder / f"{name}.log", "w") as log:
            return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=env, start_new_session=True)

    def _wait(self, name, words):
        log = self.folder / f"{name}.log"
        for _ in range(600):
            if words in log.read_text():
                return
            time.sleep(0.1)
        raise TimeoutError(f"{name} has not started:\n{log.read_text()}")

    def session(self, **options):
        builder = SparkSession.builder.master(self.url).config("spark.executor.memory", self.memory)
        builder = builder.config("spark.executor.cores", "1").config("spark.cores.max", str(len(self.workers)))
        return configured(builder, **options).getOrCreate()

    def executors(self, number):
        """The processes of the executors of a worker."""
        found = []
        for process in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError, IndexError):
                parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == self.workers[number].pid and b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
        return found

    def kill(self, number):
        """Kills a worker and its executors, which is what a machine that fails looks like to the others."""
        executors = self.executors(number)
        for process in (self.workers[number].pid, *executors):
            os.kill(process, signal.SIGKILL)
        return len(executors)

    def stop(self):
        for process in (*self.workers, self.master):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def configured(builder, **options):
    """What all sessions of tests have."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    common = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.task.maxFailures": "8",
    }
    for name, value in {**common, **{name.replace("_", "."): value for name, value in options.items()}}.items():
        builder = builder.config(name, value)
    return builder
