#!/usr/bin/env python3
"""Shows that every rule of tidy.py can fail: a small clean tree has no fault, and each planted
fault is found by its rule, at its place, and by no other rule.
"""

import tempfile
import unittest
from pathlib import Path

import functions
import tidy

CLEAN = {
    'README.md': '# A house\n\n## Map\n\n```\ncommon/\n  base/   the words\n  domain/\n'
                 'proto/   messages\nservices/\n  gateway/ relais/   duties\n'
                 'tests/\n  unit/\n```\n',
    'proto/README.md': 'Words.\n',
    'common/base/README.md': 'Base.\n',
    'common/base/CMakeLists.txt': 'relais_library(relais_base SOURCES ids.cpp)\n',
    'common/base/ids.hpp': '// Ids.\n#pragma once\n',
    'common/base/ids.cpp': '#include "common/base/ids.hpp"\n',
    'common/domain/README.md': 'Core.\n',
    'common/domain/CMakeLists.txt': 'relais_library(relais_domain SOURCES need.cpp)\n',
    'common/domain/need.cpp': '#include "common/base/ids.hpp"\n#include "relais/v1/event.pb.h"\n',
    'services/gateway/README.md': 'Gate.\n',
    'services/gateway/CMakeLists.txt': 'relais_library(relais_gateway SOURCES desk.cpp)\n',
    'services/gateway/desk.hpp': '// A desk.\n#pragma once\n',
    'services/gateway/desk.cpp': '#include "services/gateway/desk.hpp"\n',
    'services/relais/README.md': 'All.\n',
    'services/relais/CMakeLists.txt': 'add_executable(relais main.cpp)\n',
    'services/relais/main.cpp': '#include "services/gateway/desk.hpp"\n\nint main() {}\n',
    'tests/unit/README.md': 'Small.\n',
    'tests/unit/CMakeLists.txt': 'relais_test(unit SOURCES ids_test.cpp)\n',
    'tests/unit/ids_test.cpp': '#include "common/base/ids.hpp"\n',
}
LONG_FUNCTION = 'int f() {\n' + '    g();\n' * 70 + '    return 1;\n}\n'
MARK = 'TO' 'DO'
MAP = CLEAN['README.md']

# rule, file, text put in its place (or, with '+', after it), part of what is said
PLANTED = [
    ('direction', 'common/base/ids.cpp', '+#include "relais/v1/event.pb.h"\n', 'may not see proto'),
    ('direction', 'common/domain/need.cpp', '+#include "services/gateway/desk.hpp"\n', 'may not'),
    ('direction', 'common/base/ids.cpp', '+#include "tests/unit/ids_test.cpp"\n', 'a test'),
    ('direction', 'services/gateway/desk.cpp', '+#include "services/relais/main.cpp"\n', 'another'),
    ('direction', 'common/base/ids.cpp', '+#include "stdio.h"\n', 'from the root'),
    ('purity', 'common/domain/need.cpp', '+#include <sodium.h>\n', 'sodium'),
    ('purity', 'common/domain/need.cpp', '+int t = std::time(nullptr);\n', 'time'),
    ('purity', 'common/base/ids.cpp', '+#include <boost/asio/io_context.hpp>\n', 'asio'),
    ('purity', 'common/base/ids.cpp', '+auto t = std::chrono::steady_clock::now();\n', 'steady'),
    ('owned', 'services/gateway/desk.cpp', '+#include <boost/beast/http.hpp>\n', 'Beast'),
    ('owned', 'services/gateway/desk.cpp', '+#include <hiredis/hiredis.h>\n', 'hiredis'),
    ('owned', 'services/gateway/desk.cpp', '+#include <libical/ical.h>\n', 'libical'),
    ('columns', 'common/base/CMakeLists.txt', '+# ' + 'x' * 99 + '\n', '101 columns'),
    ('lengths', 'common/base/ids.cpp', '+' + '// a\n' * 500, '501 lines'),
    ('lengths', 'common/base/ids.hpp', '+' + '// a\n' * 249, '251 lines'),
    ('lengths', 'common/base/ids.cpp', '+' + LONG_FUNCTION, '73 lines in one function'),
    ('markers', 'common/base/README.md', f'+{MARK} later.\n', MARK),
    ('markers', 'tests/unit/ids_test.cpp', '+// GTEST_' 'SKIP()\n', 'GTEST'),
    ('markers', 'tests/unit/ids_test.cpp', '+// TEST(Ids, DISABLED' '_Order)\n', 'DISABLED'),
    ('readmes', 'common/base/README.md', None, 'no README.md'),
    ('readme_map', 'README.md', '# A house\n', 'no map'),
    ('readme_map', 'runbooks/redis.md', 'Down.\n', 'does not name runbooks'),
    ('readme_map', 'README.md', MAP.replace('  unit/', '  unit/ fuzz/'), 'not there'),
    ('readme_map', 'README.md', MAP.replace('  domain/\n', ''), 'common/domain'),
    ('machine_paths', 'common/base/README.md', '+See /ho' 'me/ann/notes.\n', 'one machine'),
    ('no_default', 'common/domain/need.cpp',
     '+int f(int n) {\n    switch (n) {\n        default:\n            return 1;\n    }\n}\n',
     'default'),
    ('listed', 'tests/unit/forgotten_test.cpp', 'int one();\n', 'is not in'),
    ('listed', 'tests/unit/CMakeLists.txt', '+file(GLOB all *.cpp)\n', 'globbed'),
    ('included', 'common/base/alone.hpp', '// Alone.\n#pragma once\n', 'nobody includes'),
    ('included', 'tests/unit/ids_test.cpp', '+#include "common/base/gone.hpp"\n', 'not in the'),
    ('endings', 'common/base/README.md', '+no newline', 'newline'),
    ('endings', 'services/gateway/README.md', '+a\r\n', 'carriage'),
    ('endings', 'tests/unit/CMakeLists.txt', '+# end\r\n', 'carriage'),
    ('formatted', 'services/gateway/desk.cpp', '+int   f( );\n', 'clang-format'),
]


def plant(folder, changes):
    files = dict(CLEAN)
    for path, text in changes.items():
        if text is None:
            del files[path]
        else:
            files[path] = files.get(path, '') + text[1:] if text.startswith('+') else text
    for path, text in files.items():
        place = Path(folder) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    style = Path(__file__).resolve().parents[2] / '.clang-format'
    (Path(folder) / '.clang-format').write_bytes(style.read_bytes())
    return tidy.Tree(folder)


class Rules(unittest.TestCase):
    def test_a_clean_tree_has_no_fault(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(tidy.faults(plant(folder, {})), [])

    def test_every_planted_fault_is_found_by_its_rule_alone(self):
        for rule, path, text, words in PLANTED:
            with self.subTest(rule=rule, words=words), tempfile.TemporaryDirectory() as folder:
                found = tidy.faults(plant(folder, {path: text}))
                # Where a fault stands may also be out of clang-format's order; that is its matter.
                others = {f[2] for f in found} - {rule, 'formatted'}
                self.assertEqual(others, set(), found)
                self.assertIn(rule, {f[2] for f in found})
                self.assertTrue(any(words in f[3] for f in found), found)

    def test_every_rule_has_a_planted_fault(self):
        self.assertEqual({p[0] for p in PLANTED}, {r.__name__ for r in tidy.RULES})


class Functions(unittest.TestCase):
    def test_bodies_are_told_from_scopes_and_initializers(self):
        text = '''namespace a {
template <class T>
struct Box : Base<decltype(f())> {
    explicit Box(int n) : n_{n}, m_{0} {
        for (int i = 0; i < n; ++i) { g({i, "}{"}); }
    }
    int n_{0};  // } not the end
};
const std::map<int, int> table = {
    {1, 2},
};
bool operator==(const Box& a, const Box& b) { return a.n_ == b.n_; }
enum class Colour { red };
auto late = R"(
{{{
)";
awaitable<void> run(std::vector<int> list) {
    co_await each(list, [](int i) {
        return i;
    });
}
}  // namespace a
'''
        self.assertEqual([(first, last) for _, first, last in functions.cpp_functions(text)],
                         [(4, 6), (12, 12), (17, 21)])

    def test_lua_python_and_shell(self):
        self.assertEqual(functions.lua_functions('local function a()\n  x()\nend\n')[0][1:], (1, 3))
        self.assertEqual(functions.python_functions('def a():\n    return 1\n')[0][1:], (1, 2))
        self.assertEqual(functions.shell_functions('a() {\n  b\n}\n')[0][1:], (1, 3))


if __name__ == '__main__':
    unittest.main()
