"""Renders small templates as transformers renders chat templates, each for one feature of Jinja.

  python3 -m venv /tmp/peers && /tmp/peers/bin/pip install transformers==5.24.0 jinja2==3.1.6
  /tmp/peers/bin/python bench/peers/chat_templates.py > models/src/test/resources/dev/heed/models/chat/templates.json

The answers are what Heed's own interpreter must give; a test of models compares them. A case is a template, the variables it is given, and
either what it renders or the kind of error.
"""

import json
import sys
from datetime import datetime

from transformers.utils import chat_template_utils


class Noon(datetime):
    """The time of day stands still."""

    @classmethod
    def now(cls, tz=None):
        return cls(2026, 3, 7, 15, 4, 5)


chat_template_utils.datetime = Noon

MESSAGES = [
    {"role": "system", "content": " Be brief. "},
    {"role": "user", "content": "What is 1 < 2?\n"},
    {"role": "assistant", "content": "True & simple"},
    {"role": "user", "content": "Grüße, \"world\" 'quoted' 🎉"},
]

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "Tells the weather – today's",
            "parameters": {
                "type": "object",
                "properties": {
                    "place": {"type": "string", "description": "a \"city\""},
                    "days": {"type": "integer", "enum": [1, 2, 3]},
                    "exact": {"type": "boolean", "default": False},
                },
                "required": ["place"],
            },
        },
    },
    {"type": "function", "function": {"name": "clock", "parameters": {}}},
]

CALLS = [
    {"role": "user", "content": "Weather in Rome?"},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"type": "function", "id": "call00001", "function": {"name": "weather", "arguments": {"place": "Rome", "days": 2}}}
        ],
    },
    {"role": "tool", "name": "weather", "tool_call_id": "call00001", "content": "{\"temperature\": 21.5}"},
]

CHAT = {"messages": MESSAGES, "tools": None, "documents": None, "add_generation_prompt": True, "bos_token": "<s>", "eos_token": "</s>"}

# name → template, or (template, variables). Without variables: those of CHAT.
CASES = {
    # White space
    "a block takes the line break behind it": "a\n{% if true %}\nb\n{% endif %}\nc\n",
    "a block takes the blanks before it": "a\n   {% if true %}\n  b\n\t {% endif %}\nc",
    "blanks behind other text stay": "a  {% if true %}b  {% endif %}c",
    "a print takes nothing": "a\n  {{ 1 }}\n  b",
    "a comment takes its line": "a\n  {# note #}\nb",
    "minus takes all white space": "a \n\n {%- if true -%} \n b \n {%- endif -%} \n c",
    "minus in a print": "a \n {{- 1 -}} \n b",
    "minus in a comment": "a \n {#- note -#} \n b",
    "plus keeps the blanks before": "a\n   {%+ if true %}b{% endif %}",
    "plus keeps the line break behind": "a{% if true +%}\nb{% endif %}",
    "one line break at the end is lost": "a\n\n",
    "two blocks on a line": "a\n  {% if true %} {% if true %} b{% endif %}{% endif %}\nc",
    "a block at the very beginning": "  {% if true %}\nb{% endif %}",
    "a no-break space is white space": "a\u00a0{%- if true %}b{% endif %}",
    "line breaks of Windows": "a\r\n{% if true %}\r\nb\r\n{% endif %}\r\nc",
    "raw": "{% raw %}{{ x }} {% if %}{% endraw %} {{ 1 }}",
    "raw with minus": "a {%- raw -%} \n{{ x }} {%- endraw -%} \n b",
    "braces within a print": "{{ {'a': {'b': 1}}['a']['b'] }}{{ {}}}",
    "strings that look like tags": "{{ '{{ x }}' ~ \"{% y %}\" ~ '}}' }}",
    # Values
    "numbers": "{{ 1 }} {{ 1.0 }} {{ 1e3 }} {{ 1.5e-7 }} {{ 1e16 }} {{ 123456789.125 }} {{ 1_000 }} {{ 0.1 + 0.2 }}",
    "constants": "{{ true }} {{ False }} {{ none }} {{ None }} {{ True }}",
    "a list prints as Python's": "{{ [1, 'a', \"it's\", none, true, 1.5, [], {}, ()] }}",
    "a dict prints as Python's": "{{ {'a': 1, 'b': [1, 2], 3: 'c', 'd\\n': 'é\\t\\u200b'} }}",
    "a tuple prints as Python's": "{{ (1, 2) }} {{ (1,) }} {{ 1, 2 }}",
    "quotes in what is printed": "{{ ['both \\' and \"'] }} {{ ['only \"'] }}",
    "escapes": "{{ 'a\\tb\\n\\'c\\' \\\\ \\x41 \\u00e9 \\101 \\q' }}",
    "strings side by side": "{{ 'a' 'b' \"c\" }}",
    "nothing prints nothing": "[{{ nothing }}]",
    "tools print as Python's": ("{{ tools }}", {"tools": TOOLS}),
    # Operators
    "arithmetic": "{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 1 + 2 * 3 - 4 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}",
    "precedence": "{{ 2 * 3 ~ 4 }} {{ -2 ** 2 }} {{ 2 ** 3 ** 2 }} {{ not 1 == 2 }} {{ 1 if 0 else 2 if 0 else 3 }}",
    "comparison chains": "{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }}",
    "and, or and not give operands": "{{ 0 or 'x' }} {{ 'a' and 'b' }} {{ '' and 'b' }}| {{ not '' }} {{ none or false }}",
    "in": "{{ 'b' in 'abc' }} {{ 1 in [1, 2] }} {{ 'a' in {'a': 1} }} {{ 'x' not in 'abc' }} {{ 1.0 in [1] }} {{ 'a' in nothing }}",
    "a sum of a number and a string": "{{ 1 + 2 ~ 3 }}",
    "string sums": "{{ 'a' + 'b' }} {{ 'a' ~ 1 ~ none ~ nothing ~ [1] }} {{ 'ab' * 3 }} {{ [1] + [2] }} {{ [0] * 2 }}",
    "a condition without else": "[{{ 'x' if false }}]",
    "equality of dicts and lists": "{{ {'a': [1, {'b': 2}]} == {'a': [1, {'b': 2.0}]} }} {{ [1] == (1,) }} {{ messages[0] == messages[0] }}",
    "booleans count as numbers": "{{ true + true }} {{ [10, 20][true] }} {{ -true }}",
    # Access
    "slices of lists": "{{ [1, 2, 3, 4][1:] }} {{ [1, 2, 3, 4][:-1] }} {{ [1, 2, 3, 4][::-1] }} {{ [1, 2, 3, 4][::2] }} {{ [1, 2, 3, 4][-3:-1] }} {{ [1][5:] }} {{ [1, 2, 3][-1::-2] }}",
    "slices of strings": "{{ 'abcd'[1:3] }} {{ 'abcd'[::-1] }} {{ 'a🎉b'[1:] }} {{ 'a🎉b'[1] }} {{ 'a🎉b'[::-1] }} {{ 'abc'[-2:] }}",
    "items": "{{ messages[0].role }} {{ messages[-1]['role'] }} {{ messages[0]['missing'] }}| {{ [1][7] }}| {{ 'abc'[-1] }} {{ {'a': {'b': 1}}.a.b }} {{ [[1, 2]].0.1 }}",
    "a method of a dict comes before its entry": "{{ {'items': 1}['items'] }} {% for k, v in {'items': 1}.items() %}{{ k }}{{ v }}{% endfor %}",
    "methods of dicts": "{{ {'a': 1, 'b': 2}.items() | list }} {{ {'a': 1}.keys() | list }} {{ {'a': 1}.values() | list }} {{ {'a': 1}.get('a') }} {{ {'a': 1}.get('b') }} {{ {'a': 1}.get('b', 3) }}",
    "methods of lists": "{{ [1, 2, 1].count(1) }} {{ [1, 2].index(2) }}",
    "an attribute of nothing": "{{ nothing.more }}",
    "an item of nothing": "{{ nothing['more'] }}",
    "a call of nothing": "{{ nothing() }}",
    "a dict cannot be changed": "{{ {'a': 1}.update({'b': 2}) }}",
    "a list cannot be changed": "{% set x = [] %}{{ x.append(1) }}",
    # Strings
    "strip": "[{{ '  a b \\n'.strip() }}] [{{ ' a '.lstrip() }}] [{{ ' a '.rstrip() }}] [{{ 'xxaxx'.strip('x') }}] [{{ 'abcba'.lstrip('ab') }}]",
    "split": "{{ 'a b  c'.split() }} {{ 'a,b,,c'.split(',') }} {{ 'a,b,c'.split(',', 1) }} {{ '</think>x</think>y'.split('</think>')[-1] }} {{ ' a b c '.split(none, 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ ''.split() }} {{ ''.split(',') }}",
    "cases": "{{ 'aBc dEf'.upper() }} {{ 'ABC'.lower() }} {{ 'hello wORLD'.title() }} {{ 'hELLO'.capitalize() }} {{ 'straße'.upper() }}",
    "tests of strings": "{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'c')) }} {{ '12'.isdigit() }} {{ 'a1'.isalnum() }} {{ 'ab'.isalpha() }} {{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ 'a'.islower() }} {{ ''.isdigit() }}",
    "replace": "{{ 'aaa'.replace('a', 'b') }} {{ 'aaa'.replace('a', 'b', 2) }} {{ 'ab'.replace('', '-') }} {{ 'abc' | replace('b', '') }}",
    "find and count": "{{ 'abcabc'.find('c') }} {{ 'abc'.find('x') }} {{ 'abcabc'.rfind('c') }} {{ 'aaaa'.count('aa') }} {{ '🎉ab'.find('b') }}",
    "other methods of strings": "{{ ', '.join(['a', 'b']) }} {{ 'a\\nb\\r\\nc'.splitlines() }} {{ 'prefix-x'.removeprefix('prefix-') }} {{ 'x.txt'.removesuffix('.txt') }} {{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }}",
    "values in a text": "{{ 'a{}b{}'.format(1, 'x') }} {{ '{1}{0}{n}{{}}'.format(1, 2, n=none) }} {{ '%s-%d%%' % ('a', 2.7) }} {{ '%s' % 1 }} {{ '%s %s' | format(1, [2]) }}",
    "a value that is missing in a text": "{{ '{}{}'.format(1) }}",
    "a value that no place is for": "{{ '%s' % (1, 2) }}",
    # Filters
    "trim": "[{{ messages[0].content | trim }}] [{{ 'xxa' | trim('x') }}]",
    "length": "{{ messages | length }} {{ 'a🎉b' | length }} {{ {'a': 1} | count }} {{ nothing | length }}",
    "default": "{{ nothing | default('d') }} {{ '' | default('d') }}| {{ '' | default('d', true) }} {{ none | d('d', boolean=true) }} {{ none | default('d') }}",
    "first and last": "{{ [1, 2, 3] | first }} {{ [1, 2, 3] | last }} {{ 'abc' | first }} [{{ [] | first }}]",
    "join": "{{ [1, 'a', none] | join(', ') }} {{ messages | join('/', attribute='role') }} {{ 'abc' | join('-') }}",
    "select by attribute": "{{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ messages | rejectattr('role', 'in', ['user', 'system']) | map(attribute='content') | list }} {{ [{'a': 1}, {'a': 0}, {}] | selectattr('a') | list }} {{ tools | selectattr('x') | list }}",
    "select": "{{ [1, 2, 3, 4] | select('odd') | list }} {{ [1, 2, 3] | reject('gt', 2) | list }} {{ [0, 1, '', 'a'] | select | list }}",
    "map": "{{ ['a', 'b'] | map('upper') | list }} {{ [{'a': {'b': 1}}, {'a': {}}] | map(attribute='a.b', default='-') | list }} {{ [' a '] | map('replace', 'a', 'b') | map('trim') | list }}",
    "sort, unique, reverse": "{{ ['b', 'A', 'c'] | sort }} {{ [3, 1, 2] | sort(reverse=true) }} {{ [{'n': 2}, {'n': 1}] | sort(attribute='n') }} {{ ['a', 'A', 'b'] | unique | list }} {{ [1, 2] | reverse | list }} {{ 'abc' | reverse }}",
    "dicts as lists": "{{ {'b': 1, 'a': 2} | dictsort }} {{ {'b': 1, 'a': 2} | dictsort(by='value', reverse=true) }} {{ {'a': 1} | items | list }} {{ {'a': 1, 'b': 2} | list }}",
    "numbers by filters": "{{ '12' | int }} {{ 'x' | int }} {{ 'x' | int(7) }} {{ '1.9' | int }} {{ 3.99 | int }} {{ '1.5' | float }} {{ -3 | abs }} {{ 2.5 | round }} {{ 3.14159 | round(2) }} {{ 2.1 | round(0, 'ceil') }} {{ [1, 2] | sum }} {{ [3, 1] | max }} {{ [3, 1] | min }}",
    "strings by filters": "{{ 'abc def' | title }} {{ 'abc' | capitalize }} {{ 'Ab' | upper }} {{ 'Ab' | lower }} {{ 12 | string + 'x' }} {{ 'one two' | wordcount }} {{ 'a-b c' | title }}",
    "indent": "{{ 'a\\nb\\n\\nc' | indent }}|{{ 'a\\nb' | indent(2, first=true) }}|{{ 'a\\n\\nb' | indent(2, blank=true) }}|{{ 'a\\nb' | indent('> ') }}",
    "batch": "{{ [1, 2, 3] | batch(2) | list }} {{ [1, 2, 3] | batch(2, 0) | list }}",
    "escape and safe": "{{ '<a & \"b\">' | e }} {{ '<b>' | safe }} {{ '<i>' | safe + '<j>' }} {{ '<i>' | e ~ '<j>' }}",
    "filters bind tighter than operators": "{{ 'a' + 'b' | upper }} {{ -1 | abs }} {{ 'a' ~ ' b ' | trim ~ 'c' }} {{ 1 + 2 | string | length }}",
    "a filter as a block": "{% filter upper %}a{{ 'b' }}{% endfilter %}",
    "an unknown filter": "{{ 1 | frobnicate }}",
    # tojson
    "tojson": ("{{ tools | tojson }}", {"tools": TOOLS}),
    "tojson with indent": ("{{ tools | tojson(indent=4) }}\n{{ tools[1] | tojson(indent=2) }}", {"tools": TOOLS}),
    "tojson of scalars": "{{ 'a\"b\\\\\\n\\t\\u0001é🎉<>&\\'' | tojson }} {{ 1.0 | tojson }} {{ none | tojson }} {{ true | tojson }} {{ [] | tojson }} {{ {} | tojson(indent=2) }} {{ 1e100 | tojson }}",
    "tojson with options": "{{ {'b': 'é🎉', 'a': [1]} | tojson(ensure_ascii=true, sort_keys=true, separators=(',', ':')) }} {{ {1: 2, none: 3, true: 4} | tojson }}",
    "tojson of nothing": "{{ nothing | tojson }}",
    # Tests
    "tests": "{{ nothing is defined }} {{ messages is defined }} {{ tools is none }} {{ 'a' is string }} {{ [] is iterable }} {{ {} is mapping }} {{ 'a' is iterable }} {{ 1 is iterable }} {{ [] is sequence }} {{ 1 is number }} {{ 1.0 is float }} {{ 1 is integer }} {{ true is boolean }} {{ true is integer }} {{ 1 is boolean }} {{ range is callable }} {{ nothing is undefined }}",
    "tests with an argument": "{{ 4 is divisibleby 2 }} {{ 3 is odd }} {{ 'a' is in ['a'] }} {{ 1 is eq 1 }} {{ 2 is gt(1) }} {{ 1 is not none }} {{ true is true }} {{ 1 is true }} {{ none is sameas none }} {{ 'ab' is lower }}",
    "not before a test": "{{ not nothing is defined }} {{ not messages is string and true }} {{ 'x' is string == true }}",
    "an unknown test": "{{ 1 is frobnicated }}",
    # Loops
    "loop variables": "{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}",
    "neighbours": "{% for m in messages %}{{ loop.previtem.role if loop.previtem is defined }}<{{ m.role }}>{{ loop.nextitem.role if not loop.last }} {% endfor %}",
    "a loop with a condition": "{% for m in messages if m.role == 'user' %}{{ loop.index }}/{{ loop.length }} {% endfor %}",
    "a loop without items": "{% for x in [] %}a{% else %}none{% endfor %}{% for x in nothing %}b{% else %}none{% endfor %}",
    "a loop over a dict": "{% for k in {'a': 1, 'b': 2} %}{{ k }}{% endfor %} {% for k, v in {'a': 1}.items() %}{{ k }}={{ v }}{% endfor %}",
    "a loop over a string": "{% for c in 'aé🎉' %}[{{ c }}]{% endfor %}",
    "a loop over pairs": "{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "break and continue": "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "break of the inner loop": "{% for i in range(2) %}{% for j in range(5) %}{% if j == 2 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% endfor %}",
    "cycle and changed": "{% for x in [1, 1, 2] %}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }} {% endfor %}",
    "a recursive loop": "{% for n in [{'v': 1, 'c': [{'v': 2, 'c': []}]}] recursive %}{{ n.v }}@{{ loop.depth }}({{ loop(n.c) }}){% endfor %}",
    "range": "{{ range(3) | list }} {{ range(1, 4) | list }} {{ range(5, 0, -2) | list }}",
    "a range that is too long": "{% for i in range(1000000) %}x{% endfor %}",
    "iterating a number": "{% for x in 1 %}{% endfor %}",
    "iterating None": "{% for x in none %}{% endfor %}",
    # Variables
    "set": "{% set x = 1 %}{% set y = x + 1 %}{{ x }}{{ y }}{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "set in a loop ends with it": "{% set x = 0 %}{% for i in [1, 2] %}{{ x }}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}",
    "set in a condition stays": "{% if true %}{% set x = 1 %}{% endif %}{{ x }}",
    "a namespace outlives the loop": "{% set ns = namespace(n=0, found=false) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% if m.role == 'user' %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.n }}{{ ns.found }}{{ ns.missing }}",
    "an attribute of what is no namespace": "{% set x = {} %}{% set x.y = 1 %}",
    "a block of text": "{% set x %}a{{ 1 }}\n b{% endset %}[{{ x }}]{% set y | upper | trim %} c {% endset %}[{{ y }}]",
    "with": "{% with a = 1, b = 2 %}{{ a }}{{ b }}{% set c = 3 %}{% endwith %}[{{ a }}{{ c }}]",
    "dict": "{{ dict(a=1, b=2) }} {{ dict([('a', 1)]) }} {{ dict({'a': 1}, b=2) }}",
    # Macros
    "a macro": "{% macro m(a, b='x', c=none) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, 2) }} {{ m(1, c=3) }} {{ m() }} {{ m(b=a, a='y') }}",
    "a macro sees the template's variables": "{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}",
    "a macro that calls itself": "{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}",
    "more arguments": "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, x=4) }}",
    "too many arguments": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}",
    "an unknown argument": "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}",
    "a call block": "{% macro box(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call box('b') %}inner{% endcall %}",
    "a call block with arguments": "{% macro each(l) %}{% for x in l %}{{ caller(x) }};{% endfor %}{% endmacro %}{% call(v) each([1, 2]) %}[{{ v }}]{% endcall %}",
    "spread arguments": "{% macro m(a, b) %}{{ a }}{{ b }}{% endmacro %}{{ m(*[1, 2]) }}{{ m(**{'a': 3, 'b': 4}) }}",
    "a macro's text can be used": "{% macro m() %} a {% endmacro %}{{ m() | trim ~ '!' }}{{ m() | length }}",
    # What transformers adds
    "raise_exception": "{% if messages[0].role == 'system' %}{{ raise_exception('No ' + 'system') }}{% endif %}",
    "strftime_now": "{{ strftime_now('%d %b %Y') }} {{ strftime_now('%Y-%m-%d %H:%M:%S %A %B %j %y %I %p %-d %%') }}",
    "generation": "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% set x = 1 %}{% endgeneration %}{{ x }}{% endif %}{% endfor %}",
    # Whole templates in the common forms
    "ChatML": "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
    "headers": "{{ bos_token }}{% for m in messages %}{{- '<|start|>' + m.role + '<|end|>\\n\\n' + m.content | trim + '<|eot|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|start|>assistant<|end|>\\n\\n' }}{% endif %}",
    "instructions": "{%- if messages[0]['role'] == 'system' -%}\n  {%- set system = messages[0]['content'] -%}\n  {%- set rest = messages[1:] -%}\n{%- else -%}\n  {%- set rest = messages -%}\n{%- endif -%}\n{{ bos_token }}\n{%- for m in rest %}\n  {%- if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}\n    {{- raise_exception('roles must alternate') }}\n  {%- endif %}\n  {%- if m['role'] == 'user' %}\n    {{- '[I] ' + (system ~ '\\n\\n' if loop.first and system is defined else '') + m['content'] + ' [/I]' }}\n  {%- else %}\n    {{- ' ' + m['content'].strip() + eos_token }}\n  {%- endif %}\n{%- endfor %}",
    "calls of tools": (
        "{%- if tools %}\n    {{- '<tools>' }}\n    {%- for tool in tools %}\n        {{- '\\n' }}\n        {{- tool | tojson }}\n    {%- endfor %}\n    {{- '\\n</tools>\\n' }}\n{%- endif %}\n{%- for m in messages %}\n    {%- if m.tool_calls %}\n        {%- for call in m.tool_calls %}\n            {%- if call.function is defined %}{% set call = call.function %}{% endif %}\n            {{- '<call>{\"name\": \"' }}{{- call.name }}{{- '\", \"arguments\": ' }}{{- call.arguments | tojson }}{{- '}</call>\\n' }}\n        {%- endfor %}\n    {%- else %}\n        {{- m.role ~ ': ' ~ m.content ~ '\\n' }}\n    {%- endif %}\n{%- endfor %}",
        {"messages": CALLS, "tools": TOOLS},
    ),
    "a schema as types": (
        "{% macro type(p) %}{% if p.type == 'object' %}{ {% for k, v in p.properties.items() %}{{ k }}{{ '' if k in (p.required or []) else '?' }}: {{ type(v) }}{{ ', ' if not loop.last }}{% endfor %} }{% elif p.enum %}{{ p.enum | map('tojson') | join(' | ') }}{% else %}{{ {'string': 'str', 'integer': 'int', 'boolean': 'bool'}[p.type] }}{% endif %}{% endmacro %}{% for t in tools if t.function.parameters %}{{ t.function.name }}: {{ type(t.function.parameters) }}{% endfor %}",
        {"tools": TOOLS},
    ),
    "parts of content": (
        "{% for m in messages %}{% if m.content is string %}{{ m.content }}{% elif m.content is iterable %}{% for part in m.content %}{% if part.type == 'text' %}{{ part.text | trim }}{% else %}<{{ part.type }}>{% endif %}{% endfor %}{% endif %}|{% endfor %}",
        {"messages": [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": " a "}]}, {"role": "user", "content": "b"}]},
    ),
    "the last answer's thoughts": (
        "{% set ns = namespace(last=-1) %}{% for m in messages[::-1] %}{% set i = messages | length - 1 - loop.index0 %}{% if ns.last < 0 and m.role == 'user' %}{% set ns.last = i %}{% endif %}{% endfor %}{% for m in messages %}{% if '</t>' in m.content %}{% set thought = m.content.split('</t>')[0].rstrip('\\n').split('<t>')[-1].lstrip('\\n') %}{% set said = m.content.split('</t>')[-1].lstrip('\\n') %}{{ said if loop.index0 < ns.last else '(' ~ thought ~ ')' ~ said }}{% else %}{{ m.content }}{% endif %}/{% endfor %}",
        {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "<t>\nx\n</t>\n\nb"}, {"role": "user", "content": "c"}, {"role": "assistant", "content": "<t>y</t>d"}]},
    ),
    # Errors
    "a block without its end": "{% if true %}x",
    "an end without its block": "x{% endif %}",
    "a print without its end": "{{ 1",
    "an unknown block": "{% frobnicate %}",
    "a string and a number": "{{ 'a' + 1 }}",
    "a string below a number": "{{ 'a' < 1 }}",
    "a sum with nothing": "{{ nothing + 'a' }}",
    "division by zero": "{{ 1 // 0 }}",
    "an underscore": "{{ ''.__class__.__mro__ }}",
    "break outside of a loop": "{% break %}",
    "an include": "{% include 'x' %}",
}


def render(template, variables):
    try:
        compiled = chat_template_utils._compile_jinja_template(template)
        return {"rendered": compiled.render(**variables)}
    except Exception as error:  # whatever it is, Heed must refuse, too
        return {"error": type(error).__name__}


def main():
    cases = []
    for name, case in CASES.items():
        template, variables = (case, {}) if isinstance(case, str) else case
        cases.append({"name": name, "template": template, "variables": variables} | render(template, CHAT | variables))
    json.dump({"chat": CHAT, "cases": cases}, sys.stdout, ensure_ascii=False, indent=1)
    print()


main()
