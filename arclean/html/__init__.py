"""HTML pages: bytes to a tree, the tree to blocks, the article's blocks to text."""
