"""The rules of records: pure values in, values out."""
