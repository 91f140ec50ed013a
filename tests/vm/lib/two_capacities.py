"""The room of `host_sim.validate.two_capacities` without NumPy and SciPy: the same rates, the exponential by its series."""


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, place):
        return self.rows[place[0]][place[1]]

    def ravel(self):
        return self

    def tolist(self):
        return [value for row in self.rows for value in row]


class Room:
    def __init__(self, heat_loss=120, mass=4000, air=500, coupling=400, path=0.4, gains=300, aperture=4, share=0.25):
        self.heat_loss = heat_loss
        self.mass = mass
        self.air = air
        self.coupling = coupling
        self.path = path
        self.gains = gains
        self.aperture = aperture
        self.share = share

    def step(self, hours):
        inner = self.heat_loss * self.path
        outer = self.coupling * inner / (self.coupling - inner)
        direct = self.heat_loss - inner
        rates = [
            [-(direct + self.coupling) / self.air, self.coupling / self.air, 1 / self.air, 0, direct / self.air],
            [self.coupling / self.mass, -(self.coupling + outer) / self.mass, 0, 1 / self.mass, outer / self.mass],
            [0] * 5,
            [0] * 5,
            [0] * 5,
        ]
        halvings = 10
        term = [[1.0 * (i == k) for k in range(5)] for i in range(5)]
        exact = [row[:] for row in term]
        for n in range(1, 12):
            term = product(term, [[value * hours / 2**halvings / n for value in row] for row in rates])
            exact = [[a + b for a, b in zip(*rows)] for rows in zip(exact, term)]
        for _ in range(halvings):
            exact = product(exact, exact)
        return Matrix([row[:2] for row in exact[:2]]), Matrix([row[2:] for row in exact[:2]])

    def two_hours(self):
        (p11, p12, p21, p22), q = [part.tolist() for part in self.step(0.02)]
        air = mass = lost = 0.0
        for _ in range(100):
            new = p11 * air + p12 * mass + q[0]
            mass = p21 * air + p22 * mass + q[3]
            lost += self.heat_loss * (air + new) / 2 * 0.02
            air = new
        return (2 - lost) / air


def product(a, b):
    return [[sum([a[i][j] * b[j][k] for j in range(5)]) for k in range(5)] for i in range(5)]
