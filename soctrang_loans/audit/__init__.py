"""Who did what and who read what: insert-only event rows, transition tables, the read log and the seal."""
