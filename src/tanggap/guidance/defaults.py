"""What an office starts with until it agrees on its own: levels, clocks, hours.

The deadlines are ours, after public practice of crisis communication; they are defaults to edit, no quotation
of any law.
"""

from __future__ import annotations

# number: name, when it applies
LEVELS: dict[int, tuple[str, str]] = {
    0: ("rutin", "Pemberitaan biasa; cukup dipantau dan dijawab lewat layanan sehari-hari."),
    1: ("waspada", "Keluhan berulang atau pertanyaan terbuka yang mulai diberitakan beberapa media."),
    2: ("siaga", "Menyebar cepat, menyangkut layanan banyak warga atau kepercayaan kepada pemerintah."),
    3: ("krisis", "Menyangkut keselamatan warga atau mengganggu kerja pemerintah; pimpinan turun tangan."),
}
WORKING_DAY_MINUTES = 510
# level: kind, minutes, kind of time
CLOCKS: dict[int, tuple[tuple[str, int, str], ...]] = {
    0: (("triage", WORKING_DAY_MINUTES, "working"),),
    1: (("triage", 120, "working"), ("assess", 240, "working"), ("answer", 1440, "calendar")),
    2: (
        ("triage", 30, "calendar"),
        ("assess", 60, "calendar"),
        ("holding", 240, "calendar"),
        ("answer", 720, "calendar"),
    ),
    3: (
        ("triage", 15, "calendar"),
        ("assess", 30, "calendar"),
        ("holding", 60, "calendar"),
        ("next_update", 240, "calendar"),
    ),
}
# weekday (0 is Monday): from, to
HOURS: dict[int, tuple[str, str]] = {
    0: ("08:00", "16:30"),
    1: ("08:00", "16:30"),
    2: ("08:00", "16:30"),
    3: ("08:00", "16:30"),
    4: ("08:00", "11:00"),
}
