"""`infra/setup/debian-parts` installs what is missing where it may, and otherwise says what to install.

Here it sees a machine made of stand-ins: a folder of small scripts as the whole PATH.
"""

import shutil
import subprocess
from pathlib import Path

SETUP = Path(__file__).parents[3] / "infra" / "setup"
NEEDED = ("dirname", "grep", "head", "id", "rm", "sed", "sh", "tee", "cat", "chmod", "touch", "env")

PYTHON = "#!/bin/sh\nexit 0\n"
JAVA = "#!/bin/sh\necho 'openjdk version \"17.0.15\"' >&2\n"
OLD_JAVA = "#!/bin/sh\necho 'java version \"1.8.0_292\"' >&2\n"
NOTHING = "#!/bin/sh\nexit 0\n"
NOBODY = "#!/bin/sh\necho 1000\n"
ROOT = "#!/bin/sh\necho 0\n"
NO_SUDO = "#!/bin/sh\nexit 1\n"
APT = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/../asked"
for word in "$@"; do
    case $word in maven) cp="mvn" ;; goaccess | sarg | squid | chromium) cp=$word ;; *) continue ;; esac
    printf '#!/bin/sh\\n' > "$(dirname "$0")/$cp"
    chmod 755 "$(dirname "$0")/$cp"
done
"""


class Machine:
    """A machine with some programs, each given as a script."""

    def __init__(self, folder: Path, **programs: str) -> None:
        self.asked = folder / "asked"
        self.policy = folder / "policy-rc.d"
        self._bin = folder / "bin"
        self._bin.mkdir()
        for name in NEEDED:
            program = shutil.which(name)
            assert program is not None
            (self._bin / name).symlink_to(program)
        for name, script in {"python3": PYTHON, **programs}.items():
            path = self._bin / name.replace("_", "-")
            path.unlink(missing_ok=True)
            path.write_text(script, encoding="ascii")
            path.chmod(0o755)

    def run(self, task: str) -> "subprocess.CompletedProcess[str]":
        """Run the script for a task."""
        return subprocess.run(
            [self._bin / "sh", SETUP / "debian-parts", task],
            env={"PATH": str(self._bin), "POLICY_RC_D": str(self.policy)},
            capture_output=True,
            text=True,
            check=False,
        )


def test_where_everything_is_there_nothing_is_said_or_asked(tmp_path: Path) -> None:
    machine = Machine(tmp_path, java=JAVA, mvn=NOTHING, apt_get=APT, id=ROOT)

    ran = machine.run("demo")

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert not machine.asked.exists()


def test_without_rights_it_says_what_the_demonstration_lacks_and_ends_it(tmp_path: Path) -> None:
    machine = Machine(tmp_path, java=OLD_JAVA, sudo=NO_SUDO, id=NOBODY, apt_get=APT)

    ran = machine.run("demo")

    assert ran.returncode == 1
    assert "Missing on this machine: default-jre-headless maven\n" in ran.stderr
    assert "apt-get install default-jre-headless maven" in ran.stderr
    assert not machine.asked.exists()


def test_tests_go_on_without_a_part_and_it_says_what_is_left_out(tmp_path: Path) -> None:
    machine = Machine(
        tmp_path, java=JAVA, mvn=NOTHING, openssl=NOTHING, squid=NOTHING, sudo=NO_SUDO, id=NOBODY
    )

    ran = machine.run("test")

    assert ran.returncode == 0
    assert "chromium fonts-dejavu-core" in ran.stderr
    assert "- the tests that open the report in a browser" in ran.stderr


def test_with_rights_it_updates_the_lists_first_and_installs_only_what_is_missing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, java=JAVA, mvn=NOTHING, sarg=NOTHING, apt_get=APT, id=ROOT)

    ran = machine.run("bench")

    assert ran.returncode == 0
    update, install = machine.asked.read_text(encoding="ascii").splitlines()
    assert update.startswith("update")
    assert install.endswith(" goaccess")
    assert not machine.policy.exists()


def test_what_is_installed_for_tests_is_not_started_as_a_service(tmp_path: Path) -> None:
    look = APT + f'[ "$1" = update ] || cat "{tmp_path}/policy-rc.d" > "{tmp_path}/seen"\n'
    machine = Machine(tmp_path, java=JAVA, mvn=NOTHING, openssl=NOTHING, apt_get=look, id=ROOT)

    machine.run("test")

    assert (tmp_path / "seen").read_text(encoding="ascii").endswith("exit 101\n")
    assert not machine.policy.exists()


def test_no_python_that_fits_is_said(tmp_path: Path) -> None:
    machine = Machine(tmp_path, python3="#!/bin/sh\nexit 1\n", sudo=NO_SUDO, id=NOBODY)

    ran = machine.run("install")

    assert ran.returncode == 1
    assert "apt-get install python3 python3-venv" in ran.stderr


def test_an_unknown_python_is_named_back(tmp_path: Path) -> None:
    machine = Machine(tmp_path)

    ran = subprocess.run(
        [machine._bin / "sh", SETUP / "find-python"],
        env={"PATH": str(machine._bin), "PYTHON": "python9"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 1
    assert "Python 3.11, 3.12 or 3.13" in ran.stderr
    assert "python9" in ran.stderr
