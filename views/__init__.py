"""Everything a person reads: screens (Qt), paper (ReportLab), spreadsheets, and every sentence in every language."""
