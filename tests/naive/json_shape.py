"""A record of JSON against its declared shape, value by value, with the json module."""

import json
import re

DEEPEST = 64


class Whole(str):
    """A number without fraction or exponent, as it stands."""


class Broken(str):
    """A number with one."""


class Object(dict):
    """An object that remembers all its pairs."""

    pairs = ()


def parsed(line):
    """The value of a line of bytes.

    Raises
    ------
    ValueError
        It is not JSON in UTF-8, or too deep.
    """
    value = json.loads(
        line.decode(),
        object_pairs_hook=_object,
        parse_int=Whole,
        parse_float=Broken,
        parse_constant=_refuse,
    )
    if depth(value) > DEEPEST:
        raise ValueError("too deep")
    return value


def _object(pairs):
    found = Object(pairs)
    found.pairs = tuple(pairs)
    return found


def _refuse(text):
    raise ValueError(text)


def depth(value):
    if isinstance(value, dict):
        return 1 + max((depth(inner) for _, inner in value.pairs), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


class Reading:
    """What stands in sound records: values by path, rows of lists with the row they belong to."""

    def __init__(self, shape, nullable, optional):
        self.shape, self.nullable, self.optional = shape, nullable, optional
        self.values, self.parents, self.names = {}, {}, []

    def add(self, value):
        """Take a record in; whether it is sound, which is known before anything is kept."""
        if not self._fits(value, self.shape, ""):
            return False
        self._keep(value, self.shape, "", self._new_row("", self.shape, None))
        return True

    def add_none(self):
        """The row of a record that is not sound."""
        self._new_row("", self.shape, None)

    def _fits(self, value, shape, path):
        if isinstance(shape, str):
            return fits(value, shape)
        if value is None:
            return path in self.nullable
        if isinstance(shape, list):
            return isinstance(value, list) and all(self._fits(v, shape[0], path) for v in value)
        if not isinstance(value, dict):
            return False
        names = [name for name, _ in value.pairs]
        return all(names.count(name) < 2 for name in shape) and all(
            self._fits(value[name], inner, joined(path, name))
            if name in value
            else joined(path, name) in self.optional
            for name, inner in shape.items()
        )

    def _new_row(self, path, shape, parent):
        rows = self.parents.setdefault(path, [])
        rows.append(parent)
        for column in leaves(shape, path):
            self.values.setdefault(column, []).append(None)
        return len(rows) - 1

    def _keep(self, value, shape, path, row):
        if shape in ("words", "words?"):
            self.names += [(row, name) for name in all_names(value)]
        elif isinstance(shape, str):
            self.values[path][row] = value
        elif isinstance(shape, list):
            for item in value or ():
                self._keep(item, shape[0], path, self._new_row(path, shape[0], row))
        elif value is not None:
            for name, inner in shape.items():
                if name in value:
                    self._keep(value[name], inner, joined(path, name), row)


def joined(path, name):
    return f"{path}.{name}".lstrip(".")


def leaves(shape, path):
    """Paths of what has one value in each row."""
    if isinstance(shape, dict):
        for name, inner in shape.items():
            yield from leaves(inner, joined(path, name))
    elif isinstance(shape, str) and not shape.startswith("words"):
        yield path


def all_names(value):
    if isinstance(value, dict):
        for name, inner in value.pairs:
            yield name
            yield from all_names(inner)
    elif isinstance(value, list):
        for item in value:
            yield from all_names(item)


def fits(value, shape):
    kind = shape.rstrip("?")
    if value is None:
        return shape.endswith("?") or kind == "any"
    return {
        "text": type(value) is str,
        "whole": isinstance(value, Whole),
        "number": isinstance(value, Whole | Broken),
        "flag": isinstance(value, bool),
        "words": isinstance(value, dict),
        "any": True,
    }[kind]


def first_word(name):
    """The first run of letters of ASCII, figures and ``_``, small."""
    found = re.search("[0-9A-Za-z_]+", name)
    return found and found[0].lower()
