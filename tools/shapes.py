"""A plugin of mypy: `Shown[Shape]` is a dictionary with the fields of a shape of the API, each of its type.

Views build plain dictionaries, which cost nothing. With this, one that misses or misspells a field of its shape, or puts
something else there, such as a word that its enumeration does not have, fails `make lint`.
"""

from collections.abc import Callable
from typing import Any

from mypy.expandtype import expand_type_by_instance
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import AssignmentStmt, NameExpr, StrExpr, TypeInfo, Var
from mypy.plugin import AnalyzeTypeContext, AttributeContext, Plugin
from mypy.plugins.constants import ENUM_VALUE_ACCESS
from mypy.plugins.enums import enum_value_callback
from mypy.type_visitor import TypeTranslator
from mypy.types import (
    AnyType,
    Instance,
    LiteralType,
    Type,
    TypeAliasType,
    TypedDictType,
    TypeOfAny,
    UnionType,
    flatten_nested_unions,
    get_proper_type,
)

SHOWN, MODEL = "shared.shown.Shown", "pydantic.main.BaseModel"
DAYS = ("datetime.date", "datetime.datetime")


class Shapes(Plugin):
    """Reads `Shown[Shape]`."""

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        """Return what reads the value of an enumeration."""
        return _value if fullname in ENUM_VALUE_ACCESS else None

    def get_type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        """Return what reads the type of this name."""
        return _shown if fullname == SHOWN else None


def _value(context: AttributeContext) -> Type:
    """Return the values of an enumeration of texts, of which `.value` is one; the one of a member that is known."""
    text = context.api.named_generic_type("builtins.str", [])
    every = [get_proper_type(each) for each in flatten_nested_unions([context.type])]
    members = [each.fallback if isinstance(each, LiteralType) else each for each in every]
    values = [_values(each, text) if isinstance(each, Instance) and each.type.is_enum else None for each in members]
    if any(isinstance(each, LiteralType) or each is None for each in (*every, *values)):
        return enum_value_callback(context)
    return UnionType.make_union([each for each in values if each is not None])


def _values(enum: Instance, text: Instance) -> Type | None:
    """Return one text of those that an enumeration has, or None if it has others than texts."""
    written = {
        name.name: each.rvalue.value
        for each in enum.type.defn.defs.body
        if isinstance(each, AssignmentStmt) and isinstance(each.rvalue, StrExpr)
        for name in each.lvalues
        if isinstance(name, NameExpr)
    }
    for name in enum.type.enum_members:
        node = enum.type.names[name].node
        declared = None if not isinstance(node, Var) or node.type is None else get_proper_type(node.type)
        if isinstance(declared, Instance) and declared.last_known_value is not None:
            written[name] = declared.last_known_value.value
    values = [written.get(name) for name in enum.type.enum_members]
    if not all(isinstance(each, str) for each in values):
        return None
    return UnionType.make_union([LiteralType(each, text) for each in values])


def _shown(context: AnalyzeTypeContext) -> Type:
    shapes = [context.api.analyze_type(each) for each in context.type.args]
    if len(shapes) != 1:
        context.api.fail("Shown names one shape", context.context)
        return AnyType(TypeOfAny.from_error)
    shape = get_proper_type(shapes[0])
    if not isinstance(shape, Instance) or not shape.type.has_base(MODEL):
        if not isinstance(shape, AnyType):
            context.api.fail("Shown names a shape, which is a model", context.context)
        return AnyType(TypeOfAny.from_error)
    return shape.accept(Dictionaries(context.api))


class Dictionaries(TypeTranslator):
    """Turns shapes into dictionaries, enumerations into one of their texts, and days into text."""

    def __init__(self, api: Any) -> None:
        super().__init__()
        self._api, self._within = api, list[TypeInfo]()

    def visit_type_alias_type(self, t: TypeAliasType, /) -> Type:
        """Turn what an alias stands for."""
        return get_proper_type(t).accept(self)

    def visit_literal_type(self, t: LiteralType, /) -> Type:
        """Take one of some texts."""
        return t

    def visit_instance(self, t: Instance, /) -> Type:
        """Turn a shape into a dictionary; one within itself into any."""
        values = _values(t, self._api.named_type("builtins.str", [])) if t.type.is_enum else None
        if values is not None:
            return UnionType.make_union([values, t])
        if t.type.is_enum or t.type.fullname in DAYS:
            return self._api.named_type("builtins.str", [])  # type: ignore[no-any-return]
        if not t.type.has_base(MODEL):
            return super().visit_instance(t)
        if t.type in self._within:
            return AnyType(TypeOfAny.special_form)
        self._within.append(t.type)
        fields = t.type.metadata["pydantic-mypy-metadata"]["fields"]
        items = {field["alias"] or name: self._type_of(t, name) for name, field in fields.items()}
        required = {field["alias"] or name for name, field in fields.items() if not field["has_default"]}
        self._within.pop()
        fallback = self._api.named_type("typing._TypedDict", [])
        return TypedDictType(items, required, set(), fallback, is_closed=True)

    def _type_of(self, shape: Instance, name: str) -> Type:
        """Return the type of a field, as the shape fills the parameters of the one that declares it."""
        found = shape.type.get(name)
        if found is None or not isinstance(found.node, Var) or found.node.type is None:
            raise AssertionError(f"the type of {shape.type.fullname}.{name} is not known yet")
        declared = map_instance_to_supertype(shape, found.node.info)
        return expand_type_by_instance(found.node.type, declared).accept(self)


def plugin(version: str) -> type[Plugin]:
    """Return the plugin."""
    return Shapes
