"""Names that tell of a person: which columns look personal, by their words and their types.

Whole words are compared, and words that stand together, never parts of a word. Where people join
words or number them, `emailaddress2` is read as `email_address`: only if all of it is words that
are known here, so that a streetcar has no street. A certain sign is
one that hardly names anything but a person's data; a hint names it often, and other things too.
What leads to a person only by way of another table, such as a customer's number, is no sign here.
What is personal: GDPR, articles 4(1) and 9(1), and recital 30 for addresses of devices.
"""

import re
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
        correo_electronico posta_elettronica e_post =mail adresse_mail adresse_email =correo""",
    Sign("a telephone number", True, DIGITS): """
        phone phones phonenumber telephone cellphone cell_number mobile_number mobile_no
        mobile_phone contact_mobile customer_mobile user_mobile msisdn imsi fax_number
        telefon telefonnummer handynummer mobilnummer telefono telefone telefoon telefoonnummer
        celular mobilephone cellular_phone telecom puhelinnumero telefonszam""",
    Sign("a person's name", True, TEXT): """
        first_name firstname last_name lastname given_name middle_name family_name surname
        forename maiden_name username
        vorname nachname familienname geburtsname prenom nom_de_famille nom_famille
        apellido apellidos cognome voornaam achternaam sobrenome fornamn efternamn nazwisko
        name_family name_given familyname givenname imie fornavn etternavn efternavn etunimi
        sukunimi jmeno prijmeni soyad soyadi prenume vezeteknev keresztnev familiya otchestvo
        nome_completo nombre_completo""",
    Sign("a date or place of birth", True, DAYS): """
        birth birthdate birthday birthplace birthyear dob
        geburtsdatum geburtstag geburtsort geburtsjahr naissance nacimiento nascita nascimento
        geboortedatum urodzenia narozeni fodelsedatum fodselsdato fodselsdag dogum_tarihi dogum_yeri
        syntymaaika szuletesi""",
    Sign("an official number of a person", True, DIGITS): """
        ssn social_security social_insurance national_id national_insurance nhs_number
        passport passports passport_id driver_license driver_licence drivers_license
        driving_license driving_licence license_plate licence_plate number_plate id_card
        identity_card aadhaar pesel codice_fiscale personnummer
        reisepass passeport pasaporte personalausweis ausweisnummer sozialversicherungsnummer
        steuer_id kfz_kennzeichen national_id_number nationalid national_identity_number
        citizen_id voter_id tax_file_number medicare_number health_insurance_number
        rijksregisternummer burgerservicenummer ahv_nummer ahv_number fodselsnummer cpr_number
        rodne_cislo securite_sociale numero_securite_sociale steueridentifikationsnummer kimlik_no
        henkilotunnus hetu nric tckn cprnr curp cnp""",
    Sign("an official number of a person, by its initials", True, TEXT): """
        =bsn =cpf =dni =nif =nino =nin =nie =oib =egn =amka =cuil =nir =cedula =itin""",
    Sign("an account or a card", True, DIGITS): """
        iban iban_number bank_account bank_account_number card_number credit_card_number credit_card
        creditcard debit_card cvv cvc kontonummer kreditkarte kreditkartennummer""",
    Sign("an address on the internet", True, TEXT): """
        ip_address ip_addr ip_adresse client_ip user_ip customer_ip remote_ip visitor_ip
        browser_ip""",
    Sign("what the law protects most", True, NUMBERS): """
        ethnicity ethnic_origin religion religious_belief sexual_orientation political_opinion
        trade_union_membership disability biometric genetic_data religionszugehoerigkeit""",
    Sign("where a person lives", True, NUMBERS): """
        home_address home_street home_postcode home_latitude home_longitude home_location
        private_address wohnadresse privatadresse home_dest""",
    Sign("an address", False, DIGITS): """
        address addresses street house_number postcode post_code postal_code =zip zip_code
        zipcode anschrift adresse strasse hausnummer plz postleitzahl wohnort code_postal
        direccion calle codigo_postal indirizzo adres straat huisnummer endereco adresa osoite
        address_line addr shipping_address_zip""",
    Sign("somebody's name", False, TEXT): """
        full_name fullname nickname screen_name login_id =login =nom =nombre =nome contact_name
        shipping_name billing_name billing_details_name holder_name""",
    Sign("what is known of a person", False, NUMBERS): """
        gender sex race hispanic_origin native_country deceased salary wage nationality
        marital_status civil_status diagnosis date_of_death genero geslacht cinsiyet sukupuoli plec
        geschlecht gehalt familienstand staatsangehoerigkeit sexe sexo sesso salaire salario
        stipendio""",
    Sign("a device or a vehicle of a person", False, TEXT): """
        =ip mac_address imei device_id advertising_id idfa gaid cookie_id =kennzeichen""",
    Sign("a telephone", False, DIGITS): "=mobile =handy =tel =fax home_fax work_fax",
    Sign("a secret of a person", False, TEXT): "password password_hash passwd",
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
"""As the last word: what is counted, measured or sorted, and not the thing itself.

Unless the vocabulary has it with that word, as in a marital status.
"""
QUESTIONS = frozenset(_words("is has had can num total average avg anzahl"))
"""As the first word, the same."""
KEYS = frozenset({"id", "ids", "key", "keys"})
"""As the last word, what leads to another table, unless the vocabulary has them too."""
LEADING_ELSEWHERE = KEYS | MEASURES
JOINED = _words("""
    number numbers no nr num code line home work private mobile business primary secondary main
    delivery shipping billing ship browser user client remote local contact date
    place of last first name names holder state province
""")
"""What is joined to words of the vocabulary where a name has no underscores."""
SHORTEST = 2
"""Letters of a word inside of a joined one."""


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
_LEXICON = frozenset(
    word
    for part in (*ENTRIES, *MEASURES, *QUESTIONS, *KEYS, *JOINED, *PEOPLE, *MAYBE_PEOPLE)
    for word in part.removeprefix("=").split("_")
    if len(word) >= SHORTEST
)
_LONGEST = max(map(len, _LEXICON))
_NUMBERED = re.compile(r"(.*[a-z])[0-9]{1,2}")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


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
    words = list(_words_of(name, field))
    if words[0] in QUESTIONS or words[:2] == ["number", "of"]:
        return None
    found = [
        (sign.is_certain, entry.count("_"), entry, sign)
        for entry in _runs(words)
        if (sign := ENTRIES.get(entry)) is not None and not kinds.isdisjoint(sign.types)
    ]
    return max(found, key=lambda each: each[:3])[3] if found else None


def _words_of(name: str, field: str) -> Iterator[str]:
    for part in (name, *field.split(".")):
        for word in _CAPITAL.sub("_", part).lower().split("_"):
            numbered = _NUMBERED.fullmatch(word)
            plain = numbered[1] if numbered else word
            # A number behind is none of the name; a word of digits alone is one of its own.
            if plain and not plain.isdigit():
                yield from (plain,) if plain in _LEXICON else _parted(plain) or (plain,)


def _parted(word: str) -> tuple[str, ...]:
    """The known words that a word is made of, as few as can be; none where it is not."""
    best: list[tuple[str, ...] | None] = [(), *([None] * len(word))]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before, piece = best[start], word[start:end]
            if before is None or piece not in _LEXICON:
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = (*before, piece)
    return best[-1] or ()


def _runs(words: list[str]) -> Iterator[str]:
    """The words that stand together, as one name; the whole of it marked as such too."""
    yield f"={'_'.join(words)}"
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + MOST_WORDS) + 1):
            if words[-1] not in LEADING_ELSEWHERE or end == len(words):
                yield "_".join(words[start:end])
