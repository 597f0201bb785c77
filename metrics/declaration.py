"""YAML declarations with the line of every key, so that a fault can name its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from cockpit.errors import CatalogError
from metrics.fault_words import fault_words

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[str | int, ...]


class Declaration(BaseModel):
    """Frozen; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Document:
    """One YAML file: its content as plain values, and the line of each path."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.repeated: list[str] = []
        try:
            node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise CatalogError(f"{file.name}:{line}", f"不是合法的 YAML：{error}", "改正缩进或引号") from error
        self.content: Any = self._value(node, ()) if node is not None else None

    def _value(self, node: yaml.Node, path: Path_) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return {key.value: self._entry(key, child, path) for key, child in node.value}
        if isinstance(node, yaml.SequenceNode):
            return [self._value(child, (*path, index)) for index, child in enumerate(node.value)]
        return _CONSTRUCTOR.construct_object(node)

    def _entry(self, key: yaml.Node, child: yaml.Node, path: Path_) -> Any:
        here = (*path, key.value)
        if here in self.lines:  # YAML would silently take the last one
            self.repeated.append(f"{self.file.name}:{key.start_mark.line + 1} {key.value} 写了两次")
        value = self._value(child, here)
        self.lines[here] = key.start_mark.line + 1
        return value

    def place(self, path: Iterable[str | int] = ()) -> str:
        """file:line of a path, or of the nearest thing around it that stands in the file."""
        wanted = tuple(path)
        while wanted and wanted not in self.lines:
            wanted = wanted[:-1]
        return f"{self.file.name}:{self.lines.get(wanted, 1)}"

    def model(self, kind: type[Model], faults: list[str], path: Path_ = (), content: Any = None) -> Model | None:
        """The content as a model; every fault is added to the list with its place.

        Args:
            path: where in the file the content stands, when it is a part. content: that part, completed or reduced.
        """
        told = self.content if content is None else content
        faults += [] if path else self.repeated
        try:
            return kind.model_validate(told)
        except ValidationError as error:
            for fault in error.errors():
                parts = [part for part in fault["loc"] if not _union_tag(part, told)]
                name = ".".join(str(part) for part in (*path, *fault["loc"]))
                shown = "" if fault["type"] in ("value_error", "missing") else f"（值 {fault.get('input')!r:.60}）"
                faults.append(f"{self.place((*path, *parts))} {name}：{fault_words(fault)}{shown}")
            return None


def _union_tag(part: str | int, _content: Any) -> bool:
    """Pydantic puts the chosen member of a union into the path; the file knows no such key."""
    return part in {"threshold", "band", "progress_vs_schedule", "yoy", "benchmark", "anomaly", "rule", "none"}


class _Constructor(yaml.constructor.SafeConstructor):
    """Builds scalars only."""


_CONSTRUCTOR = _Constructor()


def documents(folder: Path, faults: list[str]) -> Iterator[Document]:
    """Every YAML file of a folder; one that is no YAML is added to the faults, the others are still read."""
    for file in sorted(folder.glob("*.yaml")):
        try:
            yield Document(file)
        except CatalogError as error:
            faults.append(str(error))


def refuse(place: str, faults: list[str]) -> None:
    """Raises all faults at once.

    Raises:
        CatalogError: when there is any.
    """
    if faults:
        raise CatalogError(place, "\n".join(faults), f"改正以上 {len(faults)} 处后重新启动")
