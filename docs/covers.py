"""The pictures of the README: `python docs/covers.py` draws one for every lesson.

Each is one of the pictures that `make pictures` shows, by its name there.
"""

from pathlib import Path

from convkit.plot.sheet import examples

COVERS = {
    "00_start_here": "00 planes",
    "01_cross_correlation": "01 kernels",
    "02_padding_and_stride": "02 sizes",
    "03_multichannel": "03 feature maps",
    "04_pooling": "04 winners",
    "05_matrix_view": "05 columns",
    "06_gradients": "06 blame",
    "07_transposed": "07 stamps",
    "08_dilated": "08 taps",
    "09_separable": "09 low rank",
    "10_grouped": "10 influence",
    "11_one_and_three_dimensions": "11 causal",
    "12_receptive_fields": "12 receptive field",
    "13_assembling_cnns": "13 activation",
    "14_training": "14 overfitting",
    "15_segmentation": "15 class maps",
}
FIRST = "01 window"


def main():
    """Draw what is missing or has changed."""
    here = Path(__file__).parent
    root = here.parent
    draw = dict(examples())
    wanted = {here / "window.svg": FIRST}
    for lesson, name in COVERS.items():
        if (root / "lessons" / f"{lesson}.py").exists():
            wanted[here / "lessons" / f"{lesson}.svg"] = name
    for path, name in wanted.items():
        path.parent.mkdir(exist_ok=True)
        draw[name]().save(path)
        print(path.relative_to(root))


if __name__ == "__main__":
    main()
