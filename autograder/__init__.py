"""autograder: checks, builds and grades the course.

A lesson's check cells import what they need from here::

    from autograder import begin, case, check, normal

The names are in `__init__.pyi`; each is imported when it is first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
