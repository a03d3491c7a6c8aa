"""The plan and its targets (Phụ lục I), people, Phụ lục III, Phụ lục IV, the way abroad."""
