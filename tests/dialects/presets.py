"""What torchvision publishes with its weights."""

from dialects.promise import Dialect, Spelling, Target, python

HEAD = """\
import torchvision
from torchvision import models, transforms as T
from torchvision.models import ResNet50_Weights, ViT_B_16_Weights, get_model_weights, get_weight
from torchvision.transforms import InterpolationMode
from torchvision.transforms._presets import ImageClassification

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""
spelled, wrong = python(HEAD)
NEWER = Target(steps=({"ResizeShort": {"size": 232, "library": "pil"}}, {"CenterCrop": {"height": 224, "width": 224}}))
CALL = "t = ImageClassification(\n    crop_size=224,\n    resize_size=256,\n    mean=MEAN,\n    std=STD,\n)"

DIALECT = Dialect(
    spellings=(
        spelled("a member", "t = ResNet50_Weights.IMAGENET1K_V1.transforms()"),
        spelled("by the package", "t = torchvision.models.ResNet50_Weights.IMAGENET1K_V1.transforms()"),
        spelled("in a variable", "weights = ResNet50_Weights.IMAGENET1K_V1\nt = weights.transforms()"),
        spelled("get_weight", "t = get_weight('ResNet50_Weights.IMAGENET1K_V1').transforms()"),
        spelled("by the model", "t = get_model_weights('resnet50').IMAGENET1K_V1.transforms()"),
        spelled("a key", "t = ResNet50_Weights['IMAGENET1K_V1'].transforms()"),
        spelled("another model", "t = ViT_B_16_Weights.DEFAULT.transforms()"),
        spelled("arguments", "t = ResNet50_Weights.IMAGENET1K_V2.transforms(resize_size=256)"),
        spelled("the class", "t = ImageClassification(crop_size=224)"),
        spelled("the class, all said", CALL),
        spelled("in a composition", "t = T.Compose([T.RandomHorizontalFlip(0.0), ResNet50_Weights.IMAGENET1K_V1.transforms()])"),
        spelled(
            "a function", "def make(name):\n    return models.get_weight(name).transforms()\n\n\nt = make('ResNet50_Weights.IMAGENET1K_V1')"
        ),
        spelled("newer weights", "t = ResNet50_Weights.IMAGENET1K_V2.transforms()", target=NEWER),
        spelled("the default", "t = ResNet50_Weights.DEFAULT.transforms(antialias=True)", target=NEWER),
        Spelling(id="named", files={}, source="torchvision:ResNet50_Weights.IMAGENET1K_V1"),
        Spelling(id="named by its default", files={}, source="torchvision:ResNet18_Weights"),
    ),
    mistakes=(
        wrong(
            "swapped order", "PC201", "T.Lambda", f"{CALL.replace('t =', 'p =')}\nt = T.Compose([p,\n    T.Lambda(lambda x: x[[2, 1, 0]])])"
        ),
        wrong("double normalisation", "PC301", "t = Image", CALL),
        wrong(
            "missing normalisation",
            "PC303",
            "t = Image",
            CALL.replace("mean=MEAN", "mean=(0.0, 0.0, 0.0)").replace("std=STD", "std=(1.0, 1.0, 1.0)"),
        ),
        wrong("std as scale", "PC304", "t = Image", CALL.replace("std=STD", "std=[1 / s for s in STD]")),
        wrong("times 255", "PC305", "t = Image", CALL.replace("std=STD", "std=[s / 255 for s in STD]")),
        wrong("other kernel", "PC403", "t = Image", CALL.replace("std=STD", "std=STD,\n    interpolation=InterpolationMode.BICUBIC")),
        wrong("augmentation", "PC408", "RandomRotation", f"{CALL.replace('t =', 'p =')}\nt = T.Compose([\n    T.RandomRotation(10), p])"),
        wrong("other size policy", "PC405", "t = Image", CALL.replace("256", "224"), id="another side"),
    ),
    silent={
        "crop off by one": "a preset crops in the middle",
        "pad value": "a preset never pads",
        "other layout": "a preset ends in CHW",
    },
)
