"""What holds for places without a database: kinds, paths, sort keys, coordinates, tiles, shapes."""
