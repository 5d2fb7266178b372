"""The guests of the demo. Nobody of these names is meant."""

import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from regulars.kernel.ids import StoreId
from regulars.members.model import Birthday, NewMember

NAMES = (
    ("Aroha", "Ngata"), ("Zoë", "Björkman"), ("Mateo", "Álvarez"), ("Priyanka", "Iyer"),
    ("Siobhán", "O’Connell"), ("Tevita", "Fifita"), ("Yuki", "Tanabe"), ("Noor", "Haddad"),
    ("Oliver", "Hughes"), ("Chloé", "Lefèvre"), ("Dmitri", "Volkov"), ("Amara", "Okonkwo"),
    ("Grace", "Wanganeen"), ("Minh", "Phạm"), ("Lucía", "Fernández"), ("Jack", "Murray"),
    ("Fatima", "Zahra"), ("Søren", "Lindqvist"), ("Mei", "Lin"), ("Hamish", "McAllister"),
    ("Ananya", "Rao"), ("Thomas", "Baker"), ("Leilani", "Kealoha"), ("Kwame", "Boateng"),
    ("Isla", "Thompson"), ("Ravi", "Shankaran"), ("Elif", "Yıldız"), ("Charlotte", "Nguyen"),
    ("João", "Pereira"), ("Ruby", "Johnson"), ("Hiroshi", "Maeda"), ("Sinéad", "Byrne"),
    ("Ahmed", "Rahimi"), ("Matilda", "Fraser"), ("Jarrah", "Simpson"), ("Katarzyna", "Wójcik"),
    ("Liam", "Patterson"), ("Nisha", "Patel"), ("Giulia", "Romano"), ("William", "Chen"),
    ("Tama", "Rewi"), ("Ingrid", "Solberg"), ("Daniel", "Cohen"), ("Thandiwe", "Mokoena"),
    ("Sofia", "Papadopoulos"), ("Angus", "Drummond"), ("Linh", "Trần"), ("Emily", "Watson"),
    ("Omar", "Farouk"), ("Beatriz", "Souza"), ("Finn", "Gallagher"), ("Jia", "Huang"),
    ("Marama", "Pōtiki"), ("Nikolai", "Petrov"), ("Hannah", "Schmidt"), ("Isaac", "Adeyemi"),
    ("Poppy", "Lawson"), ("Arjun", "Mehta"), ("Saoirse", "Kelly"), ("Benjamin", "Clarke"),
)  # fmt: skip

FIRST_PHONE = 61_491_570_200
FIRST_CARD = 600_104_000


def people(random: Random, stores: list[StoreId]) -> Iterator[NewMember]:
    """Everybody, each with most of: e-mail address, telephone number, card."""
    for number, (first_name, last_name) in enumerate(NAMES):
        yield NewMember(
            first_name=first_name,
            last_name=last_name,
            email=address(first_name, last_name) if random.random() < 0.9 else None,
            phone=f"+{FIRST_PHONE + number}" if random.random() < 0.85 else None,
            card_number=str(FIRST_CARD + number * 7) if random.random() < 0.4 else None,
            birthday=born(random) if random.random() < 0.6 else None,
            store=random.choice(stores),
        )


def born(random: Random) -> Birthday:
    """A birthday; most tell no year."""
    day = date(2001, 1, 1) + timedelta(days=random.randint(0, 364))
    return Birthday(day.month, day.day, random.choice((None, None, random.randint(1950, 2004))))


def address(first_name: str, last_name: str) -> str:
    return f"{letters(first_name)}.{letters(last_name)}@example.test"


def letters(name: str) -> str:
    """A name in plain small letters."""
    apart = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in apart.lower() if letter.isascii() and letter.isalpha())
