"""Random histories of a folder of files: what publishers do between two loads."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST_DAY = date(2024, 1, 1)


@dataclass
class History:
    """Files of records by partition, and how they change; the same for the same seed.

    Attributes
    ----------
    seed : int
    make : callable
        (random generator, number, day) to a record that holds ``"work"`` and ``"updated"``.
    files : dict
        Records by name of the file, which starts with the day of its partition.
    deleted : set of int
    """

    seed: int
    make: Callable[[random.Random, int, str], dict]
    files: dict[str, list[dict]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    days: int = 0
    works: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        for _ in range(self.chance.randint(1, 3)):
            self.add_partition()

    def step(self) -> str:
        """Change something; the name of what was done."""
        deeds = (
            self.add_partition,
            self.move_records,
            self.delete_works,
            self.replace_file,
            self.remove_file,
            self.undelete,
        )
        deed = self.chance.choices(deeds, (4, 4, 3, 2, 2, 1))[0]
        deed()
        return deed.__name__

    def add_partition(self) -> None:
        """A newer day with works nobody knew, and newer versions of some that are known."""
        day = self._new_day()
        known = [r["work"] for rows in self.files.values() for r in rows]
        again = self.chance.sample(known, min(len(known), self.chance.randint(0, 3)))
        fresh = range(self.works, self.works + self.chance.randint(1, 12))
        self.works = fresh.stop
        self.files[self._name(day)] = [
            self.make(self.chance, number, day) for number in (*again, *fresh)
        ]

    def move_records(self) -> None:
        """Records leave their file for a newer partition; some stay behind as old versions too."""
        day, moved = self._new_day(), []
        for name in sorted(self.files):
            rows = self.files[name]
            going = [row for row in rows if self.chance.random() < 0.3]
            stay = self.chance.random() < 0.5
            moved += [self.make(self.chance, row["work"], day) for row in going]
            if not stay:
                self.files[name] = [row for row in rows if row not in going]
        unique = {row["work"]: row for row in moved}
        if unique:
            self.files[self._name(day)] = list(unique.values())

    def delete_works(self) -> None:
        """The publisher lists works as deleted, some of which it never published."""
        for _ in range(self.chance.randint(1, 4)):
            self.deleted.add(self.chance.randrange(self.works + 2))

    def undelete(self) -> None:
        """A deletion is taken back."""
        if self.deleted:
            self.deleted.remove(self.chance.choice(sorted(self.deleted)))

    def replace_file(self) -> None:
        """A file of the same name with other records of the same works."""
        if self.files:
            name = self.chance.choice(sorted(self.files))
            rows = self.files[name]
            self.files[name] = [self.make(self.chance, r["work"], r["updated"]) for r in rows]

    def remove_file(self) -> None:
        """A file vanishes, with the only version of some works."""
        if len(self.files) > 1:
            del self.files[self.chance.choice(sorted(self.files))]

    def _new_day(self) -> str:
        self.days += self.chance.randint(1, 9)
        return (FIRST_DAY + timedelta(self.days)).isoformat()

    def _name(self, day: str) -> str:
        return f"{day}/part_{self.chance.randrange(3):03}"
