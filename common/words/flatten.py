"""Writes the catalogues as C++: reading TOML costs a tenth of a second, each time a program starts.

    python3 flatten.py fr-CA.toml en-CA.toml MADE.cpp

A catalogue that cannot be read ends the build.
"""

import sys
import tomllib


def literal(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def table(name, path):
    with open(path, "rb") as file:
        catalogue = tomllib.load(file)
    lines = [
        f"    {{{literal(f'{section}.{key}')}, {literal(pattern)}}},"
        for section, entries in catalogue.items()
        for key, pattern in entries.items()
    ]
    return f"const Written {name}[] = {{\n" + "\n".join(lines) + "\n};\n"


HEAD = """#include "common/words/catalogue.hpp"

namespace relais::words {
namespace {

"""
TAIL = """
}  // namespace

std::span<const Written> catalogue_of(Language language) {
    if (language == Language::fr) return french;
    return english;
}

}  // namespace relais::words
"""


def main(french, english, made):
    text = HEAD + table("french", french) + table("english", english) + TAIL
    with open(made, "w", encoding="utf-8") as file:
        file.write(text)


main(*sys.argv[1:])
