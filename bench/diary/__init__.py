"""The diary: a Friday that hosts look at and work on, and parties whose orders go to the till."""
