"""nbgrader's own commands work in this folder: solutions/ is its source, notebooks/ its release."""

from autograder.grade.by_nbgrader import autograde_preprocessors

c = get_config()  # noqa: F821 (nbgrader provides it)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.Autograde.autograde_preprocessors = autograde_preprocessors()
# One folder a lesson, no header or footer cells: what is committed is what is released.
c.CourseDirectory.course_id = "convolution"
