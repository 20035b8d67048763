with open("x", "wb") as file:
    while True:
        file.write(bytes(1 << 20))
