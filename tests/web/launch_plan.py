"""A launch as it is sent from its page, for tests that change one thing in it."""

PLAN = {
    "questionnaire": "sat",
    "communities": ["CK-BAIYUAN", "CK-JINSHAWAN"],
    "first_day": "2026-10-01",
    "last_day": "2026-10-20",
    "organiser": "湛江市商务局",
    "phone": "0759-1234567",
    "paper_place": "",
    "round": "2026-10",
}
LAUNCH = "/staff/launch?lang=en"
