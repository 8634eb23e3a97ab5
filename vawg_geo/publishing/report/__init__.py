"""The written profile's engine: a book of tables, cells of them, sentences about cells, sections, the report."""
