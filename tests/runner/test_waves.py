from meshwright.runner.waves import backwards, below, waves

STACKS = {"dev.sales.orders", "dev", "dev.sales", "dev.finance", "dev.finance.reporting"}


def test_the_foundation_goes_first_then_domains_then_products():
    assert waves(STACKS) == (
        ("dev",),
        ("dev.finance", "dev.sales"),
        ("dev.finance.reporting", "dev.sales.orders"),
    )


def test_destruction_goes_backwards():
    assert backwards(STACKS) == tuple(reversed(waves(STACKS)))


def test_a_wave_without_stacks_is_none():
    assert waves({"dev.sales.orders"}) == (("dev.sales.orders",),)


def test_a_product_rests_on_the_foundation_and_its_domain():
    assert below("dev.sales.orders") == ("dev", "dev.sales")
