"""What to say where bubblewrap does not work: why, and what the choices are."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.sandbox.levels import landlock

INSTALL = "sudo apt-get install bubblewrap"
APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
FORBIDDEN = (
    (Path("/proc/sys/user/max_user_namespaces"), "user.max_user_namespaces=10000"),
    (Path("/proc/sys/kernel/unprivileged_userns_clone"), "kernel.unprivileged_userns_clone=1"),
)
CONTAINERS = (Path("/.dockerenv"), Path("/run/.containerenv"))
DOCKER = (
    "docker run --cap-add SYS_ADMIN --security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined …"
)


def on(reason: str, remedy: str) -> str:
    """Two lines: why bubblewrap does not work here; what to do instead."""
    missing = landlock.unavailable()
    weaker = (
        f"--isolation landlock cannot be had either: {missing}"
        if missing
        else "or say --isolation landlock, which needs no namespaces"
    )
    return (
        f"bubblewrap does not work here: {reason}.\n"
        f"Either {remedy}; {weaker}; or, for submissions you trust only, --isolation process."
    )


def not_installed() -> str:
    return on("it is not installed", f"install it ({INSTALL})")


def refused(said: str) -> str:
    """The advice where bubblewrap has ended with these words."""
    if in_container():
        return on(
            f"this container may not make namespaces ({said})", f"start the container with {DOCKER}"
        )
    if value_of(APPARMOR) == "1" and os.geteuid() != 0:
        return on(
            f"AppArmor forbids ordinary programs to make user namespaces ({said})",
            "allow it with sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
        )
    for path, setting in FORBIDDEN:
        if value_of(path) == "0":
            return on(
                f"this system forbids user namespaces ({said})",
                f"allow them with sudo sysctl {setting}",
            )
    return on(said or "it ended without a word", "mend that")


def in_container() -> bool:
    """Whether this is a container, as Docker, Podman and Kubernetes mark it."""
    return any(map(Path.exists, CONTAINERS)) or "KUBERNETES_SERVICE_HOST" in os.environ


def value_of(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
