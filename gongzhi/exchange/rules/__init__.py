"""Pure rules of exchange: tokens, GeoReport's parameters and formats."""
