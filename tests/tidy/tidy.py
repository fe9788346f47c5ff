#!/usr/bin/env python3
"""Style as a test: reads the tree and says where it breaks the rules of the house.

Promises: one line a fault (`path:line: rule: what`), exit 1 when there is one. Reads files and runs
clang-format; changes nothing. What a rule means stands at the rule; `self_test.py` shows each one
fail on a planted fault. Usage: tidy.py [--root DIR] [--rule NAME]…
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import functions

COLUMNS_MAX = 100
SOURCE_LINES_MAX = 500
HEADER_LINES_MAX = 250
FUNCTION_LINES_MAX = 70

SKIPPED = {'.git', 'build', 'var', '.cache', '__pycache__', 'node_modules'}
CODE = {'.cpp', '.hpp', '.lua', '.py', '.cmake', '.proto', '.sh', '.js'}
BINARY = {'.png', '.ico', '.woff2', '.gz', '.pdf'}

# What a folder may include besides itself. Sideways between services is never in the list.
COMMON = ['common/base', 'common/calendar', 'common/hsds', 'common/statements', 'common/domain',
          'common/words', 'common/redis', 'common/store', 'common/http', 'common/runtime', 'proto']
MAY_SEE = {
    'common/base': [],
    'common/calendar': ['proto', 'common/base'],
    'common/hsds': ['proto', 'common/base'],
    'common/statements': ['proto', 'common/base'],
    'common/domain': ['proto', 'common/base'],
    'common/words': ['proto', 'common/base'],
    'common/redis': ['common/base'],
    'common/store': ['proto', 'common/base', 'common/domain', 'common/redis'],
    'common/http': ['common/base'],
    'common/runtime': ['common/base', 'common/redis'],
}
# Libraries that one folder owns; whoever else wants them asks that folder.
OWNED = [
    (r'boost/beast', ['common/http'], 'Beast belongs to common/http'),
    (r'hiredis', ['common/redis'], 'hiredis belongs to common/redis'),
    (r'sqlite3', ['common/store'], 'SQLite belongs to common/store'),
    (r'libical', ['common/calendar'], 'libical belongs to common/calendar'),
    (r'boost/json', ['common/hsds'], 'Boost.JSON is compiled in common/hsds'),
    (r'expat', ['common/statements'], 'expat belongs to common/statements'),
    (r'unicode/', ['common/calendar', 'common/words'], 'ICU belongs to calendar and words'),
]
PURE = {
    'common/base': r'#\s*include\s*<(boost/(asio|beast)|hiredis|spdlog|curl|sqlite3|unicode)',
    'common/calendar': r'#\s*include\s*<(boost|hiredis|spdlog|curl|sqlite3|fstream|iostream|random'
                       r'|sys/|unistd)',
    'common/hsds': r'#\s*include\s*<(boost/(?!json)|hiredis|spdlog|curl|sqlite3|unicode|sodium'
                   r'|fstream|iostream|thread|mutex|random|sys/|unistd)',
    'common/statements': r'#\s*include\s*<(boost|hiredis|spdlog|curl|sqlite3|unicode|sodium|fstream'
                         r'|iostream|thread|mutex|random|sys/|unistd)',
    'common/domain': r'#\s*include\s*<(boost|hiredis|spdlog|curl|sqlite3|unicode|sodium|fstream'
                     r'|iostream|thread|mutex|random|chrono_io|sys/|unistd)',
}
CHANCE_AND_TIME = re.compile(
    r'\b(system_clock::now|steady_clock|high_resolution_clock|random_device|mt19937'
    r'|gettimeofday|clock_gettime)\b'
    r'|(?<![\w.>:])(::|std::)?(time|rand|srand)\s*\(\s*(NULL|nullptr|0|&|\))')


class Tree:
    """The files of the repository, read once."""

    def __init__(self, root):
        self.root = Path(root)
        self.files = {}
        self.folders = set()
        for base, names, files in os.walk(self.root):
            names[:] = sorted(n for n in names if n not in SKIPPED)
            here = Path(base).relative_to(self.root).as_posix()
            if here != '.':
                self.folders.add(here)
            for name in sorted(files):
                path = name if here == '.' else f'{here}/{name}'
                if Path(name).suffix not in BINARY:
                    self.files[path] = self._read(path)

    def _read(self, path):
        raw = (self.root / path).read_bytes()
        return '' if b'\0' in raw[:4096] else raw.decode('utf-8', errors='replace')

    def having(self, *suffixes, under=''):
        return [(p, t) for p, t in self.files.items()
                if p.startswith(under) and p.endswith(suffixes)]

    def cpp(self, under=''):
        return self.having('.cpp', '.hpp', under=under)

    def is_script(self, path):
        return path.endswith('.sh') or ('.' not in Path(path).name
                                        and self.files[path].startswith('#!'))


def folder_of(path):
    return 'proto' if path.startswith(('proto/', 'relais/v1/')) else '/'.join(path.split('/')[:2])


def line_of(text, at):
    return text.count('\n', 0, at) + 1


def includes(text):
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]',
                             functions.without_comments(text), re.M):
        yield line_of(functions.without_comments(text), match.start()), match[1], match[2]


def direction(tree):
    """Includes follow the one direction of the design; services never include each other."""
    for path, text in tree.cpp():
        own = folder_of(path)
        for line, kind, target in includes(text):
            if kind == '<':
                continue
            if not re.match(r'(common|services|tests|relais/v1)/', target):
                yield path, line, f'"{target}" is not a path from the root'
                continue
            seen = folder_of(target)
            if own.startswith('tests') or path.startswith('tests/') or seen == own:
                continue
            if target.startswith('tests/'):
                yield path, line, f'{own} includes a test: {target}'
            elif own.startswith('services/'):
                if seen.startswith('services/') and own != 'services/relais':
                    yield path, line, f'{own} includes another service: {target}'
            elif seen not in MAY_SEE.get(own, COMMON):
                yield path, line, f'{own} may not see {seen}: {target}'


def purity(tree):
    """The core and the base know no socket, store, log, clock or dice."""
    for folder, forbidden in PURE.items():
        for path, text in tree.cpp(under=folder + '/'):
            code = functions.without_comments(text)
            for match in re.finditer(forbidden, code):
                yield path, line_of(code, match.start()), f'{folder} may not: {match.group(0)}'
            for match in CHANCE_AND_TIME.finditer(code):
                yield path, line_of(code, match.start()), f'a clock or dice: {match.group(0)}'


def owned(tree):
    """A heavy library is included by the one folder that owns it."""
    for path, text in tree.cpp():
        for line, kind, target in includes(text):
            for pattern, owners, words in OWNED:
                if kind == '<' and re.match(pattern, target) and folder_of(path) not in owners:
                    yield path, line, f'{words}: <{target}>'


def columns(tree):
    """No line of code is longer than 100 columns."""
    for path, text in tree.files.items():
        if Path(path).suffix in CODE or Path(path).name == 'CMakeLists.txt' or tree.is_script(path):
            for number, row in enumerate(text.split('\n'), 1):
                if len(row) > COLUMNS_MAX:
                    yield path, number, f'{len(row)} columns, at most {COLUMNS_MAX}'


def lengths(tree):
    """A source has at most 500 lines, a header 250, a function 70."""
    finders = {'.cpp': functions.cpp_functions, '.hpp': functions.cpp_functions,
               '.lua': functions.lua_functions, '.py': functions.python_functions,
               '.sh': functions.shell_functions}
    for path, text in tree.files.items():
        suffix = '.sh' if tree.is_script(path) else Path(path).suffix
        if suffix not in finders:
            continue
        most = HEADER_LINES_MAX if suffix == '.hpp' else SOURCE_LINES_MAX
        count = text.count('\n')
        if count > most:
            yield path, 1, f'{count} lines, at most {most}'
        for name, first, last in finders[suffix](text):
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield path, first, f'{last - first + 1} lines in one function: {name}'


def markers(tree):
    """Nothing is left for later in the tree, and no test is skipped."""
    whole = '|'.join(['TO' 'DO', 'FIX' 'ME', 'XX' 'X', 'GTEST_' 'SKIP'])
    words = re.compile(rf'\b({whole})\b|\bDISABLED' '_')
    for path, text in tree.files.items():
        for match in words.finditer(text):
            yield path, line_of(text, match.start()), f'"{match.group(0)}"'


def readmes(tree):
    """Every folder that holds a part says in its README.md what it promises."""
    parts = {f for f in tree.folders if re.fullmatch(r'(common|services|tests)/[^/]+', f)}
    for folder in sorted(parts | ({'proto'} & tree.folders)):
        if f'{folder}/README.md' not in tree.files:
            yield folder, 1, 'has no README.md'
        elif tree.files[f'{folder}/README.md'].count('\n') > 150:
            yield f'{folder}/README.md', 1, 'is longer than anybody reads (150 lines)'


def mapped_folders(text):
    """The folders that the map in README.md names: the fenced block under a heading with "map"."""
    block = re.search(r'^#+[^\n]*\bmap\b.*?^```[^\n]*\n(.*?)^```', text, re.M | re.S | re.I)
    parents, named = [], set()
    for row in block[1].split('\n') if block else []:
        indent = len(row) - len(row.lstrip())
        tokens = re.match(r'\s*((?:[\w.-]+(?:/[\w.-]+)*/\s+|[\w.-]+(?:/[\w.-]+)*/$)+)', row)
        if not tokens:
            continue
        while parents and parents[-1][0] >= indent:
            parents.pop()
        above = parents[-1][1] if parents else ''
        names = [above + name.rstrip('/') for name in tokens[1].split()]
        named.update(names)
        parents.append((indent, names[-1] + '/'))
    return named


def readme_map(tree):
    """README.md's map of the folders is the tree, no more and no less."""
    named = mapped_folders(tree.files.get('README.md', ''))
    if not named:
        yield 'README.md', 1, 'has no map of the folders (a fenced block under "Map")'
        return
    real = {f for f in tree.folders if not f.startswith('.') and (
        '/' not in f or re.fullmatch(r'(common|services|tests)/[^/]+', f))}
    for folder in sorted(named - tree.folders):
        yield 'README.md', 1, f'the map names {folder}, which is not there'
    covered = named | {name.rsplit('/', depth)[0] for name in named
                       for depth in range(1, name.count('/') + 1)}
    for folder in sorted(real - covered):
        yield 'README.md', 1, f'the map does not name {folder}'


def machine_paths(tree):
    """No path of one machine stands in the tree."""
    pattern = re.compile(r'(?<![\w.$})])/(wo' r'rk|ho' r'me|ro' r'ot|Us' r'ers)/[\w.]')
    for path, text in tree.files.items():
        for match in pattern.finditer(text):
            yield path, line_of(text, match.start()), f'a path of one machine: {match.group(0)}…'


def no_default(tree):
    """A switch over words of the trade has no default: a new event must break the build."""
    for path, text in tree.cpp(under='common/domain/'):
        code = functions.blank(text)
        for match in re.finditer(r'\bdefault\s*:', code):
            yield path, line_of(code, match.start()), 'a default branch in the core'


def listed(tree):
    """Every source stands in the list of its CMakeLists.txt; nothing is globbed."""
    for path, _ in tree.having('.cpp'):
        folder = Path(path).parent
        while folder != Path('.') and f'{folder.as_posix()}/CMakeLists.txt' not in tree.files:
            folder = folder.parent
        lists = tree.files.get((folder / 'CMakeLists.txt').as_posix(), '')
        name = re.escape(Path(path).relative_to(folder).as_posix())
        beside = tree.having('.cmake', under=Path(path).parent.as_posix() + '/')
        if not re.search(rf'(?<![\w/.-]){name}(?![\w.-])', lists) and not any(
                Path(path).name in text for _, text in beside):
            yield path, 1, f'is not in {folder.as_posix()}/CMakeLists.txt'
    for path, text in tree.having('CMakeLists.txt', '.cmake'):
        for match in re.finditer(r'file\s*\(\s*GLOB', text):
            yield path, line_of(text, match.start()), 'sources are listed, not globbed'


def included(tree):
    """Every header is included by somebody."""
    seen = {target for _, text in tree.cpp() for _, _, target in includes(text)}
    for path, _ in tree.having('.hpp'):
        if path not in seen:
            yield path, 1, 'nobody includes it'
    for path, text in tree.cpp():
        for line, kind, target in includes(text):
            ours = re.match(r'(common|services|tests)/', target)
            if kind == '"' and ours and target not in tree.files:
                yield path, line, f'includes a file that is not in the tree: {target}'


def endings(tree):
    """Every file ends in one newline; no tabs in code, no carriage returns."""
    for path, text in tree.files.items():
        if text and not text.endswith('\n'):
            yield path, text.count('\n') + 1, 'does not end in a newline'
        if '\r' in text:
            yield path, line_of(text, text.index('\r')), 'a carriage return'
        if Path(path).suffix in CODE and '\t' in text:
            yield path, line_of(text, text.index('\t')), 'a tab'


def formatted(tree):
    """Every C++ file is as clang-format would have it."""
    paths = [path for path, _ in tree.cpp()]
    for begin in range(0, len(paths), 40):
        try:
            run = subprocess.run(['clang-format-19', '--dry-run', '-Werror', '--ferror-limit=1',
                                  *paths[begin:begin + 40]], cwd=tree.root, text=True,
                                 capture_output=True, check=False)
        except FileNotFoundError:
            yield 'deploy/packages.txt', 1, 'clang-format-19 is not installed'
            return
        for match in re.finditer(r'^([^\s:]+):(\d+):\d+: error', run.stderr, re.M):
            yield match[1], int(match[2]), 'not as clang-format-19 has it'


RULES = [direction, purity, owned, columns, lengths, markers, readmes, readme_map, machine_paths,
         no_default, listed, included, endings, formatted]


def faults(tree, names=None):
    return [(path, line, rule.__name__, what) for rule in RULES
            if not names or rule.__name__ in names for path, line, what in rule(tree)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('--root', default=Path(__file__).resolve().parents[2])
    parser.add_argument('--rule', action='append', choices=[r.__name__ for r in RULES])
    given = parser.parse_args()
    tree = Tree(given.root)
    found = faults(tree, given.rule)
    for path, line, rule, what in found:
        print(f'{path}:{line}: {rule}: {what}')
    print(f'{len(tree.files)} files, {len(RULES)} rules, {len(found)} faults')
    return 1 if found or not tree.files else 0


if __name__ == '__main__':
    sys.exit(main())
