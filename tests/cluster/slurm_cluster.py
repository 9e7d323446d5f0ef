"""A SLURM cluster on this machine, for tests: real daemons, made-up nodes, everything in one folder.

A controller and one node daemon per node run side by side and talk over the loopback interface on free ports; munge
has a key and a socket of its own. Nothing of the machine's own configuration is read or written. Every daemon has a PID
file, by which it is stopped; a process is ended only if it still has the command line that was started.

By hand: ``python tests/cluster/slurm_cluster.py start FOLDER`` prints what to export; ``stop FOLDER`` ends it.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

NODES = 6
NODE_CORES = 2
NODE_MEGABYTES = 3000
DAEMONS = ("munged", "slurmctld", "slurmd")
CLIENTS = ("sbatch", "srun", "squeue", "scancel", "scontrol", "sinfo", "sacct", "sshare", "sacctmgr")
PACKAGES = "slurm-wlm munge"
"""What provides both on Debian and Ubuntu."""
START_SECONDS = 600.0
"""Longest wait for a daemon; one that does not start fails the tests."""
PORTS = range(10_000, 32_768)
"""Below those that Linux gives to whoever asks for any: a port stays free until its daemon starts, or starts again."""
CONTROLLERS = ("freezer", "memory")
CGROUPS = Path("/sys/fs/cgroup")


def obstacle() -> str | None:
    """Return why no cluster can be started here; None if it can."""
    if os.geteuid() != 0:
        return "node daemons of SLURM need root"
    missing = [name for name in (*DAEMONS, *CLIENTS) if _program(name) is None]
    if missing:
        return f"{', '.join(missing)} not installed (Debian: apt install {PACKAGES})"
    with contextlib.suppress(OSError):
        if socket.gethostbyname(socket.gethostname()).startswith("127."):
            return None
    return f"the name of this machine, {socket.gethostname()}, is not a loopback address (see /etc/hosts)"


def memory_is_limited() -> bool:
    """Tell whether the machine's control groups let SLURM hold jobs to their memory."""
    return all((CGROUPS / name / "cgroup.procs").exists() for name in CONTROLLERS)


@dataclass(frozen=True)
class Cluster:
    """A cluster by the folder that holds it."""

    folder: Path

    @property
    def nodes(self) -> list[str]:
        """Return the names of the nodes: no two clusters on a machine share one, and so no control group."""
        return sorted(path.name for path in (self.folder / "spool").iterdir())

    @property
    def environment(self) -> dict[str, str]:
        """Return what a user of the cluster has in the environment: a PATH on which its commands come first.

        The variable SLURM_CONF would do for them, but Snakemake takes the variables of SLURM away from jobs.
        """
        return {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}

    @property
    def _configured(self) -> dict[str, str]:
        return {**os.environ, "SLURM_CONF": str(self.folder / "slurm.conf")}

    def start(self) -> None:
        """Write the configuration, start all daemons and wait until every node takes jobs."""
        controller, *ports = _free_ports(1 + NODES)
        for part in ("state", "log", "pid", *(f"spool/{_node_at(port)}" for port in ports)):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        (self.folder / "slurm.conf").write_text(self._configuration(controller, ports))
        (self.folder / "cgroup.conf").write_text(_CGROUP)
        self._write_commands()
        self._run("munged", "munged", *self._munge())
        _wait("munge", (self.folder / "munge.socket").exists)
        self._run("slurmctld", "slurmctld", "-D", "-i")
        _wait("the controller", lambda: "UP" in self.said("scontrol", "ping"))
        for node in self.nodes:
            self.start_node(node)
        _wait("the nodes", lambda: all(self.state(node).startswith("idle") for node in self.nodes))

    def stop(self) -> None:
        """End all jobs and daemons; return when none is left."""
        with contextlib.suppress(subprocess.SubprocessError, TimeoutError):
            self.said("scancel", "--user", "root")
            _wait("the last job", lambda: not self.said("squeue", "--noheader"))
        names = [path.stem for path in sorted((self.folder / "pid").glob("slurmd-*.pid"))]
        for name in (*names, "slurmctld", "munged"):
            self._end(name)
        for controller in CONTROLLERS:
            for node in self.nodes:
                _remove_groups(CGROUPS / controller / f"slurm_{node}")

    def start_node(self, node: str) -> None:
        """Start the daemon of a node."""
        self._run(f"slurmd-{node}", "slurmd", "-D", "-N", node)

    def kill_node(self, node: str) -> None:
        """Take a node down as a power cut does: its daemon, its jobs' keepers and everything they run, at once."""
        daemon = self._pid(f"slurmd-{node}")
        for pid in (daemon, *_processes_of(node)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _wait("the end of a daemon", lambda: not _lives(daemon))
        (self.folder / "pid" / f"slurmd-{node}.pid").unlink()

    def state(self, node: str) -> str:
        """Return the state of a node, in SLURM's words."""
        return self.said("sinfo", "--noheader", "--Node", "--nodes", node, "--format=%T").strip()

    def said(self, *command: str) -> str:
        """Return what a command of SLURM says."""
        return subprocess.run(
            command, env=self._configured, text=True, capture_output=True, timeout=START_SECONDS, check=True
        ).stdout

    def jobs(self) -> list[dict[str, str]]:
        """Return what SLURM has written down of every job that has ended, in order: JobId, JobState, NodeList, ..."""
        lines = (self.folder / "log" / "jobs.txt").read_text().splitlines()
        return [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in lines]

    def _write_commands(self) -> None:
        (self.folder / "bin").mkdir(exist_ok=True)
        for name in CLIENTS:
            command = self.folder / "bin" / name
            command.write_text(f"#!/bin/sh\nSLURM_CONF='{self.folder}/slurm.conf' exec '{_program(name)}' \"$@\"\n")
            command.chmod(0o755)

    def _munge(self) -> list[str]:
        options = {
            "key-file": "munge.key", "socket": "munge.socket", "pid-file": "pid/munge", "log-file": "log/munge.log",
            "seed-file": "munge.seed",
        }  # fmt: skip
        return ["--foreground", "--force", *(f"--{name}={self.folder / file}" for name, file in options.items())]

    def _run(self, name: str, program: str, *arguments: str) -> None:
        """Start a daemon in the foreground of a session of its own, and note its PID."""
        with (self.folder / "log" / f"{name}.out").open("ab") as log:
            process = subprocess.Popen(
                [_program(program), *arguments], env=self._configured, cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        (self.folder / "pid" / f"{name}.pid").write_text(f"{process.pid}\n")

    def _pid(self, name: str) -> int:
        return int((self.folder / "pid" / f"{name}.pid").read_text())

    def _end(self, name: str) -> None:
        """End a daemon by its PID file; one that does not go within ten seconds is killed."""
        path = self.folder / "pid" / f"{name}.pid"
        if not path.exists():
            return
        pid = self._pid(name)
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not _is(pid, name.partition("-")[0]):
                break
            os.kill(pid, number)
            with contextlib.suppress(TimeoutError):
                _wait(f"the end of {name}", lambda: not _lives(pid), 10.0)
        path.unlink()

    def _configuration(self, controller: int, ports: list[int]) -> str:
        host = socket.gethostname().partition(".")[0]
        limited = memory_is_limited()
        lines = {
            "ClusterName": "test",
            "SlurmctldHost": f"{host}(127.0.0.1)",
            "SlurmctldPort": controller,
            "SlurmUser": "root",
            "SlurmdUser": "root",
            "AuthType": "auth/munge",
            "AuthInfo": f"socket={self.folder}/munge.socket,cred_expire=10",
            "CommunicationParameters": "NoCtldInAddrAny,NoInAddrAny",
            "StateSaveLocation": f"{self.folder}/state",
            "SlurmdSpoolDir": f"{self.folder}/spool/%n",
            "SlurmctldPidFile": f"{self.folder}/pid/controller",
            "SlurmdPidFile": f"{self.folder}/pid/node-%n",
            "SlurmctldLogFile": f"{self.folder}/log/slurmctld.log",
            "SlurmdLogFile": f"{self.folder}/log/slurmd-%n.log",
            "SlurmdParameters": "config_overrides",
            "MpiDefault": "none",
            "ProctrackType": "proctrack/cgroup" if limited else "proctrack/linuxproc",
            "TaskPlugin": "task/cgroup" if limited else "task/none",
            "JobAcctGatherType": "jobacct_gather/linux",
            "JobAcctGatherFrequency": "task=2",
            "AccountingStorageType": "accounting_storage/none",
            "JobCompType": "jobcomp/filetxt",
            "JobCompLoc": f"{self.folder}/log/jobs.txt",
            "SchedulerType": "sched/builtin",
            "SchedulerParameters": "batch_sched_delay=0,sched_interval=2",
            "SelectType": "select/cons_tres",
            "SelectTypeParameters": "CR_Core_Memory,CR_LLN",
            "MinJobAge": 600,
            # How soon things happen that take minutes on a cluster: a lost node is noticed, a job at its limit is killed.
            # A node of a machine that does much else may be silent for some seconds.
            "SlurmdTimeout": 30,
            "KillWait": 3,
            "UnkillableStepTimeout": 30,
            "ReturnToService": 2,
            "JobRequeue": 0,
        }
        nodes = [
            f"NodeName={_node_at(port)} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs={NODE_CORES} "
            f"RealMemory={NODE_MEGABYTES}"
            for port in ports
        ]
        partition = f"PartitionName=main Nodes={','.join(map(_node_at, ports))} Default=YES MaxTime=INFINITE DefaultTime=10 State=UP"
        return "\n".join([*(f"{key}={value}" for key, value in lines.items()), *nodes, partition, ""])


_CGROUP = "\n".join(
    ["CgroupPlugin=cgroup/v1", f"CgroupMountpoint={CGROUPS}", "CgroupAutomount=no"]
    + ["ConstrainRAMSpace=yes", "ConstrainSwapSpace=no", "ConstrainCores=no", "ConstrainDevices=no", ""]
)


def _program(name: str) -> str | None:
    """Return the path of a program; daemons may be where only root looks."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin:/usr/local/sbin")


def _node_at(port: int) -> str:
    """Return the name of the node whose daemon listens on a port."""
    return f"n{port}"


def _free_ports(count: int) -> list[int]:
    found: list[int] = []
    while len(found) < count:
        port = random.choice(PORTS)
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            found += [port] if port not in found else []
    return found


def _wait(what: str, done: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    until = time.monotonic() + seconds
    while True:
        with contextlib.suppress(subprocess.CalledProcessError):
            if done():
                return
        if time.monotonic() > until:
            raise TimeoutError(f"waited {seconds:g} s for {what}")
        time.sleep(0.1)


def _lives(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    with contextlib.suppress(OSError, ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _is(pid: int, program: str) -> bool:
    """Tell whether a process runs and is this program."""
    try:
        return _lives(pid) and Path(f"/proc/{pid}/comm").read_text().strip() == program
    except FileNotFoundError:
        return False


def _processes_of(node: str) -> Iterator[int]:
    """Go through the processes of the jobs on a node, from its control groups: the keepers and what they started."""
    for file in (CGROUPS / "freezer" / f"slurm_{node}").rglob("cgroup.procs"):
        yield from map(int, file.read_text().split())


def _remove_groups(folder: Path) -> None:
    """Remove a tree of control groups; one that still holds a process stays, and is seen."""
    for path, folders, _ in os.walk(folder, topdown=False):
        for name in folders:
            with contextlib.suppress(OSError):
                os.rmdir(Path(path) / name)
    with contextlib.suppress(OSError):
        folder.rmdir()


if __name__ == "__main__":
    chosen = Cluster(Path(sys.argv[2]).resolve())
    if sys.argv[1] == "stop":
        chosen.stop()
    elif reason := obstacle():
        sys.exit(f"no cluster: {reason}")
    else:
        chosen.folder.mkdir(parents=True, exist_ok=True)
        chosen.start()
        print("\n".join(f"export {name}={value}" for name, value in chosen.environment.items()))
