"""How the Mathematics Dataset writes expressions, definitions and places in a list."""
