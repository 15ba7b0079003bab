"""From how many answers on a figure may be shown, and to whom: the one table of floors."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Floors:
    """Smallest numbers of respondents; a plan may raise them, never lower them.

    public_rate : valid answers under a published rate (domain report 2.5 and 5.1, own rule;
        the US health statistics office asks for 30 too before it presents a proportion).
    usable_rate : from here a rate is usable; below it is indicative only (domain report 5.1).
    public_cell : respondents in a published table cell (10 is a common rule for research output).
    staff_cell : respondents in a cell that staff see (3 to 5 is usual among statistics offices).
    subgroup_rate : valid answers under the rate of a part of the residents (domain report 5.5).
    """

    public_rate: int = 30
    usable_rate: int = 100
    public_cell: int = 10
    staff_cell: int = 5
    subgroup_rate: int = 30


FLOORS = Floors()
