"""Problems and the questions that are not the Mathematics Dataset's own."""
