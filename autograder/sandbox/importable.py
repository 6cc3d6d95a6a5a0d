"""What a lesson's candidates may import, and which files that is."""

from __future__ import annotations

import ast
import importlib.metadata
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Policy:
    """What a lesson's candidates may import: the exercises, and the setup cells besides."""

    allow: tuple[str, ...]
    setup_allow: tuple[str, ...] = ()

    @property
    def modules(self) -> tuple[str, ...]:
        return tuple(sorted({"numpy", *self.allow, *self.setup_allow}))

    @property
    def preload(self) -> list[str]:
        warm = ["numpy", "numpy.random", "numpy.linalg", "numpy.fft"]
        return [*warm, "torch"] if "torch" in self.modules else warm


def site(modules: Iterable[str]) -> dict[str, Path]:
    """The candidate's import path, as relative name -> real file.

    Of this project that is `student_side` and the modules the lesson allows.
    """
    files = {"autograder/student_side": PACKAGE / "student_side"}
    for module in modules:
        root = module.partition(".")[0]
        if root == "convkit":
            files |= convkit_files(module) | distribution_files("lazy_loader")
        elif root not in sys.stdlib_module_names:
            for distribution in _distributions().get(root, [root]):
                files |= distribution_files(distribution)
    return files


def installed() -> set[str]:
    """The top-level names of everything that the course's environment has."""
    return {*_distributions(), "autograder", "convkit"}


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


@cache
def distribution_files(name: str) -> dict[str, Path]:
    """Top-level entries of an installed distribution and of all it requires."""
    from packaging.requirements import Requirement

    files: dict[str, Path] = {}
    queue, seen = [name], set()
    while queue:
        name = queue.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        for file in distribution.files or ():
            top = file.parts[0]
            if top != ".." and not top.endswith((".dist-info", ".pth")) and top != "__pycache__":
                files[top] = Path(str(distribution.locate_file(top)))
        for line in distribution.requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                queue.append(requirement.name)
    return {top: path for top, path in files.items() if path.exists()}


def modules_below(package: Path) -> list[str]:
    """Every module of a package, its folders' too."""
    files = (p.relative_to(package.parent).with_suffix("") for p in package.rglob("*.py"))
    return [".".join(file.parts) for file in files]


def convkit_files(module: str) -> dict[str, Path]:
    """A convkit module and the convkit modules it imports itself."""
    home = PACKAGE.parent / "convkit"
    files = {f"convkit/{name}": home / name for name in ("__init__.py", "__init__.pyi")}
    queue = [module] if "." in module else modules_below(home)
    while queue:
        name = queue.pop()
        folder = home.parent.joinpath(*name.split("."))
        path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
        if str(path.relative_to(home.parent)) in files or not path.exists():
            continue
        files[str(path.relative_to(home.parent))] = path
        queue.append(name.rpartition(".")[0])
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                origin = node.module or ""
                if node.level:
                    origin = f"convkit.{origin}".rstrip(".")
                names = [origin, *(f"{origin}.{a.name}" for a in node.names)]
            elif isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            else:
                continue
            queue += [n for n in names if n.startswith("convkit.")]
    return files
