"""``python -m benchmarks [name ...]``: run every benchmark here, or those named."""

import pkgutil
import sys
from importlib import import_module

import benchmarks


def run(names):
    """Call `main` of every module of this folder that has one and is asked for."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    unknown = sorted(set(names) - set(found))
    if unknown:
        raise SystemExit(f"no benchmark {unknown}; there are {[*found]}")
    for name in names or found:
        if name == "__main__":
            continue
        module = import_module(f"benchmarks.{name}")
        if hasattr(module, "main"):
            print(f"== {name}: {module.__doc__.splitlines()[0]}")
            module.main()
            print()


if __name__ == "__main__":
    run(sys.argv[1:])
