"""The ground floor: errors, table contracts, periods, profiles, facts."""
