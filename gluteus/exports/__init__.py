"""The questions for other systems: Moodle XML, GIFT, QTI 1.2 (Canvas) and Anki, one file for each quiz."""
