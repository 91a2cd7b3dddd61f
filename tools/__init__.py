"""Tools of the build; never shipped."""
