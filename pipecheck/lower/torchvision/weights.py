"""The facts that torchvision publishes with its weights: sizes, kernel, mean and standard deviation of their presets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

VERSION = "0.28"
"""The release that these facts are of; published weights keep theirs, but what `DEFAULT` means may change."""


@dataclass(frozen=True, slots=True)
class Published:
    """The *preset* of the weights *member*, and the *facts* in which it differs from the defaults of that preset.

    *disputed* are those that other weights of the same model do not share.
    """

    member: str
    preset: str
    facts: Mapping[str, Any]
    disputed: frozenset[str]


def published(enum: str, member: str) -> Published | None:
    """What is published of *member* of the enumeration *enum*, where `DEFAULT` is the one that bears the star."""
    alike = [each for each in _each() if each[0].split(".")[0] == enum]
    for name, starred, preset, facts in alike:
        if name == f"{enum}.{member}" or (starred and member == "DEFAULT"):
            differ = {key for *_, others in alike for key in {**facts, **others} if facts.get(key) != others.get(key)}
            return Published(name.split(".")[1], preset, facts, frozenset(differ))
    return None


def names() -> list[str]:
    """All weights whose presets are known, as `ResNet50_Weights.IMAGENET1K_V2`."""
    return [name for name, *_ in _each()]


def of_model(model: str) -> str | None:
    """The enumeration of the weights for the builder *model*, such as `resnet50`."""
    return next((enum for enum in dict.fromkeys(name.split(".")[0] for name in names()) if _builder(enum) == model), None)


def _builder(enum: str) -> str:
    model, _, quantized = enum.removesuffix("Weights").lower().rpartition("_")
    return f"{quantized}_{model}" if quantized else model


def _each() -> Iterator[tuple[str, bool, str, Mapping[str, Any]]]:
    for preset, facts, members in _PUBLISHED:
        yield from ((name.rstrip("*"), name.endswith("*"), preset, facts) for name in members.split())


_HALVES = {"mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5)}
_CAFFE = {"mean": (0.48235, 0.45882, 0.40784), "std": (1 / 255, 1 / 255, 1 / 255)}
_PUBLISHED: tuple[tuple[str, Mapping[str, Any], str], ...] = (
    ("ImageClassification", {"resize_size": 224, "crop_size": 224, "interpolation": "BICUBIC"}, """
        MaxVit_T_Weights.IMAGENET1K_V1* RegNet_Y_128GF_Weights.IMAGENET1K_SWAG_LINEAR_V1 RegNet_Y_16GF_Weights.IMAGENET1K_SWAG_LINEAR_V1
        RegNet_Y_32GF_Weights.IMAGENET1K_SWAG_LINEAR_V1 ViT_B_16_Weights.IMAGENET1K_SWAG_LINEAR_V1
        ViT_H_14_Weights.IMAGENET1K_SWAG_LINEAR_V1 ViT_L_16_Weights.IMAGENET1K_SWAG_LINEAR_V1
        """),
    ("ImageClassification", {"resize_size": 232, "crop_size": 224, "interpolation": "BICUBIC"}, "Swin_T_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 238, "crop_size": 224, "interpolation": "BICUBIC"}, "Swin_B_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 246, "crop_size": 224, "interpolation": "BICUBIC"}, "Swin_S_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 256, "crop_size": 224, "interpolation": "BICUBIC"}, "EfficientNet_B0_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 256, "crop_size": 240, "interpolation": "BICUBIC"}, "EfficientNet_B1_Weights.IMAGENET1K_V1"),
    ("ImageClassification", {"resize_size": 260, "crop_size": 256, "interpolation": "BICUBIC"}, """
        Swin_V2_S_Weights.IMAGENET1K_V1* Swin_V2_T_Weights.IMAGENET1K_V1*
        """),
    ("ImageClassification", {"resize_size": 272, "crop_size": 256, "interpolation": "BICUBIC"}, "Swin_V2_B_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 288, "crop_size": 288, "interpolation": "BICUBIC"}, "EfficientNet_B2_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 320, "crop_size": 300, "interpolation": "BICUBIC"}, "EfficientNet_B3_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 384, "crop_size": 380, "interpolation": "BICUBIC"}, "EfficientNet_B4_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 384, "crop_size": 384, "interpolation": "BICUBIC"}, """
        RegNet_Y_128GF_Weights.IMAGENET1K_SWAG_E2E_V1* RegNet_Y_16GF_Weights.IMAGENET1K_SWAG_E2E_V1
        RegNet_Y_32GF_Weights.IMAGENET1K_SWAG_E2E_V1 ViT_B_16_Weights.IMAGENET1K_SWAG_E2E_V1
        """),
    ("ImageClassification", {"resize_size": 456, "crop_size": 456, "interpolation": "BICUBIC"}, "EfficientNet_B5_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 480, "crop_size": 480, "interpolation": "BICUBIC", **_HALVES}, """
        EfficientNet_V2_L_Weights.IMAGENET1K_V1*
        """),
    ("ImageClassification", {"resize_size": 512, "crop_size": 512, "interpolation": "BICUBIC"}, """
        ViT_L_16_Weights.IMAGENET1K_SWAG_E2E_V1
        """),
    ("ImageClassification", {"resize_size": 518, "crop_size": 518, "interpolation": "BICUBIC"}, """
        ViT_H_14_Weights.IMAGENET1K_SWAG_E2E_V1*
        """),
    ("ImageClassification", {"resize_size": 528, "crop_size": 528, "interpolation": "BICUBIC"}, "EfficientNet_B6_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 600, "crop_size": 600, "interpolation": "BICUBIC"}, "EfficientNet_B7_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 230, "crop_size": 224}, "ConvNeXt_Small_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 232, "crop_size": 224}, """
        ConvNeXt_Base_Weights.IMAGENET1K_V1* ConvNeXt_Large_Weights.IMAGENET1K_V1* MNASNet0_75_Weights.IMAGENET1K_V1*
        MNASNet1_3_Weights.IMAGENET1K_V1* MobileNet_V2_Weights.IMAGENET1K_V2* MobileNet_V3_Large_Weights.IMAGENET1K_V2*
        RegNet_X_16GF_Weights.IMAGENET1K_V2* RegNet_X_1_6GF_Weights.IMAGENET1K_V2* RegNet_X_32GF_Weights.IMAGENET1K_V2*
        RegNet_X_3_2GF_Weights.IMAGENET1K_V2* RegNet_X_400MF_Weights.IMAGENET1K_V2* RegNet_X_800MF_Weights.IMAGENET1K_V2*
        RegNet_X_8GF_Weights.IMAGENET1K_V2* RegNet_Y_16GF_Weights.IMAGENET1K_V2* RegNet_Y_1_6GF_Weights.IMAGENET1K_V2*
        RegNet_Y_32GF_Weights.IMAGENET1K_V2* RegNet_Y_3_2GF_Weights.IMAGENET1K_V2* RegNet_Y_400MF_Weights.IMAGENET1K_V2*
        RegNet_Y_800MF_Weights.IMAGENET1K_V2* RegNet_Y_8GF_Weights.IMAGENET1K_V2* ResNeXt101_32X8D_QuantizedWeights.IMAGENET1K_FBGEMM_V2*
        ResNeXt101_32X8D_Weights.IMAGENET1K_V2* ResNeXt101_64X4D_QuantizedWeights.IMAGENET1K_FBGEMM_V1*
        ResNeXt101_64X4D_Weights.IMAGENET1K_V1* ResNeXt50_32X4D_Weights.IMAGENET1K_V2* ResNet101_Weights.IMAGENET1K_V2*
        ResNet152_Weights.IMAGENET1K_V2* ResNet50_QuantizedWeights.IMAGENET1K_FBGEMM_V2* ResNet50_Weights.IMAGENET1K_V2*
        ShuffleNet_V2_X1_5_QuantizedWeights.IMAGENET1K_FBGEMM_V1* ShuffleNet_V2_X1_5_Weights.IMAGENET1K_V1*
        ShuffleNet_V2_X2_0_QuantizedWeights.IMAGENET1K_FBGEMM_V1* ShuffleNet_V2_X2_0_Weights.IMAGENET1K_V1*
        Wide_ResNet101_2_Weights.IMAGENET1K_V2* Wide_ResNet50_2_Weights.IMAGENET1K_V2*
        """),
    ("ImageClassification", {"resize_size": 236, "crop_size": 224}, "ConvNeXt_Tiny_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 242, "crop_size": 224}, "ViT_L_16_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 256, "crop_size": 224, **_CAFFE}, """
        VGG16_Weights.IMAGENET1K_FEATURES
        """),
    ("ImageClassification", {"resize_size": 256, "crop_size": 224}, """
        AlexNet_Weights.IMAGENET1K_V1* DenseNet121_Weights.IMAGENET1K_V1* DenseNet161_Weights.IMAGENET1K_V1*
        DenseNet169_Weights.IMAGENET1K_V1* DenseNet201_Weights.IMAGENET1K_V1* GoogLeNet_QuantizedWeights.IMAGENET1K_FBGEMM_V1*
        GoogLeNet_Weights.IMAGENET1K_V1* MNASNet0_5_Weights.IMAGENET1K_V1* MNASNet1_0_Weights.IMAGENET1K_V1*
        MobileNet_V2_QuantizedWeights.IMAGENET1K_QNNPACK_V1* MobileNet_V2_Weights.IMAGENET1K_V1
        MobileNet_V3_Large_QuantizedWeights.IMAGENET1K_QNNPACK_V1* MobileNet_V3_Large_Weights.IMAGENET1K_V1
        MobileNet_V3_Small_Weights.IMAGENET1K_V1* RegNet_X_16GF_Weights.IMAGENET1K_V1 RegNet_X_1_6GF_Weights.IMAGENET1K_V1
        RegNet_X_32GF_Weights.IMAGENET1K_V1 RegNet_X_3_2GF_Weights.IMAGENET1K_V1 RegNet_X_400MF_Weights.IMAGENET1K_V1
        RegNet_X_800MF_Weights.IMAGENET1K_V1 RegNet_X_8GF_Weights.IMAGENET1K_V1 RegNet_Y_16GF_Weights.IMAGENET1K_V1
        RegNet_Y_1_6GF_Weights.IMAGENET1K_V1 RegNet_Y_32GF_Weights.IMAGENET1K_V1 RegNet_Y_3_2GF_Weights.IMAGENET1K_V1
        RegNet_Y_400MF_Weights.IMAGENET1K_V1 RegNet_Y_800MF_Weights.IMAGENET1K_V1 RegNet_Y_8GF_Weights.IMAGENET1K_V1
        ResNeXt101_32X8D_QuantizedWeights.IMAGENET1K_FBGEMM_V1 ResNeXt101_32X8D_Weights.IMAGENET1K_V1
        ResNeXt50_32X4D_Weights.IMAGENET1K_V1 ResNet101_Weights.IMAGENET1K_V1 ResNet152_Weights.IMAGENET1K_V1
        ResNet18_QuantizedWeights.IMAGENET1K_FBGEMM_V1* ResNet18_Weights.IMAGENET1K_V1* ResNet34_Weights.IMAGENET1K_V1*
        ResNet50_QuantizedWeights.IMAGENET1K_FBGEMM_V1 ResNet50_Weights.IMAGENET1K_V1
        ShuffleNet_V2_X0_5_QuantizedWeights.IMAGENET1K_FBGEMM_V1* ShuffleNet_V2_X0_5_Weights.IMAGENET1K_V1*
        ShuffleNet_V2_X1_0_QuantizedWeights.IMAGENET1K_FBGEMM_V1* ShuffleNet_V2_X1_0_Weights.IMAGENET1K_V1*
        SqueezeNet1_0_Weights.IMAGENET1K_V1* SqueezeNet1_1_Weights.IMAGENET1K_V1* VGG11_BN_Weights.IMAGENET1K_V1*
        VGG11_Weights.IMAGENET1K_V1* VGG13_BN_Weights.IMAGENET1K_V1* VGG13_Weights.IMAGENET1K_V1* VGG16_BN_Weights.IMAGENET1K_V1*
        VGG16_Weights.IMAGENET1K_V1* VGG19_BN_Weights.IMAGENET1K_V1* VGG19_Weights.IMAGENET1K_V1* ViT_B_16_Weights.IMAGENET1K_V1*
        ViT_B_32_Weights.IMAGENET1K_V1* ViT_L_32_Weights.IMAGENET1K_V1* Wide_ResNet101_2_Weights.IMAGENET1K_V1
        Wide_ResNet50_2_Weights.IMAGENET1K_V1
        """),
    ("ImageClassification", {"resize_size": 255, "crop_size": 240}, "EfficientNet_B1_Weights.IMAGENET1K_V2*"),
    ("ImageClassification", {"resize_size": 342, "crop_size": 299}, """
        Inception_V3_QuantizedWeights.IMAGENET1K_FBGEMM_V1* Inception_V3_Weights.IMAGENET1K_V1*
        """),
    ("ImageClassification", {"resize_size": 384, "crop_size": 384}, "EfficientNet_V2_S_Weights.IMAGENET1K_V1*"),
    ("ImageClassification", {"resize_size": 480, "crop_size": 480}, "EfficientNet_V2_M_Weights.IMAGENET1K_V1*"),
    ("ObjectDetection", {}, """
        FCOS_ResNet50_FPN_Weights.COCO_V1* FasterRCNN_MobileNet_V3_Large_320_FPN_Weights.COCO_V1*
        FasterRCNN_MobileNet_V3_Large_FPN_Weights.COCO_V1* FasterRCNN_ResNet50_FPN_V2_Weights.COCO_V1*
        FasterRCNN_ResNet50_FPN_Weights.COCO_V1* KeypointRCNN_ResNet50_FPN_Weights.COCO_LEGACY KeypointRCNN_ResNet50_FPN_Weights.COCO_V1*
        MaskRCNN_ResNet50_FPN_V2_Weights.COCO_V1* MaskRCNN_ResNet50_FPN_Weights.COCO_V1* RetinaNet_ResNet50_FPN_V2_Weights.COCO_V1*
        RetinaNet_ResNet50_FPN_Weights.COCO_V1* SSD300_VGG16_Weights.COCO_V1* SSDLite320_MobileNet_V3_Large_Weights.COCO_V1*
        """),
    ("SemanticSegmentation", {"resize_size": 520}, """
        DeepLabV3_MobileNet_V3_Large_Weights.COCO_WITH_VOC_LABELS_V1* DeepLabV3_ResNet101_Weights.COCO_WITH_VOC_LABELS_V1*
        DeepLabV3_ResNet50_Weights.COCO_WITH_VOC_LABELS_V1* FCN_ResNet101_Weights.COCO_WITH_VOC_LABELS_V1*
        FCN_ResNet50_Weights.COCO_WITH_VOC_LABELS_V1* LRASPP_MobileNet_V3_Large_Weights.COCO_WITH_VOC_LABELS_V1*
        """),
)  # fmt: skip
