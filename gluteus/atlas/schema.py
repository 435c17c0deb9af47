"""JSON Schemas of the atlas's files, so that an editor checks them while they are typed."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from gluteus.atlas.models import ConditionFile, Muscle, RegionFile, Statement

FOLDER = Path(__file__).parent / "schema"
FILES: dict[str, type[BaseModel]] = {
    "regions.schema.json": RegionFile,
    "muscle.schema.json": Muscle,
    "conditions.schema.json": ConditionFile,
    "caution.schema.json": Statement,
}


def text(model: type[BaseModel]) -> str:
    """Give a model's JSON Schema (draft 2020-12) as text."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    """Write the schema files beside the models that define them."""
    FOLDER.mkdir(exist_ok=True)
    for name, model in FILES.items():
        (FOLDER / name).write_text(text(model), encoding="utf-8")
