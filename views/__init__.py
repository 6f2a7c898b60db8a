"""Everything a person reads: screens (Qt), paper (ReportLab), spreadsheets, every sentence in every language."""
