"""``python -m convkit.plot``: every picture of the course on one page, light beside dark."""

import sys
import time
from pathlib import Path

from convkit.plot.draw.style import INK, PAPER
from convkit.plot.examples import examples

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title>
<style>
body{{margin:0;font:15px/1.5 sans-serif;color:{ink};background:{paper}}}
h1{{margin:24px 32px}} section{{display:grid;grid-template-columns:1fr 1fr 380px}}
section>div{{padding:16px 32px}} h2{{grid-column:1/-1;margin:20px 32px 4px;font-size:16px}}
.dark{{background:#111}} .narrow img{{width:350px}}
</style><h1>Every picture of the course</h1>
<p style="margin:0 32px">In a light notebook, in a dark one, and at 350 pixels.</p>
{body}</html>
"""


def main(folder="pictures"):
    """Write the page and each picture as SVG; print how long each took."""
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    sections = []
    for name, draw in examples():
        start = time.perf_counter()
        picture = draw()
        shown = picture._repr_html_()
        took = 1000 * (time.perf_counter() - start)
        picture.save(folder / f"{name.replace(' ', '-').replace(',', '')}.svg")
        print(f"{took:6.0f} ms  {name}")
        cells = "".join(
            f'<div class="{kind}">{shown}</div>' for kind in ("light", "dark", "narrow")
        )
        sections.append(f"<section><h2>{name}</h2>{cells}</section>")
    page = folder / "index.html"
    page.write_text(PAGE.format(ink=INK, paper=PAPER, body="\n".join(sections)), "utf-8")
    print(page)


if __name__ == "__main__":
    main(*sys.argv[1:])
