"""Writes the types of the package's functions:

    python -m goops._stub > goops/__init__.pyi
"""

import inspect

import goops

_types = {
    "out": "ArrayLike | tuple | None", "axis": "int | tuple[int, ...] | None", "dtype": "DTypeLike | None", "keepdims": "bool",
    "casting": "str", "order": "str | None", "subok": "bool", "ddof": "float", "decimals": "int", "mode": "str", "side": "str", "method": "str",
    "name": "str", "subscripts": "str", "deg": "bool", "n": "int", "minlength": "int",
}


def parameter(p):
    kind = _types.get(p.name, "Any" if p.default is not inspect.Parameter.empty else "ArrayLike")
    default = "" if p.default is inspect.Parameter.empty else " = ..."
    star = "*" if p.kind is inspect.Parameter.VAR_POSITIONAL else ""
    return f"{star}{p.name}: {kind}{default}"


def function(name):
    parts, kinds = [], inspect.Parameter
    parameters = list(inspect.signature(getattr(goops, name)).parameters.values())
    for i, p in enumerate(parameters):
        before = parameters[i - 1].kind if i else None
        if before is kinds.POSITIONAL_ONLY and p.kind is not kinds.POSITIONAL_ONLY:
            parts.append("/")
        if p.kind is kinds.KEYWORD_ONLY and before not in (kinds.KEYWORD_ONLY, kinds.VAR_POSITIONAL):
            parts.append("*")
        parts.append(parameter(p))
    if parameters and parameters[-1].kind is kinds.POSITIONAL_ONLY:
        parts.append("/")
    return f"def {name}({', '.join(parts)}) -> Any: ...\n"


def text():
    head = '"""NumPy\'s functions, computed in Go. Written by goops._stub."""\n\nfrom typing import Any\n\nfrom numpy.typing import ArrayLike, DTypeLike\n\n__version__: str\n\n'
    return head + "".join(function(name) for name in goops.__all__) + function("verbs")


if __name__ == "__main__":
    print(text(), end="")
