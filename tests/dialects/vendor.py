"""The toolchain samples: `preprocess.py` with its lists of transformers, loaders, and `02_preprocess.sh`."""

from dialects.promise import UNIT, Dialect, Mistake, Spelling, Target, python

HEAD = """\
import sys

import numpy as np

sys.path.append("../../01_common/python/data/")
from dataloader import *
from transformer import *

MEAN = np.array([123.675, 116.28, 103.53])


"""
MEANS = ((123.675, 116.28, 103.53), (1 / 0.017,) * 3)
CUT = Target(
    steps=({"ResizeShort": {"size": 256}}, {"CenterCrop": {"height": 224, "width": 224, "rounding": "halves"}}),
    reader="opencv",
    constants=MEANS,
)
SQUARE = Target(
    steps=({"Resize": {"height": 256, "width": 256}}, {"CenterCrop": {"height": 224, "width": 224, "rounding": "halves"}}),
    reader="opencv",
    constants=MEANS,
)
ODD = Target(steps=({"Resize": {"height": 255, "width": 255}}, SQUARE.steps[1]), reader="opencv", constants=MEANS)
BOX = Target(steps=({"Letterbox": {"height": 640, "width": 640, "fill": 127.0, "rounding": "floor"}},), reader="opencv", constants=UNIT)
STEPS = """\
def calibration_transformers():
    transformers = [
        ShortSideResizeTransformer(short_size=256),
        CenterCropTransformer(crop_size=224),
        HWC2CHWTransformer(),
        BGR2RGBTransformer(data_format="CHW"),
        MeanTransformer(MEAN),
        ScaleTransformer(scale_value=0.017),
    ]
    return transformers
"""
LETTERBOX = """\
def calibration_transformers():
    return [
        PadResizeTransformer(target_size=(640, 640)),
        HWC2CHWTransformer(),
        BGR2RGBTransformer(data_format="CHW"),
        NormalizeTransformer(255.0),
    ]
"""
INSIDE = STEPS.replace("ShortSideResizeTransformer(short_size=256)", "ResizeTransformer((256, 256), mode='opencv')")
SHELL = """\
#!/usr/bin/env bash
set -e -v
cd $(dirname $0) || exit

python3 ../../../data_preprocess.py \\
  --src_dir ../../../01_common/calibration_data/imagenet \\
  --dst_dir ./calibration_data_rgb_f32 \\
  --pic_ext .rgb \\
  --read_mode opencv \\
  --saved_data_type float32
"""
SAID = {"reader": "opencv"}
spelled, wrong = python(HEAD, name="preprocess.py", of=":calibration_transformers", target=CUT, said=SAID)


def by_shell(cls, steps, shell=SHELL, target=CUT, **rest):
    files = {"02_preprocess.sh": shell, "preprocess.py": f"{HEAD}{steps}"}
    return cls(files=files, source="02_preprocess.sh", target=target, **rest)


def loaded(mode):
    return (
        f"{STEPS}\n\ndef infer_image_preprocess(image_file):\n"
        f"    return SingleImageDataLoader(calibration_transformers(), image_file, {mode})"
    )


DIALECT = Dialect(
    spellings=(
        spelled("a list", STEPS),
        spelled("returned at once", STEPS.replace("transformers = [", "return [").replace("    return transformers\n", "")),
        spelled(
            "by position",
            STEPS.replace("short_size=", "").replace("crop_size=", "").replace('data_format="CHW"', "").replace("scale_value=", ""),
        ),
        spelled(
            "color first",
            STEPS.replace('        BGR2RGBTransformer(data_format="CHW"),\n', "").replace(
                "        HWC2CHW", "        BGR2RGBTransformer(data_format='HWC'),\n        HWC2CHW"
            ),
        ),
        spelled("TransposeTransformer", STEPS.replace("HWC2CHWTransformer()", "TransposeTransformer((2, 0, 1))")),
        spelled(
            "means in HWC",
            STEPS.replace("        MeanTransformer(MEAN),\n", "")
            .replace(
                "        HWC2CHW",
                "        BGR2RGBTransformer(data_format='HWC'),\n        MeanTransformer(MEAN, data_format='HWC'),\n        HWC2CHW",
            )
            .replace('        BGR2RGBTransformer(data_format="CHW"),\n', ""),
        ),
        spelled(
            "appended",
            STEPS.replace(
                "        ScaleTransformer(scale_value=0.017),\n    ]", "    ]\n    transformers.append(ScaleTransformer(scale_value=0.017))"
            ),
        ),
        spelled("divided", STEPS.replace("ScaleTransformer(scale_value=0.017)", "NormalizeTransformer(1 / 0.017)")),
        spelled(
            "the toolkit's own package",
            STEPS,
            files={
                "preprocess.py": "import numpy as np\nfrom horizon_tc_ui.data.transformer import *\n\n"
                "MEAN = np.array([123.675, 116.28, 103.53])\n\n\n" + STEPS
            },
        ),
        spelled(
            "this project's",
            STEPS,
            files={
                "preprocess.py": "import numpy as np\nfrom pipecheck_transformers.vendor import *\n\n"
                "MEAN = np.array([123.675, 116.28, 103.53])\n\n\n" + STEPS
            },
        ),
        spelled("a loader", loaded("imread_mode='opencv'"), ":infer_image_preprocess", said={}),
        spelled("a loader, by position", loaded("'opencv'"), ":infer_image_preprocess", said={}),
        spelled("a square", INSIDE, target=SQUARE),
        spelled("an odd square", INSIDE.replace("256", "255"), target=ODD),
        spelled("a letterbox", LETTERBOX, target=BOX),
        spelled("a letterbox, scaled", LETTERBOX.replace("NormalizeTransformer(255.0)", "ScaleTransformer(1 / 255)"), target=BOX),
        by_shell(Spelling, STEPS, id="the shell script"),
        by_shell(Spelling, LETTERBOX, id="the shell script's letterbox", target=BOX),
        by_shell(Spelling, STEPS, SHELL.replace(" \\\n  --saved_data_type float32", ""), id="the type by the folder"),
        by_shell(
            Spelling,
            STEPS,
            SHELL.replace("cd $(dirname $0) || exit\n", 'cd "$(dirname "$0")"\nDST=./calibration_data_rgb_f32\n').replace(
                "--dst_dir ./calibration_data_rgb_f32", '--dst_dir "$DST"'
            ),
            id="a variable",
        ),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "pipecheck.toml", STEPS.replace('        BGR2RGBTransformer(data_format="CHW"),\n', "")),
        wrong(
            "swapped order",
            "PC201",
            "RGB2BGRTransformer",
            STEPS.replace("        MeanTransformer", "        RGB2BGRTransformer(data_format='CHW'),\n        MeanTransformer").replace(
                "MeanTransformer(MEAN)", "MeanTransformer(MEAN[::-1])"
            ),
            id="swapped back",
        ),
        wrong("double normalisation", "PC301", "ScaleTransformer", STEPS),
        by_shell(
            Mistake,
            STEPS,
            id="double normalisation by the shell script",
            kind="double normalisation",
            code="PC301",
            at="ScaleTransformer",
            march="bayes-e",
            roads=("calibration",),
        ),
        wrong(
            "missing normalisation",
            "PC302",
            "pipecheck.toml",
            STEPS.replace("        MeanTransformer(MEAN),\n        ScaleTransformer(scale_value=0.017),\n", ""),
        ),
        wrong("std as scale", "PC304", "ScaleTransformer", STEPS.replace("0.017", "58.82")),
        wrong("times 255", "PC305", "ScaleTransformer(255", STEPS.replace("0.017),", "0.017),\n        ScaleTransformer(255),")),
        wrong(
            "times 255",
            "PC305",
            "NormalizeTransformer",
            LETTERBOX.replace("NormalizeTransformer(255.0)", "NormalizeTransformer(1.0)"),
            target=BOX,
            id="not divided",
        ),
        wrong("other kernel", "PC403", "INTER_CUBIC", STEPS.replace("short_size=256", "short_size=256, interpolation='INTER_CUBIC'")),
        wrong(
            "other kernel",
            "PC404",
            "PILResize",
            STEPS.replace("ShortSideResizeTransformer(short_size=256)", "PILResizeTransformer(size=256)"),
            id="Pillow",
        ),
        wrong("other size policy", "PC402", "ResizeTransformer", INSIDE),
        wrong(
            "crop off by one",
            "PC407",
            "PILCenterCrop",
            INSIDE.replace("256", "255").replace("CenterCropTransformer(crop_size=224)", "PILCenterCropTransformer(size=224)"),
            target=ODD,
        ),
        wrong("pad value", "PC405", "pad_value", LETTERBOX.replace("(640, 640)", "(640, 640), pad_value=114."), target=BOX),
        wrong(
            "other layout",
            "PC203",
            "pipecheck.toml",
            STEPS.replace("        HWC2CHWTransformer(),\n", "").replace('"CHW"', '"HWC"').replace("(MEAN)", "(MEAN, 'HWC')"),
        ),
        wrong("other layout", "PC203", "CHW2HWC", STEPS.replace("0.017),", "0.017),\n        CHW2HWCTransformer(),"), id="turned back"),
    ),
    silent={"augmentation": "the samples have no random step"},
)
