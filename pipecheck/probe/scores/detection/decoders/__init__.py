"""From the outputs of detection networks to boxes: one module for each way in which they are written."""
