"""What people read: pages, tables, the class report, files for other systems."""
