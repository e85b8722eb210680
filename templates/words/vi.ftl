empty = x
