"""nbgrader's own commands work in this folder: solutions/ is its source, notebooks/ its release."""

c = get_config()  # noqa: F821 (nbgrader provides it)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
# nbgrader's own, but for the one that saves scores: it knows of optional exercises
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.grade.by_nbgrader.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# One folder a lesson, no header or footer cells: what is committed is what is released.
c.CourseDirectory.course_id = "convolution"
