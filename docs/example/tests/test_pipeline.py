"""What keeps training, calibration and deployment together; a failure names the file and the line."""

import preprocess


def test_calibration_hands_over_what_the_network_was_trained_on(pipecheck):
    pipecheck.assert_consistent(train="train.py:val_transform", calibration="preprocess.py:preprocess", config="config.yaml")


def test_the_calibration_script_makes_the_pixels_of_training(pipecheck):
    pipecheck.assert_same_pixels("train.py:val_transform", "preprocess.py:preprocess", "pictures")


def test_nobody_changed_the_preprocessing_by_accident(pipecheck):
    pipecheck.assert_golden(preprocess.preprocess, "pictures", atol=0.01)


def test_the_float_model_is_as_good_as_in_training(pipecheck):
    pipecheck.assert_accuracy("model.onnx", images="pictures", labels="pictures", training="train.py:val_transform", expected=1.0)
