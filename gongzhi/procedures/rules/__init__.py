"""The pure engine: shapes (`model`), one clock (`clocks`), the moves (`moves`), the flow chart (`drawing`)."""
