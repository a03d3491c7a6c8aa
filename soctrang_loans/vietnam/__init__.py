"""Vietnamese ways of writing money, names, identity numbers and dates. Plain Python; imports no model."""
