"""Text that is code, or looks like it, to some reader: templates, markup, scripts, formulas, shells, other writing."""
# ruff: noqa: E501 - a payload a line would read worse

RUNS = "window.ran=1;alert(1)"
# FAULTS X1 and X2, as they stand there.
PROBES = ["{{7*7}}", "{% set x=1 %}", "{# note #}", "50{%}off", "Club {{O2}} Academy"]
MARKUP = [
    f"<script>{RUNS}</script>", "</script>", f"<img src=x onerror={RUNS}>", "</textarea>", "\"'", "`", "${7*7}", f"javascript:{RUNS}",
]  # fmt: skip
MORE = [
    "{{", "}}", "{%", "{#", "{{''.__class__}}", "{% raw %}", "{% endraw %}", "{{ config.items() }}", "{%- if x -%}", "{0}", "{name}",
    "{self.html}", "%s %(n)s %d", "$PATH ${HOME} $(id)", "`id`", "`${window.ran=1}`", f"${{{RUNS}}}", "#{7*7}", "<%= 7*7 %>", "@(7*7)",
    "[[7*7]]", "*{7*7}", f"</script><script>{RUNS}</script>", f"<svg onload={RUNS}>", f"</textarea><script>{RUNS}</script>",
    "</title><b>x</b>", "</style><b>x</b>", "<!--", "-->", "<!--<script>", "]]>", "<![CDATA[x]]>",
    "<iframe srcdoc='<script>parent.ran=1</script>'>", f'" onmouseover="{RUNS}', f"' onfocus='{RUNS}' autofocus='", f'");{RUNS}//',
    f"');{RUNS}//", f"</div>');{RUNS}//", f"<a href=javascript:{RUNS}>x</a>", "<meta http-equiv=refresh content=0>", "<base href=//x>",
    f"<form><input autofocus onfocus={RUNS}>", f"<details open ontoggle={RUNS}>", "<link rel=stylesheet href=//x>", "&lt;b&gt;", "&amp;",
    "&#60;b&#62;", "\\u003cb\\u003e", "\\", "\\n", "\\\"'", "O'Neill's \"Bar\" & Grill", "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)",
    '=HYPERLINK("//x","y")', "'; DROP TABLE x; --", "../../etc/passwd", f"**bold** _x_ [a](javascript:{RUNS})", "![a](//x/y.png)",
    "# heading", "$$x^2$$ \\(x\\)", "مقهى النجمة", "בית קפה", "אבג 12:30-01:00", "Ṫhe Ǧẅyn ☕ 🍺", "e\u0301 Cafe\u0301", "line \u2028 \u2029 ends",
    "null", "None", "NaN", "undefined", "[object Object]", "true", "0", "1e5", "__proto__", "constructor", "toString",
    "\u3000ideographic", "\u202eright to left", "x" * 60,
]  # fmt: skip
PAYLOADS = [*PROBES, *MARKUP, *MORE]
assert len(MORE) >= 40
assert len(set(PAYLOADS)) == len(PAYLOADS)
