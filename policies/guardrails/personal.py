"""Names that tell of a person: which columns look personal, by their words and their types.

Whole words are compared, and words that stand together, never parts of a word. A certain sign is
one that hardly names anything but a person's data; a hint names it often, and other things too.
What leads to a person only by way of another table, such as a customer's number, is no sign here.
What is personal: GDPR, articles 4(1) and 9(1), and recital 30 for addresses of devices.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

TEXT = frozenset({"string"})
DIGITS = TEXT | {"int", "bigint", "decimal"}
NUMBERS = DIGITS | {"float", "double"}
DAYS = TEXT | {"int", "date", "timestamp", "timestamptz"}
MOST_WORDS = 4
"""That one entry of the vocabulary has."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Sign:
    """Why a column looks personal, and the types that such data has."""

    what: str
    is_certain: bool
    types: frozenset[str] = frozenset()


# Entries are names in snake case, whose words are looked for one after the other anywhere in a
# name; after `=` they are looked for as the whole of it.
VOCABULARY: Mapping[Sign, str] = {
    Sign("an e-mail address", True, TEXT): """
        email emails e_mail e_mails email_id mail_address mailadresse emailadresse courriel
        correo_electronico posta_elettronica""",
    Sign("a telephone number", True, DIGITS): """
        phone phones phonenumber telephone cellphone cell_number mobile_number mobile_no
        mobile_phone contact_mobile customer_mobile user_mobile msisdn imsi fax_number
        telefon telefonnummer handynummer mobilnummer telefono telefone telefoon telefoonnummer
        celular""",
    Sign("a person's name", True, TEXT): """
        first_name firstname last_name lastname given_name middle_name family_name surname
        forename maiden_name username
        vorname nachname familienname geburtsname prenom nom_de_famille nom_famille
        apellido apellidos cognome voornaam achternaam sobrenome fornamn efternamn nazwisko""",
    Sign("a date or place of birth", True, DAYS): """
        birth birthdate birthday birthplace birthyear dob
        geburtsdatum geburtstag geburtsort geburtsjahr naissance nacimiento nascita nascimento
        geboortedatum""",
    Sign("an official number of a person", True, DIGITS): """
        ssn social_security social_insurance national_id national_insurance nhs_number
        passport passports passport_id driver_license driver_licence drivers_license
        driving_license driving_licence license_plate licence_plate number_plate id_card
        identity_card aadhaar pesel codice_fiscale personnummer
        reisepass passeport pasaporte personalausweis ausweisnummer sozialversicherungsnummer
        steuer_id kfz_kennzeichen""",
    Sign("an official number of a person, by its initials", True, TEXT): """
        =bsn =cpf =curp =dni =nif =nino""",
    Sign("an account or a card", True, DIGITS): """
        iban bank_account card_number credit_card creditcard debit_card cvv cvc
        kontonummer kreditkarte kreditkartennummer""",
    Sign("an address on the internet", True, TEXT): """
        ip_address ip_addr ip_adresse client_ip user_ip customer_ip remote_ip visitor_ip""",
    Sign("what the law protects most", True, NUMBERS): """
        ethnicity ethnic_origin religion religious_belief sexual_orientation political_opinion
        trade_union_membership disability biometric genetic_data religionszugehoerigkeit""",
    Sign("where a person lives", True, NUMBERS): """
        home_address home_street home_postcode home_latitude home_longitude home_location
        private_address wohnadresse privatadresse""",
    Sign("an address", False, DIGITS): """
        address addresses street house_number postcode post_code postal_code =zip zip_code
        zipcode anschrift adresse strasse hausnummer plz postleitzahl wohnort code_postal
        direccion calle codigo_postal indirizzo adres straat huisnummer endereco""",
    Sign("somebody's name", False, TEXT): """
        full_name fullname nickname screen_name =login =nom =nombre =nome""",
    Sign("what is known of a person", False, NUMBERS): """
        gender sex salary wage nationality marital_status civil_status diagnosis date_of_death
        geschlecht gehalt familienstand staatsangehoerigkeit sexe sexo sesso salaire salario
        stipendio""",
    Sign("a device or a vehicle of a person", False, TEXT): """
        =ip mac_address imei device_id advertising_id idfa gaid cookie_id =kennzeichen""",
    Sign("a telephone", False, DIGITS): "=mobile =handy =tel =fax",
}
PEOPLE = _words("""
    person customer user employee patient passenger guest student pupil applicant nurse doctor
    teacher spouse beneficiary cardholder kunde kunden mitarbeiter cliente empleado paciente
    dipendente
""")
"""Whose name and address are a person's. A customer may be a company too: governance says so."""
MAYBE_PEOPLE = _words("""
    client member owner contact subscriber holder author manager tenant recipient sender buyer
    seller visitor individual worker driver pilot candidate inhaber ansprechpartner
""")
COORDINATES = ("latitude", "longitude", "lat", "lon", "lng", "location")
"""Those of an airport are nobody's: only with a person do they tell of one."""
MEASURES = frozenset(
    _words("""
    count counts total sum average avg mean min max median rate ratio percent percentage share rank
    length size type kind status category class format flag valid verified verification enabled
    consent template campaign provider server host domain version language locale at sent opened
    clicked bounced delivered anzahl
    """)
)
"""As the last word: what is counted, measured or sorted, and not the thing itself."""
QUESTIONS = frozenset(_words("is has had can num total average avg anzahl"))
"""As the first word, the same."""
KEYS = frozenset({"id", "ids", "key", "keys"})
"""As the last word, what leads to another table, unless the vocabulary has them too."""


def _entries() -> Iterator[tuple[str, Sign]]:
    for sign, names in VOCABULARY.items():
        for name in names.split():
            yield name, sign
    for people, is_certain in ((PEOPLE, True), (MAYBE_PEOPLE, False)):
        for who in people:
            for name in (f"{who}_name", f"{who}_names", f"{who}_full_name", f"name_of_{who}"):
                yield name, Sign("somebody's name", is_certain, TEXT)
            for place in ("address", "street", "adresse", *COORDINATES):
                yield f"{who}_{place}", Sign("where somebody is", is_certain, NUMBERS)
            yield f"{who}_age", Sign("somebody's age", False, NUMBERS)


ENTRIES: Mapping[str, Sign] = dict(_entries())


def signs(
    name: str, kind: str, fields: Mapping[str, Iterable[str]], patterns: Iterable[str]
) -> Iterator[tuple[str, Sign]]:
    """What looks personal in a column, by the field inside of it, empty for the column itself.

    A field is read with what stands around it: `name` inside of `customer` is a customer's name.
    """
    for field, kinds in (fields or {"": (kind.partition("(")[0],)}).items():
        sign = _by_pattern(name, field, patterns) or _sign(name, field, frozenset(kinds))
        if sign is not None:
            yield field, sign


def _by_pattern(name: str, field: str, patterns: Iterable[str]) -> Sign | None:
    last = field.rpartition(".")[2]
    for pattern in patterns:
        if fnmatchcase(name, pattern) or fnmatchcase(last, pattern):
            return Sign(f"what governance calls personal by {pattern}", is_certain=True)
    return None


# A mesh says the same names again and again.
@lru_cache(maxsize=16_384)
def _sign(name: str, field: str, kinds: frozenset[str]) -> Sign | None:
    """The strongest sign, and of several the one that the most words tell of."""
    words = [word for part in (name, *field.split(".")) for word in part.split("_") if word]
    if words[-1] in MEASURES or words[0] in QUESTIONS or words[:2] == ["number", "of"]:
        return None
    found = [
        (sign.is_certain, entry.count("_"), entry, sign)
        for entry in _runs(words)
        if (sign := ENTRIES.get(entry)) is not None and not kinds.isdisjoint(sign.types)
    ]
    return max(found, key=lambda each: each[:3])[3] if found else None


def _runs(words: list[str]) -> Iterator[str]:
    """The words that stand together, as one name; the whole of it marked as such too."""
    yield f"={'_'.join(words)}"
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + MOST_WORDS) + 1):
            if words[-1] not in KEYS or end == len(words):
                yield "_".join(words[start:end])
