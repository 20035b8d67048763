def endless(x):
    return endless(x) + 1


endless(0)
