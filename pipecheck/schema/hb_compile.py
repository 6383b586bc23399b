"""The keys of hb_compile: J6 and S100 / S600 (nash-*)."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.schema import hb_mapper
from pipecheck.schema.key import Key, Schema
from pipecheck.schema.kinds import Table, Text, Whole, Word

MARCHES = ("nash-e", "nash-m", "nash-p", "nash-h", "nash-b", "nash-b-lite", "nash-b-plus", "starry-p")
_IDLE = {
    "norm_type": "it follows from which of mean_value, scale_value and std_value are given",
    "input_layout_rt": "the layout at run time is the one of the model",
    "preprocess_on": "this toolchain reads no pictures",
    "log_level": "the tool logs everything to its file",
    "set_node_data_type": "it is deprecated",
    "cal_data_type": "files are .npy and know their own type",
    "hbdk3_compatible_mode": "it is deprecated",
}
_INSTEAD = {"set_node_data_type": "quant_config"}
_GONE = frozenset({"caffe_model", "prototxt", "output_layout", "enable_int16", "ability_entry"})
_OWN = (
    Key(group="model_parameters", name="march", kind=Word(MARCHES), required=True),
    Key(group="model_parameters", name="caffe_model", kind=Text(path=True)),
    Key(group="model_parameters", name="prototxt", kind=Text(path=True)),
    Key(group="model_parameters", name="hbdk3_compatible_mode", kind="flag"),
    Key(group="input_parameters", name="std_value", kind="per channel", each=True),
    Key(group="input_parameters", name="separate_batch", kind="flag"),
    Key(group="input_parameters", name="separate_name", kind=Text()),
    Key(
        group="calibration_parameters",
        name="calibration_type",
        kind=Word(("default", "mix", "kl", "max", "load", "skip")),
    ),
    Key(group="calibration_parameters", name="quant_config", kind=Table(also_text=True)),
    Key(group="compiler_parameters", name="optimize_level", kind=Word(("O0", "O1", "O2")), default="O2"),
    Key(group="compiler_parameters", name="core_num", kind=Whole(1, 4)),
    Key(group="compiler_parameters", name="cache_mode", kind=Word(("disable", "enable", "force_overwrite")), default="disable"),
    Key(group="compiler_parameters", name="cache_path", kind=Text(path=True)),
    Key(group="compiler_parameters", name="max_l2m_size", kind=Whole(0, 2**40)),
    Key(group="compiler_parameters", name="enable_vpu", kind="flag"),
    Key(group="compiler_parameters", name="enable_spu", kind="flag"),
    Key(group="compiler_parameters", name="extra_params", kind=Table()),
)


def _inherited() -> tuple[Key, ...]:
    """The keys that both generations know, without what only hb_mapper insists on."""
    own = {(key.group, key.name) for key in _OWN}
    shared = (key for key in hb_mapper.SCHEMA.keys if (key.group, key.name) not in own and key.name not in _GONE)
    return tuple(replace(key, required=False) for key in shared)


SCHEMA = Schema(
    tool="hb_compile",
    marches=MARCHES,
    keys=tuple(replace(key, idle=_IDLE.get(key.name), instead=_INSTEAD.get(key.name, key.instead)) for key in (*_inherited(), *_OWN)),
    open_groups=frozenset({"calibration_parameters"}),
)
