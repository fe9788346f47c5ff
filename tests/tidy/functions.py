"""Finds functions and their lengths in C++, Lua, Python and shell text.

Promises: a function that clang-format has laid out is found, with its first and last line. It does
not parse C++: it follows braces, which is enough for code in one look. A lambda counts towards the
function around it.
"""

import ast
import re

_LITERAL = re.compile(
    r'R"(?P<mark>[^()\\ ]{0,16})\((?:.|\n)*?\)(?P=mark)"'
    r'|//[^\n]*|/\*(?:.|\n)*?\*/'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])*'"
)
_SCOPE = re.compile(r'\b(namespace|class|struct|union|enum|extern)\b')
_MACRO_LINE = re.compile(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', re.M)


def blank(text):
    """The text without literals, comments and preprocessor lines, line for line."""
    def spaces(match):
        kept = '""' if match.group(0)[:1] in '"R' else ''
        return kept + '\n' * match.group(0).count('\n')
    return _MACRO_LINE.sub(lambda m: '\n' * m.group(0).count('\n'), _LITERAL.sub(spaces, text))


def without_comments(text):
    """Comments blanked, strings kept: for rules about includes and words in code."""
    def keep(match):
        found = match.group(0)
        return '\n' * found.count('\n') if found.startswith(('//', '/*')) else found
    return _LITERAL.sub(keep, text)


def _without_template_heads(head):
    out = re.sub(r'\boperator\s*[<>=!]+', 'operator', head)
    while True:
        begin = re.search(r'\btemplate\s*<', out)
        if not begin:
            return out
        depth, at = 1, begin.end()
        while at < len(out) and depth:
            depth += {'<': 1, '>': -1}.get(out[at], 0)
            at += 1
        out = out[:begin.start()] + out[at:]


def _kind(head):
    head = _without_template_heads(head).strip()
    if ')' in head and not head.endswith(('=', 'return')) and not re.search(
            r'^[^(]*\b(namespace|class|struct|union|enum)\b[^(]*(:|$)', head):
        return 'function'
    return 'scope' if _SCOPE.search(head) else 'other'


def cpp_functions(text):
    """(name, first line, last line) of every outermost function body."""
    out, stack = [], []
    head, head_line, line, parens = '', 0, 1, 0
    for at, char in enumerate(blank(text)):
        inside = any(kind == 'function' for kind, _, _ in stack)
        if char == '\n':
            line += 1
        parens += {'(': 1, ')': -1}.get(char, 0)
        if char == '{':
            initializer = parens > 0 or (head and re.match(r'[\w>\])]', head[-1]))
            kind = 'init' if initializer and not inside else 'other' if inside else _kind(head)
            stack.append((kind, head, head_line))
            if kind != 'init':
                head = ''
        elif char == '}':
            kind, opened, first = stack.pop() if stack else ('other', '', line)
            if kind == 'function':
                out.append((' '.join(opened.split())[:60], first, line))
            if kind != 'init':
                head = ''
        elif char == ';' and parens <= 0:
            head = ''
        else:
            if not head.strip() and not char.isspace():
                head, head_line = '', line
            head += char
    return out


def lua_functions(text):
    """Functions that begin in the first column, up to their closing line."""
    out, first, name = [], None, ''
    for number, row in enumerate(text.split('\n'), 1):
        if first is None and re.match(r'(local\s+)?function\b', row):
            first, name = number, row
        if first is not None and re.match(r'end\b', row):
            out.append((name[:60], first, number))
            first = None
    return out


def python_functions(text):
    return [(node.name, node.lineno, node.end_lineno) for node in ast.walk(ast.parse(text))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def shell_functions(text):
    out, first, name = [], None, ''
    for number, row in enumerate(text.split('\n'), 1):
        if first is None and re.match(r'\w+\s*\(\)\s*[{(]', row):
            first, name = number, row
        if first is not None and (re.match(r'[})]', row) or row.rstrip().endswith('; }')):
            out.append((name[:60], first, number))
            first = None
    return out
