"""The house numbers of a package: how long its files and functions are, how they branch, what they hide."""

import ast
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.match_case)


@dataclass
class Figures:
    """What was measured."""

    files: dict[str, int] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=dict)
    branches: dict[str, int] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)

    def file_percentile(self, share: float) -> int:
        ordered = sorted(self.files.values())
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    @property
    def function_median(self) -> float:
        return statistics.median(self.functions.values())

    @property
    def file_median(self) -> float:
        return statistics.median(self.files.values())


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _complexity(function: ast.AST) -> int:
    return 1 + sum(len(node.values) - 1 if isinstance(node, ast.BoolOp) else 1 for node in ast.walk(function) if isinstance(node, (*BRANCHES, ast.BoolOp)))


def measure(folder: Path) -> Figures:
    """Measure every Python file of a package but its migrations."""
    figures = Figures()
    for path in sorted(folder.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        figures.files[str(path)] = source.count("\n")
        for function in _functions(ast.parse(source)):
            name = f"{path}:{function.lineno} {function.name}"
            figures.functions[name] = (function.end_lineno or function.lineno) - function.lineno + 1
            figures.branches[name] = _complexity(function)
            figures.hidden += [name for node in ast.walk(function) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return figures
