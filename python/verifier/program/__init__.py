"""The child's side: runs the steps of one program and reports each."""
