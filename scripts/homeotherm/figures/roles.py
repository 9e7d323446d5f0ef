"""The cells of a rhythm-generating network by their role: names, members, colours and markers."""

from dataclasses import dataclass

from matplotlib.lines import Line2D

from homeotherm.models.rhythm.wiring import FAST_PAIR, SIZE, SLOW_PAIR

HUB = tuple(cell for cell in range(SIZE) if cell not in FAST_PAIR + SLOW_PAIR)


@dataclass(frozen=True)
class Role:
    """A role in the network.

    Attributes
    ----------
    name, short : as in legends and tables, and before the number of a cell
    cells : numbers of its cells, from 1 on
    colour, marker : of Okabe & Ito (2008), apart in lightness too
    """

    name: str
    short: str
    cells: tuple[int, ...]
    colour: str
    marker: str

    @property
    def in_words(self) -> str:
        """Return the name with the numbers of the cells."""
        numbers = ", ".join(map(str, self.cells))
        return f"{self.name} ({'cells' if len(self.cells) > 1 else 'cell'} {numbers})"


def _numbers(positions: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(position + 1 for position in positions)


ROLES = (
    Role("fast pair", "fast", _numbers(FAST_PAIR), "#D55E00", "o"),
    Role("hub", "hub", _numbers(HUB), "#000000", "s"),
    Role("slow pair", "slow", _numbers(SLOW_PAIR), "#0072B2", "^"),
)
PAIRS = {"fast": ROLES[0], "slow": ROLES[2]}
"""Roles of the half-centres."""


def role_of(cell: int) -> Role:
    """Return the role of a cell by its number, from 1 on."""
    return next(role for role in ROLES if cell in role.cells)


def legend_of_roles() -> list[Line2D]:
    """Return an entry of a legend per role."""
    return [Line2D([], [], color=role.colour, linewidth=1.2, label=role.in_words) for role in ROLES]
