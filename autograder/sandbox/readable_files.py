"""What a lesson's candidates may import, and which files they can read for it."""

from __future__ import annotations

import ast
import atexit
import importlib.metadata
import shutil
import sys
import tempfile
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
    modules = tuple(modules)
    files |= convkit_files(tuple(m for m in modules if m.partition(".")[0] == "convkit"))
    for module in modules:
        root = module.partition(".")[0]
        if root != "convkit" and root not in sys.stdlib_module_names:
            for distribution in distributions_of(root):
                files |= distribution_files(distribution)
    return files


def imported(sources: Iterable[str]) -> tuple[str, ...]:
    """What these cells import: modules, and of convkit the names alone."""
    names = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                names |= {a.name for a in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module == "convkit":
                names |= {f"{home_of(a.name)}.{a.name}" for a in node.names}
            elif isinstance(node, ast.ImportFrom) and str(node.module).startswith("convkit."):
                names |= {f"{node.module}.{a.name}" for a in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
    return tuple(sorted(names))


def home_of(name: str) -> str:
    """The module of convkit behind a name of the package."""
    import convkit

    module = getattr(getattr(convkit, name, None), "__module__", None)
    return module or f"convkit.{name}"


def installed() -> set[str]:
    """The top-level names of everything that the course's environment has."""
    folders = [Path(folder) for folder in sys.path if folder.endswith("-packages")]
    there = [entry for folder in folders if folder.is_dir() for entry in folder.iterdir()]
    names = {entry.name.partition(".")[0] for entry in there}
    names = {name for name in names if name.isidentifier() and not name.startswith("__")}
    return names | {"autograder", "convkit"}


def distributions_of(module: str) -> list[str]:
    """The installed distributions a module comes from; mostly the one of its own name."""
    try:
        importlib.metadata.distribution(module)
    except importlib.metadata.PackageNotFoundError:
        return _distributions().get(module, [module])
    return [module]


@cache
def _distributions() -> dict[str, list[str]]:  # every file of every distribution is looked at
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
        for top in top_entries(distribution):
            if top != ".." and not top.endswith((".dist-info", ".pth")) and top != "__pycache__":
                files[top] = Path(str(distribution.locate_file(top)))
        for line in distribution.requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                queue.append(requirement.name)
    return {top: path for top, path in files.items() if path.exists()}


def top_entries(distribution: importlib.metadata.Distribution) -> set[str]:
    """What a distribution has put beside others; its list of files can be very long."""
    record = distribution.read_text("RECORD")
    if record is None:
        return {file.parts[0] for file in distribution.files or ()}
    return {line.partition(",")[0].partition("/")[0] for line in record.splitlines() if line}


HOME = PACKAGE.parent


@cache
def convkit_files(wanted: tuple[str, ...]) -> dict[str, Path]:
    """The parts of convkit that a lesson allows, written anew: what is not used is not there.

    Parameters
    ----------
    wanted : names of functions, classes or modules, as ``convkit.convolution.conv.conv2d``
    """
    parts = Parts()
    for name in wanted:
        parts.want(name)
    place = Path(tempfile.mkdtemp(prefix="convkit-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    files = {}
    for name, text in parts.texts().items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o644)
        files[name] = path
    return files


class Parts:
    """The definitions of convkit that some of its names stand on, module by module."""

    def __init__(self) -> None:
        self.needed: dict[str, set[str]] = {}
        self.public: list[tuple[str, str]] = []  # what was asked for: module, name
        self.modules: set[str] = set()  # that are named as a whole
        self.attributes: set[str] = set()

    def want(self, name: str) -> None:
        """Have a name of convkit, or every public name of a module or package."""
        if trees := [module for module in below(name) if module_file(module)]:
            for module in trees:
                for defined in definitions(module):
                    if not defined.startswith("_"):
                        self.want(f"{module}.{defined}")
            return
        module, _, name = name.rpartition(".")
        if module_file(module) and name in definitions(module):
            self.public.append((module, name))
            self.need(module, name)

    def need(self, module: str, name: str) -> None:
        """A name of a module, and all that it names in its turn."""
        names = self.needed.setdefault(module, set())
        known = definitions(module)
        if name in names or name not in known:
            return
        names.add(name)
        node = known[name]
        if isinstance(node, ast.ImportFrom):
            origin = source_of(module, node)
            real = next(a.name for a in node.names if (a.asname or a.name) == name)
            if module_file(f"{origin}.{real}"):
                self.modules.add(f"{origin}.{real}")
            elif module_file(origin):
                self.need(origin, real)
        else:
            for part in ast.walk(node):
                if isinstance(part, ast.Name):
                    self.need(module, part.id)
                elif isinstance(part, ast.Attribute):
                    self.attributes.add(part.attr)
        # what is a module may be handed on before something of it is used
        for other in sorted(self.modules):
            for attribute in sorted(self.attributes & definitions(other).keys()):
                self.need(other, attribute)

    def texts(self) -> dict[str, str]:
        """The files: only what is needed, without what is written about it."""
        texts = {}
        for module, names in self.needed.items():
            nodes = dict.fromkeys(n for name, n in definitions(module).items() if name in names)
            lines = [ast.unparse(only(node, names)) for node in nodes]
            texts[f"{module.replace('.', '/')}.py"] = "\n".join(lines) + "\n"
            for package in packages_of(module):
                texts.setdefault(f"{package.replace('.', '/')}/__init__.py", "")
        if texts:
            lines = [f"from {module} import {name}" for module, name in sorted(self.public)]
            texts["convkit/__init__.py"] = "\n".join(lines) + "\n"
        return texts


def below(name: str) -> list[str]:
    """A module, or all that lie in a package; none if the name is neither."""
    folder = HOME.joinpath(*name.split("."))
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
    names = [".".join(p.relative_to(HOME).with_suffix("").parts) for p in files if p.exists()]
    return [name for name in names if not name.endswith(".__init__")]


def module_file(module: str) -> Path | None:
    """The file of one of convkit's modules, if it is one."""
    path = HOME.joinpath(*module.split(".")).with_suffix(".py")
    return path if module.startswith("convkit.") and path.is_file() else None


def packages_of(module: str) -> list[str]:
    steps = module.split(".")
    return [".".join(steps[:n]) for n in range(1, len(steps))]


@cache
def definitions(module: str) -> dict[str, ast.stmt]:
    """Every name of a module and the statement that makes it."""
    path = module_file(module)
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(path.read_text()).body if path else ():
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] = node
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {(a.asname or a.name).partition(".")[0]: node for a in names}
            case ast.Assign(targets=targets):
                found |= {n.id: node for t in targets for n in ast.walk(t) if type(n) is ast.Name}
            case ast.AnnAssign(target=ast.Name(id=name)):
                found[name] = node
    return {name: node for name, node in found.items() if name != "__all__"}


def source_of(module: str, node: ast.ImportFrom) -> str:
    """The module that a statement imports from."""
    if not node.level:
        return node.module or ""
    above = module.split(".")[: -node.level]
    return ".".join([*above, *(node.module or "").split(".")]).rstrip(".")


def only(node: ast.stmt, names: set[str]) -> ast.stmt:
    """A statement without the imports nobody needs, and without its docstrings."""
    if isinstance(node, ast.ImportFrom) and node.module != "__future__":
        kept = [a for a in node.names if (a.asname or a.name) in names]
        return ast.ImportFrom(node.module, kept, node.level)
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(part) is not None:
            part.body = part.body[1:] or [ast.Pass()]
    return node
