"""Makes what strangers wrote harmless to open: Markdown without HTML, links and pictures that call home; outputs as
text and PNG.

Works on any renderer's understanding of Markdown: it breaks the few character sequences from which something live can
begin, wherever they stand, with a zero-width space. A reader sees no difference.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from typing import Any

from backprop_grader.isolated.safe_output import clean, plain_png
from backprop_grader.isolated.wire import ProtocolError
from backprop_grader.notebook.reading import text_of

BREAK = "\u200b"
MOST_OUTPUTS = 100
LONGEST = 100_000

_TAG = re.compile(r"<(?=[A-Za-z/!?])")  # HTML, comments, autolinks: a tag needs its first character right behind <
_PICTURE = re.compile(r"!(?=\[)")
_LINK = re.compile(r"\](?=[(\[:])")
_PLAIN_LINK = re.compile(r"\]\(https?://[A-Za-z0-9._~/?#=&%+,;@-]*\)")
_ENTITY = re.compile(r"&(?=#|(?!(?:amp|lt|gt|quot|nbsp);)[A-Za-z][A-Za-z0-9]*;)")
"""Characters written as numbers or names: with them a dollar or a backslash can be written that nobody looks for."""
_COMMAND = re.compile(r"\\(?P<name>[A-Za-z]+)")
_FORMULAS = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho
sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell
hbar imath jmath aleph Re Im
frac dfrac tfrac cfrac binom dbinom tbinom sqrt sum prod int iint iiint oint lim limsup liminf sup inf max min arg
argmax argmin exp log ln lg sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth det dim ker rank gcd
mod bmod pmod Pr deg partial nabla infty prime
cdot cdots dots dotsb dotsc ldots vdots ddots times div pm mp ast star circ bullet odot oplus ominus otimes oslash
cup cap setminus wedge vee land lor lnot neg not le leq ge geq ne neq ll gg lt gt approx simeq sim cong equiv
propto doteq in notin ni subset subseteq supset supseteq emptyset varnothing forall exists nexists mid nmid parallel
perp angle triangle top bot dagger
to gets mapsto leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow longleftarrow longrightarrow
longmapsto Longrightarrow Longleftrightarrow implies impliedby iff uparrow downarrow updownarrow nearrow searrow
swarrow nwarrow hookrightarrow xrightarrow xleftarrow therefore because
left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr langle rangle lvert rvert lVert
rVert vert Vert lfloor rfloor lceil rceil lbrace rbrace lbrack rbrack backslash colon
hat widehat bar overline underline tilde widetilde vec dot ddot check breve acute grave mathring overbrace
underbrace overset underset stackrel substack boxed
mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr boldsymbol bm rm bf it text textbf textit textrm
texttt textsf operatorname displaystyle textstyle scriptstyle limits nolimits
quad qquad enspace thinspace begin end hline cr nonumber notag square blacksquare checkmark
"""
TEX = frozenset(_FORMULAS.split())
"""TeX commands that make formulas and nothing else. All others are broken: some of them make links, styles, or other
names for commands, and which those are depends on what a page has loaded."""


def markdown(text: str) -> str:
    """The text, with nothing in it that a renderer of Markdown makes live; plain web links stay links."""
    text = _TAG.sub("<" + BREAK, clean(text))
    text = _PICTURE.sub("!" + BREAK, text)
    text = _ENTITY.sub("&" + BREAK, text)
    text = _COMMAND.sub(_command, text)
    return _LINK.sub(lambda found: "]" if _PLAIN_LINK.match(text, found.start()) else "]" + BREAK, text)


def _command(found: re.Match[str]) -> str:
    name = found["name"]
    return found[0] if name in TEX else "\\" + BREAK + name


def verbatim(text: str) -> str:
    """The text as Markdown that shows it as it is."""
    return "\n".join(f"    {line}" for line in markdown(text).split("\n"))


def outputs(values: Iterable[Any]) -> list[dict[str, Any]]:
    """Outputs of a cell in the form of nbformat 4, of which only text, PNG pictures and errors are kept."""
    made = [_output(value) for value in list(values)[:MOST_OUTPUTS] if isinstance(value, Mapping)]
    return [output for output in made if output is not None]


def _output(value: Mapping[str, Any]) -> dict[str, Any] | None:
    match value.get("output_type"):
        case "stream":
            name = "stderr" if "stderr" in (value.get("name"), value.get("stream")) else "stdout"
            return {"output_type": "stream", "name": name, "text": _text(value.get("text"))}
        case "error" | "pyerr":
            lines = value.get("traceback")
            return {
                "output_type": "error",
                "ename": _text(value.get("ename")),
                "evalue": _text(value.get("evalue")),
                "traceback": [_text(line) for line in lines[:200]] if isinstance(lines, list) else [],
            }
        case "display_data" | "update_display_data":
            return _rich("display_data", value)
        case "execute_result" | "pyout":
            return _rich("execute_result", value)
        case _:
            return None


def _rich(kind: str, value: Mapping[str, Any]) -> dict[str, Any] | None:
    """A MIME bundle; before format 4 its entries stood in the output itself."""
    found = value.get("data")
    bundle = found if isinstance(found, Mapping) else value
    data = {}
    if text := _text(bundle.get("text/plain", bundle.get("text"))):
        data["text/plain"] = text
    if png := _png(text_of(bundle.get("image/png", bundle.get("png")))):
        data["image/png"] = png
    if not data:
        return None
    made = {"output_type": kind, "data": data, "metadata": {}}
    return made | {"execution_count": None} if kind == "execute_result" else made


def _text(value: Any) -> str:
    text = clean(text_of(value))
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n… cut here\n"


def _png(encoded: str) -> str:
    try:
        return base64.b64encode(plain_png(base64.b64decode(encoded))).decode()
    except (ProtocolError, binascii.Error, ValueError):
        return ""
