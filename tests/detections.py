"""Boxes for tests: written as networks write them, and judged by the plainest reading of the definitions."""

import numpy as np

SIZE = 96, 128
"""Height and width of a network's input."""
CLASSES = 3
ANCHORS = {
    "yolov5": [[(10, 13), (16, 30), (33, 23)], [(30, 61), (62, 45), (59, 119)], [(116, 90), (156, 198), (373, 326)]],
    "yolov7": [[(12, 16), (19, 36), (40, 28)], [(36, 75), (76, 55), (72, 146)], [(142, 110), (192, 243), (459, 401)]],
}
FOUND = [((10.0, 8.0, 34.0, 40.0), 0, 0.9), ((60.0, 20.0, 110.0, 90.0), 2, 0.7), ((5.0, 50.0, 25.0, 66.0), 1, 0.4)]
"""Corners in the network's input, class and score of what it found."""


def cells(stride, size=SIZE):
    return size[0] // stride, size[1] // stride


def log_odds(chance):
    return float(np.log(chance / (1 - chance)))


def middles(found=FOUND):
    """Middle, sides, class and score of each box."""
    for (left, top, right, bottom), kind, score in found:
        yield ((left + right) / 2, (top + bottom) / 2, right - left, bottom - top), kind, score


def rows(numbers, boxes, found=FOUND):
    """A row per box, most of which found nothing."""
    made = np.zeros((1, boxes, numbers), np.float32)
    for place, (box, kind, score) in zip((3, 50, 100), middles(found), strict=False):
        made[0, place, :4] = box
        made[0, place, numbers - CLASSES + kind] = score
        made[0, place, 4] = 1 if numbers == CLASSES + 5 else made[0, place, 4]
    return made


def cell_count(size=SIZE):
    return sum(np.prod(cells(stride, size)) for stride in (8, 16, 32))


def yolov5(found=FOUND):
    return {"output": rows(5 + CLASSES, 3 * cell_count(), found)}


def yolov8(found=FOUND):
    return {"output0": rows(4 + CLASSES, cell_count(), found).transpose(0, 2, 1)}


def yolox(found=FOUND, *, raw):
    """Places and sides from the cells on, if *raw*."""
    made = np.zeros((1, cell_count(), 5 + CLASSES), np.float32)
    begin = 0
    for stride in (8, 16, 32):
        height, width = cells(stride)
        down, across = np.divmod(np.arange(height * width), width)
        grid = np.stack([across, down], axis=1)
        part = made[0, begin : begin + height * width]
        part[:, :2] = 0.5 if raw else (grid + 0.5) * stride
        part[:, 2:4] = 0.1 if raw else stride
        for (x, y, w, h), kind, score in middles(found) if stride == 8 else ():
            place = int(y // stride) * width + int(x // stride)
            part[place, :4] = (
                (x / stride - grid[place, 0], y / stride - grid[place, 1], *np.log([w / stride, h / stride])) if raw else (x, y, w, h)
            )
            part[place, 4], part[place, 5 + kind] = 1, score
        begin += height * width
    return {"output": made}


def anchored(name, order, found=FOUND):
    """The maps of YOLOv5 or v7, with the numbers of a box where *order* has them."""
    maps = {stride: np.full((*cells(stride), 3, 5 + CLASSES), -12, np.float32) for stride in (8, 16, 32)}
    for (x, y, w, h), kind, score in middles(found):
        level, which = next(
            (level, which)
            for level, anchors in enumerate(ANCHORS[name])
            for which, (across, down) in enumerate(anchors)
            if 0.3 < w / across < 3.5 and 0.3 < h / down < 3.5
        )
        stride, (across, down) = (8, 16, 32)[level], ANCHORS[name][level][which]
        column, row = int(x // stride), int(y // stride)
        box = maps[stride][row, column, which]
        chances = (x / stride - column + 0.5) / 2, (y / stride - row + 0.5) / 2, (w / across) ** 0.5 / 2, (h / down) ** 0.5 / 2
        box[:4] = [log_odds(chance) for chance in chances]
        box[4], box[5 + kind] = 12, log_odds(score)
    orders = {
        "last": lambda a: a.reshape(1, *a.shape[:2], -1),
        "first": lambda a: a.transpose(2, 3, 0, 1).reshape(1, -1, *a.shape[:2]),
        "apart": lambda a: a.transpose(2, 0, 1, 3)[None],
        "within": lambda a: a[None],
    }
    return {f"map{stride}": orders[order](each) for stride, each in maps.items()}


def paired(sides, *, first, chances=False, found=FOUND):
    """The two maps per grid of YOLOv8 (64 numbers for the sides) or 26 (4), with numbers before rows and columns if *first*."""
    made = {}
    for stride in (8, 16, 32):
        height, width = cells(stride)
        likely, reach = np.full((height, width, CLASSES), -9, np.float32), np.zeros((height, width, sides), np.float32)
        for (x, y, w, h), kind, score in middles(found) if stride == 16 else ():
            column, row = int(x // stride), int(y // stride)
            likely[row, column, kind] = log_odds(score)
            along = x / stride - column - 0.5, y / stride - row - 0.5
            far = [
                side / stride / 2 + sign * shift
                for side, shift, sign in ((w, along[0], -1), (h, along[1], -1), (w, along[0], 1), (h, along[1], 1))
            ]
            reach[row, column] = far if sides == 4 else np.concatenate([spread(each) for each in far])
        likely = 1 / (1 + np.exp(-likely)) if chances else likely
        for name, each in ((f"class{stride}", likely), (f"box{stride}", reach)):
            made[name] = np.ascontiguousarray(each.transpose(2, 0, 1) if first else each)[None]
    return made


def spread(far):
    """Sixteen numbers whose mean, each weighed by its exponential, is *far*."""
    low, made = int(far), np.full(16, -30, np.float32)
    made[low], made[low + 1] = np.log(max(1 - (far - low), 1e-9)), np.log(max(far - low, 1e-9))
    return made


def scored(*, ground, relative=False, odds=False, found=FOUND):
    """Corners, and a score for each class, as SSD has them."""
    count = 200
    corners, scores = np.tile(np.float32([1, 1, 9, 9]), (count, 1)), np.full((count, CLASSES + ground), 1e-5, np.float32)
    for place, (box, kind, score) in enumerate(found):
        corners[place], scores[place, kind + ground] = box, score
    if ground:
        scores[:, 0] = 1 - scores[:, 1:].sum(axis=1)
    if relative:
        corners /= np.float32([SIZE[1], SIZE[0], SIZE[1], SIZE[0]])
    return {"scores": (np.log(scores) if odds else scores)[None], "boxes": corners[None]}


def brute_coco(pictures, classes):
    """The mean average precision of *pictures*, each what was found and what is there, step by step as COCO's own code goes."""
    scores = []
    for threshold in np.linspace(0.5, 0.95, 10):
        every = [_coco_class([_of_class(each, kind) for each in pictures], threshold) for kind in range(classes)]
        scores.append([each for each in every if each is not None])
    return [float(np.mean(each)) if each else None for each in scores]


def brute_voc(pictures, classes, *, points):
    """The mean average precision of VOC: by eleven *points* or by the area."""
    every = [_voc_class([_of_class(each, kind) for each in pictures], points=points) for kind in range(classes)]
    return float(np.mean([each for each in every if each is not None]))


def _of_class(picture, kind):
    found, there = picture
    ordered = sorted((each for each in found if each[1] == kind), key=lambda each: -each[2])
    return ordered, [each for each in there if each[1] == kind]


def overlap(one, other, *, crowd=False):
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(across, 0) * max(down, 0)
    own, its = ((each[2] - each[0]) * (each[3] - each[1]) for each in (one, other))
    either = own if crowd else own + its - shared
    return shared / either if either else 0.0


def _coco_class(pictures, threshold):
    said, objects = [], 0
    for found, there in pictures:
        there = sorted(there, key=lambda each: each[2])  # noqa: PLW2901
        objects += sum(not ignored for _, _, ignored in there)
        taken = set()
        for box, _, score in found[:100]:
            best, match = threshold, None
            for at, (other, _, ignored) in enumerate(there):
                if at in taken and not ignored:
                    continue
                if match is not None and not there[match][2] and ignored:
                    break
                if (shared := overlap(box, other, crowd=ignored)) >= best:
                    best, match = shared, at
            taken |= {match}
            if match is None or not there[match][2]:
                said.append((score, match is not None))
    return _curve(said, objects, lambda recall, best: np.mean([best(recall >= point) for point in np.linspace(0, 1, 101)]))


def _voc_class(pictures, *, points):
    said, objects, taken = [], 0, set()
    ranked = sorted(
        ((score, number, box) for number, (found, _) in enumerate(pictures) for box, _, score in found), key=lambda each: -each[0]
    )
    for _, there in pictures:
        objects += sum(not difficult for _, _, difficult in there)
    for score, number, box in ranked:
        shared = [overlap(box, other) for other, _, _ in pictures[number][1]]
        at = int(np.argmax(shared)) if shared else -1
        if at < 0 or shared[at] < 0.5:
            said.append((score, False))
        elif not pictures[number][1][at][2]:
            said.append((score, (number, at) not in taken))
            taken.add((number, at))
    if points:
        return _curve(said, objects, lambda recall, best: np.mean([best(recall >= point / 10) for point in range(11)]))
    return _curve(
        said,
        objects,
        lambda recall, best: sum((now - before) * best(recall >= now) for before, now in zip([0, *recall], recall, strict=False)),
    )


def _curve(said, objects, rule):
    if not objects:
        return None
    said = sorted(said, key=lambda each: -each[0])
    right = np.cumsum([hit for _, hit in said])
    precision = right / np.arange(1, len(said) + 1)
    return rule(right / objects, lambda where: precision[where].max(initial=0))


def scenes(chance, *, pictures=12, classes=3, most=25, levels=0, ignored=0.2):
    """What was found and what is there, at random; scores take so many *levels*, where they are given, so that many are equal."""

    def boxes(count):
        corner, side = chance.integers(0, 6, (count, 2)) * 5.0, chance.integers(1, 6, (count, 2)) * 5.0
        return [tuple(map(float, each)) for each in np.concatenate([corner, corner + side], axis=1)]

    for _ in range(pictures):
        found = [
            (box, int(chance.integers(classes + 1)), float(chance.integers(levels) / levels if levels else chance.random()))
            for box in boxes(int(chance.integers(most)))
        ]
        yield found, [(box, int(chance.integers(classes)), bool(chance.random() < ignored)) for box in boxes(int(chance.integers(7)))]
