"""Gluteus: a course on the gluteus medius, its body, its atlas, its quizzes and its grading."""
