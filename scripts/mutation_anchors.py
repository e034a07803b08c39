"""Finds the place of a fault in the source: by type, member and the code itself, whatever file it stands in and however its lines are broken."""

import re
from pathlib import Path

# A member or a type of its own begins with such a word: the style of the repository demands them.
MODIFIER = (r"(?:public|private|protected|internal|static|abstract|sealed|override|virtual|readonly|unsafe|async|partial|const|new|ref|required|extern)"
            r"\b")
TYPE = re.compile(r"\b(?:class|record struct|record|ref struct|struct|interface|enum)\s+(?!where\b)(\w+)")
NOISE = re.compile(r"""
    //[^\n]* | /\*.*?\*/ | \"{3,}.*?\"{3,} | @"(?:[^"]|"")*" | \$?"(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])'
""", re.VERBOSE | re.DOTALL)


def blank(text):
    """The text with spaces in place of comments and of what stands between quotation marks: brackets that are left are code."""
    return NOISE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def end_of(code, start):
    """Where a declaration that begins at a place ends: behind its block, or behind its semicolon."""
    depth = 0
    for at in range(start, len(code)):
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            depth -= 1
            if depth == 0 and code[at] == "}" and not re.match(r"\s*(?:=|;|\)|,|\.)", code[at + 1:at + 60]):
                return at + 1
        elif code[at] == ";" and depth == 0:
            return at + 1
    return len(code)


def declarations(code, begin, end, name):
    """The spans of the members of a name between two places; a constructor has its type's name."""
    pattern = re.compile(rf"^[ \t]*{MODIFIER}[^;{{}}()=]*?\b{name}\b(?=\s*(?:<[^>\n]*>)?\s*(?:\(|=>|=|{{|;))", re.MULTILINE)
    return [(found.start(), end_of(code, found.start())) for found in pattern.finditer(code, begin, end)]


def types(code, begin, end, name):
    """The spans of the declarations of a type between two places."""
    return [(found.start(), end_of(code, found.start())) for found in TYPE.finditer(code, begin, end) if found.group(1) == name]


def spans(code, names):
    """The spans of a member, or of a type: the last name may be either, those before it are types around it."""
    around = [(0, len(code))]
    for name in names[:-1]:
        around = [inner for begin, end in around for inner in types(code, begin, end, name)]
    last = [inner for begin, end in around for inner in types(code, begin, end, names[-1])]
    if last and (len(names) == 1 or names[-1] != names[-2]):
        return last
    return [inner for begin, end in around for inner in declarations(code, begin, end, names[-1])] if len(names) > 1 else []


def pattern_of(text):
    """Matches the code of a text however it is spaced and broken into lines."""
    tokens = re.findall(r"\w+|[^\w\s]", text)
    body = r"\s*".join(re.escape(token) for token in tokens)
    return re.compile((r"\b" if tokens[0][0].isalnum() else "") + body + (r"\b" if tokens[-1][-1].isalnum() else ""))


def find(project, anchor, text):
    """Every place of a text in a type or member of a project, such as Outer.Inner.Member: file, from, to."""
    names = anchor.split(".")
    pattern = pattern_of(text)
    places = set()
    for path in sorted(Path(project).rglob("*.cs")):
        if "obj" in path.parts or "bin" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if names[0] in source:
            for begin, end in spans(blank(source), names):
                places.update((path, found.start(), found.end()) for found in pattern.finditer(source, begin, end))
    return sorted(places)
