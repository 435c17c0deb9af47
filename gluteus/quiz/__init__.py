"""The quizzes: questions, the notebooks made from them, and how answers are marked."""
