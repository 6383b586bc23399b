"""Small configs of OpenMMLab's libraries, one of each generation."""

NORM = "img_norm_cfg = dict(mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True)\n"
MEANS = "mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375)"
LOAD = "dict(type='LoadImageFromFile')"


def pipeline(*steps, end="PackInputs", name="test_pipeline"):
    last = f", dict(type='{end}')" if end else ""
    return f"{name} = [{LOAD}, {', '.join(steps)}{last}]\n"


CLASSIFIER = (
    NORM + "test_pipeline = [\n"
    "    dict(type='LoadImageFromFile'),\n"
    "    dict(type='Resize', size=(256, -1)),\n"
    "    dict(type='CenterCrop', crop_size=224),\n"
    "    dict(type='Normalize', **img_norm_cfg),\n"
    "    dict(type='ImageToTensor', keys=['img']),\n"
    "    dict(type='Collect', keys=['img'])]\n"
    "data = dict(samples_per_gpu=32, test=dict(type='ImageNet', pipeline=test_pipeline))\n"
)
DETECTOR = (
    NORM
    + "test_pipeline = [dict(type='LoadImageFromFile'), dict(type='MultiScaleFlipAug', img_scale=(1333, 800), flip=False, transforms=[\n"
    "    dict(type='Resize', keep_ratio=True), dict(type='RandomFlip'), dict(type='Normalize', **img_norm_cfg),\n"
    "    dict(type='Pad', size_divisor=32), dict(type='ImageToTensor', keys=['img']), dict(type='Collect', keys=['img'])])]\n"
    "data = {'test': {'pipeline': test_pipeline}}\n"
)
NEWER = (
    "data_preprocessor = dict(num_classes=1000, mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True)\n"
    + pipeline("dict(type='ResizeEdge', scale=256, edge='short')", "dict(type='CenterCrop', crop_size=224)")
    + "test_dataloader = dict(batch_size=1, dataset=dict(type='ImageNet', pipeline=test_pipeline))\n"
)
YOLO = (
    "img_scale = (640, 640)\n"
    "model = dict(type='YOLODetector', data_preprocessor=dict(type='mmdet.DetDataPreprocessor', mean=[0., 0., 0.], std=[255., 255., 255.],"
    " bgr_to_rgb=True))\n"
    + pipeline(
        "dict(type='YOLOv5KeepRatioResize', scale=img_scale)",
        "dict(type='LetterResize', scale=img_scale, allow_scale_up=False, pad_val=dict(img=114))",
        "dict(type='LoadAnnotations', with_bbox=True, _scope_='mmdet')",
        end="mmdet.PackDetInputs",
    )
)
YOLOX = "model = dict(data_preprocessor=dict(type='DetDataPreprocessor', pad_size_divisor=32))\n" + pipeline(
    "dict(type='Resize', scale=(640, 640), keep_ratio=True)",
    "dict(type='Pad', pad_to_square=True, pad_val=dict(img=(114.0, 114.0, 114.0)))",
    end="PackDetInputs",
)
SEGMENTER = (
    "data_preprocessor = dict(type='SegDataPreProcessor', mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], bgr_to_rgb=True,"
    " pad_val=0, seg_pad_val=255, size=(512, 512), test_cfg=dict(size_divisor=32))\n"
    "model = dict(data_preprocessor=data_preprocessor)\n"
    + pipeline("dict(type='Resize', scale=(2048, 1024), keep_ratio=True)", "dict(type='LoadAnnotations')", end="PackSegInputs")
)
POSE = (
    "val_pipeline = [dict(type='LoadImageFromFile'), dict(type='TopDownGetBboxCenterScale', padding=1.25), dict(type='TopDownAffine'),"
    " dict(type='ToTensor'), dict(type='NormalizeTensor', mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),"
    " dict(type='Collect', keys=['img'])]\n"
)
