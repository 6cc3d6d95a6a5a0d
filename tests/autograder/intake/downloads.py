"""Downloads as the systems make them."""

import io
import zipfile

LESSON = "91_exam"
CANVAS = "lovelaceada_1001_555_91_exam.ipynb"
MOODLE = "Ada Lovelace_4711_assignsubmission_file/91_exam.ipynb"
BLACKBOARD = "91_exam_ada_attempt_2026-03-01-12-00-00_91_exam.ipynb"
EXCHANGE = "ada+91_exam+2026-03-01 12:00:00.123456 UTC+c3VmZml4/91_exam.ipynb"


def zipped(files, path=None, time=(2026, 3, 1, 12, 0, 0)):
    """A zip of names and contents; its bytes, or a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, time)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    if path is None:
        return out.getvalue()
    path.write_bytes(out.getvalue())
    return path
