"""Tools of other languages, which tests alone ask: packages of npm and of Maven, by their digests.

No lock names an index that has them. What is missing is never passed over.
"""

import hashlib
import shutil
from pathlib import Path

from own_environment import UnobtainableError, kept, run

NPM = ("package.json", "package-lock.json")
MAVEN = ("pom.xml", "jars.sha256")


def of_npm(name: str, home: Path) -> Path:
    """The folder with the packages in it that the lock in `home` names."""

    def install(folder: Path) -> None:
        copied(home, NPM, folder)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        obtained(name, command, folder, "Node with npm")

    return kept(name, [(home / file).read_bytes() for file in NPM], install)


def of_maven(name: str, home: Path) -> Path:
    """The folder with the jars that the project in `home` depends on, each of its digest."""

    def install(folder: Path) -> None:
        copied(home, MAVEN, folder)
        command = ["mvn", "--quiet", "--batch-mode", "dependency:copy-dependencies"]
        command += [f"-DoutputDirectory={folder}/jars"]
        obtained(name, command, folder, "a JDK with Maven")
        found = "".join(
            f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n"
            for jar in sorted((folder / "jars").glob("*.jar"))
        )
        if found != (home / MAVEN[1]).read_text("utf-8"):
            raise UnobtainableError(f"{name}: other jars came than {home / MAVEN[1]} names")

    return kept(name, [(home / file).read_bytes() for file in MAVEN], install)


def copied(home: Path, files: tuple[str, ...], folder: Path) -> None:
    for file in files:
        shutil.copy(home / file, folder / file)


def obtained(name: str, command: list[str], folder: Path, tool: str) -> None:
    try:
        run(command, folder)
    except UnobtainableError as error:
        raise UnobtainableError(
            f"{name} is not installed and cannot be: {error}\nThis check is never passed over."
            f" Install {tool}, see that it reaches a package index, and run it again."
        ) from error
