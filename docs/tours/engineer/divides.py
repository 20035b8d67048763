"""A wrong answer of notebook 01: the backward pass divides where it should multiply."""


class MulLayer:
    """A node that multiplies."""

    def forward(self, x, y):
        """Return the product."""
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        """Return dx and dy, both wrong."""
        return dout / self.y, dout / self.x
