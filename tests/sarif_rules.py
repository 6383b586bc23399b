"""The rules of SARIF 2.1.0 for what reports consist of, as a JSON Schema: nothing else may stand there."""

from __future__ import annotations

TEXT = {"type": "string", "minLength": 1}
BAG = {"type": "object"}
FROM_ONE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def _object(required, **properties):
    return {"type": "object", "properties": properties, "required": required.split(), "additionalProperties": False}


def _ref(name):
    return {"$ref": f"#/$defs/{name}"}


def _list(name, least=0):
    return {"type": "array", "items": _ref(name), "minItems": least, "uniqueItems": True}


DEFINITIONS = {
    "run": _object(
        "tool results",
        tool=_ref("tool"),
        invocations=_list("invocation"),
        originalUriBaseIds={"type": "object", "additionalProperties": _ref("artifactLocation")},
        columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        results={**_list("result"), "uniqueItems": False},
        properties=BAG,
    ),
    "tool": _object("driver", driver=_ref("toolComponent")),
    "toolComponent": _object("name", name=TEXT, version={"type": "string"}, rules=_list("reportingDescriptor")),
    "reportingDescriptor": _object(
        "id",
        id=TEXT,
        name=TEXT,
        shortDescription=_ref("multiformatMessageString"),
        help=_ref("multiformatMessageString"),
        defaultConfiguration=_ref("reportingConfiguration"),
    ),
    "multiformatMessageString": _object("text", text=TEXT, markdown=TEXT),
    "reportingConfiguration": _object("", level=LEVEL),
    "invocation": _object("executionSuccessful", executionSuccessful={"type": "boolean"}, toolExecutionNotifications=_list("notification")),
    "notification": _object("message", level=LEVEL, message=_ref("message"), associatedRule=_ref("reportingDescriptorReference")),
    "reportingDescriptorReference": _object("", id=TEXT),
    "message": _object("text", text=TEXT),
    "result": _object(
        "message",
        ruleId=TEXT,
        ruleIndex={"type": "integer", "minimum": 0},
        level=LEVEL,
        message=_ref("message"),
        locations={**_list("location", 1), "maxItems": 1},
        relatedLocations=_list("location", 1),
        partialFingerprints={"type": "object", "additionalProperties": TEXT, "minProperties": 1},
        suppressions=_list("suppression"),
        properties=BAG,
    ),
    "location": _object(
        "physicalLocation", id={"type": "integer", "minimum": 0}, message=_ref("message"), physicalLocation=_ref("physicalLocation")
    ),
    "physicalLocation": _object("artifactLocation", artifactLocation=_ref("artifactLocation"), region=_ref("region")),
    "artifactLocation": _object("", uri=TEXT, uriBaseId=TEXT, description=_ref("message")),
    "region": _object("startLine", startLine=FROM_ONE, startColumn=FROM_ONE, endColumn=FROM_ONE),
    "suppression": _object("kind", kind={"enum": ["inSource", "external"]}, justification=TEXT),
}
SCHEMA = {
    **_object("version runs", version={"const": "2.1.0"}, runs=_list("run", 1), **{"$schema": {"type": "string", "pattern": "^https://"}}),
    "$defs": DEFINITIONS,
}
