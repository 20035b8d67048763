import os


def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


[number for number in range(4, 256) if is_open(number)]
