"""The Django kit that every context may use: base model, templates, components, tables, htmx. No domain."""
