"""Reports for other programs: code scanning, test runners, annotations, pull requests, and one line for each finding."""
