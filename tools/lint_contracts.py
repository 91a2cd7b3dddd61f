"""Own import-linter contract: another context is entered by its `public.py` only."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PublicOnly(Contract):
    """Forbids imports from one context's modules into another's, but for the door."""

    root = fields.StringField()
    door = fields.StringField()
    composition_roots = fields.ListField(subfield=fields.StringField())
    open_packages = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        root = str(self.root)
        contexts = {child for child in graph.find_children(root) if graph.find_children(child)}
        broken: list[tuple[str, str]] = []
        for context in sorted(contexts - set(self.composition_roots)):  # type: ignore[call-overload]
            inside = {context} | graph.find_descendants(context)
            for module in sorted(inside):
                for target in sorted(graph.find_modules_directly_imported_by(module)):
                    other = ".".join(target.split(".")[:2])
                    if other == context or other not in contexts or other in set(self.open_packages):  # type: ignore[call-overload]
                        continue
                    if not target.startswith(f"{other}.{self.door}"):
                        broken.append((module, target))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module, target in check.metadata["broken"]:
            output.print_error(f"{module} imports {target}: enter that context by its public.py")
