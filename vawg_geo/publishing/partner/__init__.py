"""The partnership pack: counted, hidden and proved table by table, then written for partners from the release alone."""
