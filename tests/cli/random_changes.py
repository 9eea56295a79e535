"""Random changes of a mesh, as people and mishaps make them: edited, moved, lost, linked files."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

IDS = (
    "sales.orders",
    "sales.invoices",
    "sales.a",
    "sales.b",
    "sales.c",
    "sales.e",
    "finance.reporting",
    "hr.pay",
    "sales.gone",
)
CONSUMERS = (*IDS, "sales", "finance", "hr", "nobody")
FLOOR = 'governanceTeam: "@acme/governance"\nrules: {{{0}}}\n'
RULES = ("GOV-011", "GOV-006", "GOV-002", "S3-006", "GOV-003")
AGREEMENT = "purpose: For a reason\nexpires: {0}\ntables: {{{1}: {2}}}\n"
WAIVER = (
    "waivers: [{{rule: {0}, finding: product, reason: It takes a little while longer, ticket: T-1,"
    " granted: 2026-05-20, expires: 2026-07-01}}]\n"
)
PRODUCT = "description: About {0}.\n{1}tables: {{{0}: {{columns: {{id: string, iban: string}}}}}}\n"
WORDS = ("public", "restricted", "internal", "true", "false", "string", "strin", "gold", "retired")
Rng = random.Random
Change = Callable[[Path, Rng], None]


def put(root: Path, name: str, text: str) -> None:
    file = root / name
    if not any(part.is_file() or part.is_symlink() for part in file.parents):
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.is_dir():
            file.write_text(text)


def specs(root: Path, pattern: str = "domains/**/*.yaml") -> list[Path]:
    return sorted(f for f in root.glob(pattern) if f.is_file() and not f.is_symlink())


def products(root: Path) -> list[Path]:
    return sorted(f for f in root.glob("domains/*/*") if f.is_dir() and not f.is_symlink())


def edited(root: Path, rng: Rng, pattern: str, edit: Callable[[list[str]], None]) -> None:
    if files := specs(root, pattern):
        file = rng.choice(files)
        lines = file.read_text().splitlines()
        if lines:
            edit(lines)
        file.write_text("\n".join(lines) + "\n")


def lose_a_line(root: Path, rng: Rng) -> None:
    def lose(lines: list[str]) -> None:
        del lines[rng.randrange(len(lines))]

    edited(root, rng, "domains/**/*.yaml", lose)


def repeat_a_line(root: Path, rng: Rng) -> None:
    edited(root, rng, "domains/**/*.yaml", lambda lines: lines.append(rng.choice(lines)))


def swap_a_word(root: Path, rng: Rng) -> None:
    def swap(lines: list[str]) -> None:
        at = rng.randrange(len(lines))
        words = lines[at].split(" ")
        words[-1] = rng.choice((*WORDS, *IDS))
        lines[at] = " ".join(words)

    edited(root, rng, "domains/**/*.yaml", swap)


def read_another(root: Path, rng: Rng) -> None:
    said = f"inputs: [{', '.join(rng.sample(IDS, rng.randint(1, 3)))}]"

    def add(lines: list[str]) -> None:
        lines[:] = [line for line in lines if not line.startswith("inputs:")] + [said]

    edited(root, rng, "domains/*/*/product.yaml", add)


def add_a_product(root: Path, rng: Rng) -> None:
    domain, _, name = rng.choice(IDS).partition(".")
    inputs = f"inputs: [{rng.choice(IDS)}]\n" if rng.random() < 0.5 else ""
    put(root, f"domains/{domain}/{name}/product.yaml", PRODUCT.format(name, inputs))


def agree(root: Path, rng: Rng) -> None:
    if folders := products(root):
        columns = rng.choice(("{columns: all}", "{columns: [order_id]}", ""))
        table = rng.choice(("orders", "lines", "invoices", "a"))
        day = rng.choice(("2026-12-31", "2026-01-01", "2099-01-01"))
        name = f"access/{rng.choice(CONSUMERS)}.yaml"
        put(rng.choice(folders), name, AGREEMENT.format(day, table, columns))


def lose_a_file(root: Path, rng: Rng) -> None:
    if files := specs(root):
        rng.choice(files).unlink()


def lose_a_product(root: Path, rng: Rng) -> None:
    if folders := products(root):
        shutil.rmtree(rng.choice(folders))


def move_a_product(root: Path, rng: Rng) -> None:
    target = root / "domains" / rng.choice(IDS).replace(".", "/")
    if (folders := products(root)) and target.parent.is_dir() and not target.exists():
        rng.choice(folders).rename(target)


def rename_a_domain(root: Path, rng: Rng) -> None:
    source, target = root / "domains" / rng.choice(("sales", "finance")), root / "domains/hr"
    if source.is_dir() and not source.is_symlink() and not target.exists():
        source.rename(target)


def protect_or_not(root: Path, rng: Rng) -> None:
    def flip(lines: list[str]) -> None:
        swaps = (
            ("pii: true", "pii: false"),
            ("internal", "restricted"),
            ("confidential", "public"),
        )
        old, new = rng.choice(swaps)
        lines[:] = [line.replace(old, new) for line in lines]

    edited(root, rng, "domains/**/*.yaml", flip)


def take_names(root: Path, rng: Rng) -> None:
    if folders := products(root):
        put(rng.choice(folders), "product.lock.yaml", f"origin: {rng.choice(IDS)}\n")


def link(root: Path, rng: Rng) -> None:
    if files := specs(root):
        file = rng.choice(files)
        real = root / "elsewhere" / file.name
        real.parent.mkdir(exist_ok=True)
        shutil.move(file, real)
        file.symlink_to(real)


def lower_a_quota(root: Path, rng: Rng) -> None:
    if files := specs(root, "platform/environments/*.yaml"):
        file = rng.choice(files)
        kept = [line for line in file.read_text().splitlines() if "quotas" not in line]
        file.write_text("\n".join([*kept, f"quotas: {{buckets: {rng.randint(1, 14)}}}"]) + "\n")


def set_the_floor(root: Path, rng: Rng) -> None:
    level = rng.choice(("mandatory", "advisory", "off"))
    said = ", ".join(f"{rule}: {{level: {level}}}" for rule in rng.sample(RULES, 2))
    put(root, "policies/floor.yaml", FLOOR.format(said))


def set_a_domain(root: Path, rng: Rng) -> None:
    text = f"rules: {{{rng.choice(RULES)}: {{level: mandatory}}}}\n"
    if (root / "domains/sales").is_dir():
        put(root, "domains/sales/governance.yaml", text)


def waive(root: Path, rng: Rng) -> None:
    if folders := products(root):
        put(rng.choice(folders), "waivers.yaml", WAIVER.format(rng.choice(RULES)))


def hide_from_git(root: Path, rng: Rng) -> None:
    put(root, ".gitignore", f"{rng.choice(('product', 'domain', 'waivers'))}.yaml\n")


def write_elsewhere(root: Path, rng: Rng) -> None:
    put(root, f"docs/{rng.randint(0, 9)}.md", "Words.\n")


CHANGES: tuple[Change, ...] = (
    lose_a_line,
    repeat_a_line,
    swap_a_word,
    read_another,
    add_a_product,
    agree,
    lose_a_file,
    lose_a_product,
    move_a_product,
    rename_a_domain,
    protect_or_not,
    take_names,
    link,
    lower_a_quota,
    set_the_floor,
    set_a_domain,
    waive,
    hide_from_git,
    write_elsewhere,
)


def change(root: Path, rng: Rng, most: int) -> list[str]:
    """One or more changes, and their names."""
    made = [rng.choice(CHANGES) for _ in range(rng.randint(1, most))]
    for step in made:
        step(root, rng)
    return [step.__name__ for step in made]
