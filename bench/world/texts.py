"""Names and texts: common and rare family names, Japanese ones too, and a pool of notes of two kilobytes."""

import random

FIRST = ["Anna", "Boris", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam", "Maya", "Nils", "Olga", "Pavel", "Quinn", "Rosa", "Sven", "Tara"]
LAST = [
    "Abebe",
    "Brown",
    "Chen",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Haddad",
    "Ivanov",
    "Jones",
    "Kowalski",
    "Larsen",
    "Muller",
    "Novak",
    "Okafor",
    "Patel",
    "Rossi",
    "Silva",
    "Tanner",
    "Walker",
]
FIRST_JA = ["葵", "蓮", "陽菜", "湊", "結衣", "樹", "さくら", "大翔", "美咲", "悠真", "花子", "太郎", "莉子", "健太", "七海", "翔太", "楓", "直樹", "彩", "拓也"]
LAST_JA = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田", "佐々木", "山口", "松本", "井上", "木村", "林", "斎藤", "清水"]
RARE = ("Zyxomma", "Qvistgaard", "Wojtkiewicz", "Brzezin", "Xhosavili", "Ngwenyath")
RARE_JA = ("纐纈", "勅使", "薬袋", "四十", "小鳥", "月見")
RARE_HOLDERS = 20
COMMON = LAST[9]
COMMON_JA = "柊木"
"""Family names that five of a hundred people carry."""

_WORDS = [
    "the",
    "candidate",
    "described",
    "a",
    "project",
    "with",
    "clear",
    "ownership",
    "and",
    "a",
    "measurable",
    "outcome",
    "but",
    "struggled",
    "to",
    "explain",
    "the",
    "trade",
    "offs",
    "under",
    "load",
    "asked",
    "good",
    "questions",
    "about",
    "data",
    "retention",
    "dug",
    "into",
    "failure",
    "modes",
    "earned",
    "trust",
    "quickly",
    "disagreed",
    "with",
    "respect",
    "delivered",
    "late",
    "yet",
    "owned",
    "the",
    "slip",
    "simplified",
    "the",
    "design",
    "and",
    "raised",
    "the",
    "bar",
    "for",
    "the",
    "team",
]


def name_of(candidate: int, candidates: int) -> tuple[str, str]:
    """A name in Latin letters and, for one of four, in Japanese; twenty people of any size share each rare name."""
    turn, place = divmod(candidate, max(candidates // RARE_HOLDERS, len(RARE)))
    family, given = LAST[candidate * 7 % 20], FIRST[candidate // 20 * 3 % 20]
    family_ja = COMMON_JA if candidate // 4 % 5 == 0 else LAST_JA[candidate // 4 % 20]
    if place < len(RARE) and turn < RARE_HOLDERS:
        return f"{given} {RARE[place]}", f"{RARE_JA[place]} {FIRST_JA[turn]}"
    return f"{given} {family}", f"{family_ja} {FIRST_JA[candidate // 80 % 20]}" if candidate % 4 == 0 else ""


class Pool:
    """Texts drawn once from the seed and used again by number."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  # repeatable on purpose
        self.notes = [_text(chance, 2000) for _ in range(400)]
        self.lines = [_text(chance, 70) for _ in range(400)]

    def note(self, number: int) -> str:
        """About two kilobytes."""
        return self.notes[number % 400]

    def line(self, number: int) -> str:
        """About seventy characters."""
        return self.lines[number % 400]


def _text(chance: random.Random, size: int) -> str:
    words: list[str] = []
    while size > 0:
        words.append(chance.choice(_WORDS))
        size -= len(words[-1]) + 1
    return " ".join(words).capitalize() + "."
