import re

import pytest

from guardrails.pii_names import ENTRIES, MOST_WORDS, VOCABULARY, signs

CERTAIN = """
    email customer_email e_mail email_address email_id emails_of_staff phone phone_number
    mobile_no msisdn telefon first_name last_name surname user_name username vorname
    nachname prenom nom_famille apellidos cognome achternaam birth_date date_of_birth dob
    geburtsdatum fecha_nacimiento ssn national_id passport passport_no passport_id
    driving_licence_number license_plate iban iban_hash card_number ip_address client_ip
    religion customer_name passenger_names patient_full_name name_of_employee
    customer_address home_address user_latitude driver_license
"""
HINTS = """
    address street postcode zip zip_code shipping_address adresse strasse plz full_name nom
    nickname gender salary nationality geschlecht mobile ip mac_address device_id
    contact_name owner_name client_address driver_location patient_age
"""
NO_SIGNS = """
    name carrier_name airport_name company_name product_name destination_name tail_number
    order_id customer_id patient_id latitude longitude location origin place status model
    engine manufacturer emailed addressee telephony streetcar sussex stress mobile_visits
    db_user user_agent customer_segment_name name_full card_type email_count has_email
    email_sent_at address_id phone_type number_of_phones total_salary average_salary
    birth_rate street_count tel_aviv ip_range_name nomination surnames_known_percent city
    country
"""


def signed(
    name: str, kind: str = "string", /, *patterns: str, **fields: tuple[str, ...]
) -> list[str]:
    """What is found, each with its field; what is certain ends with an exclamation mark."""
    return [
        f"{field}: {sign.what}{'!' if sign.is_certain else ''}"
        for field, sign in signs(name, kind, fields, patterns)
    ]


@pytest.mark.parametrize(
    "name",
    CERTAIN.split(),
)
def test_what_hardly_names_anything_but_a_persons_data_is_certain(name: str) -> None:
    (found,) = signed(name)

    assert found.endswith("!")


@pytest.mark.parametrize(
    "name",
    HINTS.split(),
)
def test_what_often_names_a_persons_data_is_a_hint(name: str) -> None:
    (found,) = signed(name)

    assert not found.endswith("!")


@pytest.mark.parametrize(
    "name",
    NO_SIGNS.split(),
)
def test_what_shares_letters_counts_or_leads_elsewhere_is_no_sign(name: str) -> None:
    assert signed(name) == []


@pytest.mark.parametrize(
    ("name", "kind", "is_found"),
    [
        ("email", "boolean", False),
        ("email", "timestamp", False),
        ("email", "bigint", False),
        ("phone", "bigint", True),
        ("ssn", "decimal(9,0)", True),
        ("ssn", "double", False),
        ("birth_date", "date", True),
        ("birth_year", "int", True),
        ("birth_date", "boolean", False),
        ("user_latitude", "double", True),
        ("passport", "date", False),
    ],
)
def test_the_type_has_to_fit(name: str, kind: str, is_found: bool) -> None:
    assert bool(signed(name, kind)) is is_found


def test_fields_are_read_with_what_stands_around_them() -> None:
    assert signed("customer", name=("string",), size=("int",)) == ["name: somebody's name!"]
    assert signed("carrier", name=("string",)) == []
    assert [field for field, _ in signs("order", "", {"customer.name": ("string",)}, ())] == [
        "customer.name"
    ]


def test_one_plain_type_of_several_is_enough() -> None:
    assert list(signs("emails", "map<string,int>", {"": ("string", "int")}, ()))


def test_a_certain_sign_goes_before_a_hint_and_more_words_before_fewer() -> None:
    assert signed("email_address") == [": an e-mail address!"]
    assert signed("ip_address") == [": an address on the internet!"]


@pytest.mark.parametrize("pattern", ["member_no", "*_no", "member_*"])
def test_governance_adds_names_of_its_own(pattern: str) -> None:
    assert signed("member_no") == []
    assert signed("member_no", "bigint", pattern) == [
        f": what governance calls personal by {pattern}!"
    ]
    assert signed("card", "", pattern, member_no=("bigint",)) == [
        f"member_no: what governance calls personal by {pattern}!"
    ]
    assert signed("memberno", "bigint", pattern) == []


def test_the_vocabulary_can_be_found() -> None:
    written = [name for names in VOCABULARY.values() for name in names.split()]

    assert len(set(written)) == len(written)
    assert all(re.fullmatch(r"=?[a-z0-9]+(_[a-z0-9]+)*", name) for name in ENTRIES)
    assert max(name.count("_") for name in ENTRIES) < MOST_WORDS
