"""A real Squid on loopback, whose origins fail on purpose: what its logs say is the test of our reading.

`run_squid` starts Debian's Squid in the foreground, in a folder and under a service name of its own, so that
a Squid that the machine runs anyway is never touched; as user `proxy` when started by root. Every name it may
ask for is mapped to loopback, and its name server is an address where nobody answers.
"""

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROGRAM: Final = shutil.which("squid", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
_numbers: Final = itertools.count(1)
START_SECONDS: Final = 20.0
STOP_SECONDS: Final = 10.0

FIELDS_FORMAT: Final = (
    "%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt %err_code/%err_detail %>st %<Hs"
)
"""The native format with the error code, the size of the request and the origin's own status."""

SIGN_ON: Final = """#!/bin/sh
# Everybody's password is their name.
while read -r name password; do
  if [ "$name" = "$password" ]; then echo OK; else echo ERR; fi
done
"""

GROUND: Final = """
http_port 127.0.0.1:{port}
visible_hostname proxy.example
pid_filename none
cache_log {folder}/cache.log
coredump_dir {folder}
memory_cache_shared off
cache deny all
pinger_enable off
max_filedescriptors 2048
shutdown_lifetime 0 seconds

hosts_file {folder}/hosts
dns_nameservers 127.0.0.99
dns_timeout 2 seconds
dns_retransmit_interval 1 second
connect_timeout 2 seconds
read_timeout 4 seconds
connect_retries 0
server_persistent_connections off

auth_param basic program {folder}/sign-on
auth_param basic children 2 startup=1
auth_param basic realm loopback
acl signed_on proxy_auth REQUIRED
"""
"""What every Squid of ours begins with: loopback only, nothing cached, short patience, everybody signs on."""

_CONFIGURATION: Final = (
    GROUND
    + """
forward_timeout 8 seconds
acl filtered dstdomain .youtube.com
acl redirected dstdomain .tiktok.com
acl cut_off dstdomain .snapchat.com
acl forbidden_type rep_mime_type application/x-forbidden
deny_info 302:http://block.example/why redirected
deny_info TCP_RESET cut_off
http_access deny filtered
http_access deny redirected
http_access deny cut_off
http_access allow signed_on
http_access deny all
http_reply_access deny forbidden_type

acl via_dead_parent dstdomain .whatsapp.com
acl via_parent dstdomain .reddit.com
cache_peer 127.0.0.6 parent {dead_parent} 0 no-query no-digest no-netdb-exchange name=dead
cache_peer 127.0.0.7 parent {parent} 0 no-query no-digest no-netdb-exchange name=living
cache_peer_access dead allow via_dead_parent
cache_peer_access dead deny all
cache_peer_access living allow via_parent
cache_peer_access living deny all
never_direct allow via_dead_parent
never_direct allow via_parent
always_direct deny all

logformat with_fields {fields}
access_log stdio:{folder}/native.log squid
access_log stdio:{folder}/fields.log with_fields
access_log stdio:{folder}/combined.log combined
"""
)


@dataclass(frozen=True)
class Squid:
    """A running Squid: where it listens and what it writes."""

    port: int
    folder: Path

    @property
    def native(self) -> Path:
        """Its log in the native format."""
        return self.folder / "native.log"

    @property
    def fields(self) -> Path:
        """Its log in `FIELDS_FORMAT`."""
        return self.folder / "fields.log"

    @property
    def combined(self) -> Path:
        """Its log in the format `combined`."""
        return self.folder / "combined.log"


@contextlib.contextmanager
def run_squid(folder: Path, hosts: Mapping[str, str], *, parent: int, dead_parent: int) -> Iterator[Squid]:
    """Run Squid in `folder` until the end of the block; behind it the logs there are complete.

    The folder must be Squid's alone, since it is given to Squid's user. `hosts` maps names to addresses;
    `parent` and `dead_parent` are ports on 127.0.0.7 and 127.0.0.6. Raises RuntimeError with Squid's own
    words if it does not come up.
    """
    squid = Squid(free_port(), folder)
    (folder / "hosts").write_text("".join(f"{address} {host}\n" for host, address in hosts.items()))
    (folder / "sign-on").write_text(SIGN_ON)
    (folder / "sign-on").chmod(0o755)
    (folder / "squid.conf").write_text(
        _CONFIGURATION.format(
            port=squid.port, folder=folder, fields=FIELDS_FORMAT, parent=parent, dead_parent=dead_parent
        )
    )
    with squid_process(folder):
        yield squid


@contextlib.contextmanager
def squid_process(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Squid's process in a folder that holds its `squid.conf`, from its readiness to its end.

    A SIGHUP makes it read its configuration and its `hosts` again. Raises RuntimeError with its own words.
    """
    if PROGRAM is None:
        message = "Squid is not installed: apt-get install squid"
        raise RuntimeError(message)
    user = _squid_user()
    for path in (folder, *folder.iterdir()):
        hand_to_squid(path)
    service = f"holdfast{os.getpid()}n{next(_numbers)}"
    process = subprocess.Popen(
        [PROGRAM, "-N", "-d", "1", "-n", service, "-f", str(folder / "squid.conf")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=folder,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    said: list[str] = []
    ready, listener = threading.Event(), threading.Thread(target=lambda: _listen(process, said, ready))
    listener.start()
    try:
        ready.wait(START_SECONDS)
        _check_ready(process, said)
        yield process
    except BaseException as fault:
        if process.poll() is not None:
            fault.add_note(f"Squid ended by itself ({process.returncode}). It said:\n" + "".join(said[-20:]))
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        listener.join()
        for segment in Path("/dev/shm").glob(f"{service}-*"):  # noqa: S108 (Squid's own choice of place)
            segment.unlink()


def _check_ready(process: "subprocess.Popen[str]", said: list[str]) -> None:
    """Raise RuntimeError, with Squid's own words, unless it accepts requests."""
    if process.poll() is not None or not any("Accepting HTTP" in line for line in said):
        message = "Squid did not come up. It said:\n" + "".join(said[-20:])
        raise RuntimeError(message)


def _listen(process: "subprocess.Popen[str]", said: list[str], ready: threading.Event) -> None:
    """Keep what Squid says, and tell when it accepts requests or has ended."""
    if process.stderr is None:
        return
    with process.stderr as words:
        for line in words:
            said.append(line)
            if "Accepting HTTP" in line:
                ready.set()
    ready.set()


def hand_to_squid(path: Path) -> None:
    """Make a file Squid's own, where Squid runs as somebody else."""
    if (user := _squid_user()) is not None:
        os.chown(path, user.pw_uid, user.pw_gid)


def _squid_user() -> pwd.struct_passwd | None:
    """Whom to run Squid as: Debian's `proxy` instead of root, which it refuses; else whoever we are."""
    return pwd.getpwnam("proxy") if os.geteuid() == 0 else None


def free_port() -> int:
    """A port on 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
