"""Submissions with something live in them: in outputs, texts, code, names and exceptions.

Whatever runs in a page sets `window.owned` or asks OUTSIDE for something; both are looked for in Chromium.
"""

from __future__ import annotations

from typing import Any

from hostile.corpus import KEEPS, MIXED, cell_of, code, text
from hostile.mutations import notebook

OUTSIDE = "http://127.0.0.1:9/owned"
RUNS = f"window.owned=1;fetch('{OUTSIDE}')"
TAGS = (
    f"<script>{RUNS}</script>",
    f"</script><script>{RUNS}</script>",
    f"</pre></code></div><script>{RUNS}</script>",
    f'<img src="{OUTSIDE}.png" onerror="{RUNS}">',
    f'<svg onload="{RUNS}"><script>{RUNS}</script></svg>',
    f'<iframe srcdoc="<script>parent.owned=1</script>" src="javascript:{RUNS}"></iframe>',
    f'<body onload="{RUNS}"><details open ontoggle="{RUNS}">',
    f'<link rel=stylesheet href="{OUTSIDE}.css"><style>@import "{OUTSIDE}.css";</style>',
    f'<meta http-equiv="refresh" content="0;url={OUTSIDE}"><base href="{OUTSIDE}">',
    f'<object data="{OUTSIDE}"></object><embed src="{OUTSIDE}"><video src="{OUTSIDE}" autoplay>',
    f'<math><mtext></form><form><mglyph><style></math><img src onerror="{RUNS}">',
    f'<script type="text/x-mathjax-config">{RUNS}</script>',
)
ALL = "\n".join(TAGS)


@notebook("HTML, SVG, JavaScript and widgets in outputs that were handed in")
def outputs_handed_in(made: dict[str, Any]) -> None:
    rich = {
        "text/html": ALL,
        "image/svg+xml": TAGS[4],
        "application/javascript": RUNS,
        "text/markdown": ALL,
        "text/latex": rf"$\href{{javascript:{RUNS}}}{{x}}$",
        "application/vnd.jupyter.widget-view+json": {"model_id": "x", "version_major": 2},
        "application/json": {"x": ALL},
        "text/plain": ALL,
    }
    shown = [
        {"output_type": "display_data", "data": rich, "metadata": {"isolated": True}},
        {"output_type": "execute_result", "execution_count": 1, "data": rich, "metadata": {}},
        {"output_type": "stream", "name": "stdout", "text": ALL},
        {
            "output_type": "error",
            "ename": ALL,
            "evalue": ALL,
            "traceback": [ALL, "\x1b]8;;javascript:1\x07x\x1b]8;;\x07"],
        },
        {"output_type": "display_data", "data": {"image/png": '"><script>' + RUNS}, "metadata": {}},
        {"output_type": "display_data", "data": {"image/svg+xml": [TAGS[4]]}, "metadata": {}},
    ]
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = shown
    made["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    made["metadata"]["title"] = ALL


@notebook("HTML and scripts in outputs that the code makes")
def outputs_made(made: dict[str, Any]) -> None:
    source = f"""
from IPython.display import HTML, SVG, Javascript, Markdown, Latex, display
page = {ALL!r}
for kind in (HTML, Markdown, Latex):
    display(kind(page))
display(Javascript({RUNS!r}))
display({{"text/html": page, "text/plain": page, "application/javascript": {RUNS!r}}}, raw=True)
print(page)
import sys
print(page, file=sys.stderr)
class Shown:
    _repr_html_ = lambda self: page
    _repr_svg_ = lambda self: page
    _repr_javascript_ = lambda self: page
    __repr__ = lambda self: page
Shown()
"""
    made["cells"] += [code(source, "one"), code(f"raise type({TAGS[0]!r}, (Exception,), {{}})({ALL!r})", "two")]


@notebook("HTML and links of all kinds in texts", "edited")
def texts(made: dict[str, Any]) -> None:
    links = [
        f"[x](javascript:{RUNS})",
        f"![x]({OUTSIDE}.png)",
        f"[x][1]\n\n[1]: javascript:{RUNS}",
        f"<{OUTSIDE}>",
        "<javascript:alert(1)>",
        "[x](data:text/html;base64,PHNjcmlwdD53aW5kb3cub3duZWQ9MTwvc2NyaXB0Pg==)",
        rf"$\href{{javascript:{RUNS}}}{{x}}$",
        r"$$\require{html}\style{background:url(" + OUTSIDE + r")}{x}\html{<script>window.owned=1</script>}$$",
        rf"&#36;&#92;href{{javascript:{RUNS}}}{{x}}&#36; and &dollar;&bsol;href{{javascript:{RUNS}}}{{x}}&dollar;",
        rf"$\mmlToken{{mi}}[href=javascript:{RUNS}]{{x}} \bbox[background:url({OUTSIDE})]{{x}}$",
        f'```mermaid\ngraph TD\nA["<img src={OUTSIDE}.png onerror={RUNS}>"]\nclick A href "javascript:{RUNS}"\n```',
        f"```html\n{ALL}\n```\n\n    {ALL}",
        f"# {TAGS[0]}\n\n| {TAGS[3]} | b |\n|---|---|\n| {TAGS[4]} | `{TAGS[0]}` |",
    ]
    made["cells"][0]["source"] = ALL
    made["cells"] += [text(ALL, "one"), *(text(link, f"text-{k}") for k, link in enumerate(links))]
    made["cells"].append({"cell_type": "raw", "id": "raw", "metadata": {"format": "text/html"}, "source": ALL})
    made["cells"].append({"cell_type": ALL, "id": ALL, "metadata": {"tags": [ALL]}, "source": ALL})


@notebook("HTML in answers: code, docstrings, comments, exceptions, names, keys", "", KEEPS | {"MulLayer": 0.0})
def answers(made: dict[str, Any]) -> None:
    cell_of(made, "solution-MulLayer")["source"] = (
        f'class MulLayer:\n    """{ALL}"""\n\n    # {TAGS[2]}\n    def forward(self, x, y):\n'
        f"        raise type({TAGS[0]!r}, (ValueError,), {{}})({ALL!r} + chr(27) + '[2J')  # {TAGS[0]}\n"
    )
    cell_of(made, "solution-basket")["source"] = (
        MIXED["basket"].replace("return", f"return {{{TAGS[3]!r}: 1}}, ").replace("tax * 0.0,", "")
    )
    cell_of(made, "solution-price_change")["source"] = (
        f"def price_change(*_):\n    return type({TAGS[0]!r}, (), {{}})()"
    )
    cell_of(made, "solution-audit")["source"] = (
        f"def audit():\n    return {{'line': 1, 'kind': {TAGS[0]!r}, 'value': 1.0}}"
    )
    cell_of(made, "solution-AddLayer")["source"] = f"raise RuntimeError({ALL!r})\n" + MIXED["AddLayer"]


@notebook("terminal escapes wherever something is printed", "", KEEPS | {"MulLayer": 0.0})
def escapes(made: dict[str, Any]) -> None:
    evil = "\\x1b[2J\\x1b]0;owned\\x07\\x1b]52;c;b3duZWQ=\\x07\\x9b31m\\u202e[bold red]x[/]"
    made["cells"].append(code(f"print('{evil}')\nraise ValueError('{evil}')"))
    cell_of(made, "solution-MulLayer")["source"] = (
        f"class MulLayer:\n    def forward(self, x, y):\n        raise ValueError('{evil}')\n"
    )
    cell_of(made, "solution-audit")["source"] = f"def audit():\n    return {{'{evil}': 1, 'kind': '{evil}'}}"
    cell_of(made, "solution-AddLayer")["source"] = f"raise RuntimeError('{evil}')"
