/** A line of an algorithm: what kind of line it is in a word, and its text with mathematics in dollars. */
export interface IPseudoLine {
  depth: number;
  word: string;
  text: string;
  /** What closes a head: "do", "then". */
  tail: string;
  comment: string;
}

/** Heads that open a block: the word before their condition, and the one behind it. */
const OPENS: Record<string, [string, string]> = {
  for: ['for', 'do'],
  forall: ['for all', 'do'],
  foreach: ['for each', 'do'],
  while: ['while', 'do'],
  if: ['if', 'then'],
  loop: ['loop', ''],
  repeat: ['repeat', ''],
  function: ['function', ''],
  procedure: ['procedure', '']
};
const MIDDLES: Record<string, [string, string]> = {
  else: ['else', ''],
  elseif: ['else if', 'then'],
  elsif: ['else if', 'then']
};
const STARTS: Record<string, string> = {
  state: '',
  statex: '',
  require: 'Require:',
  ensure: 'Ensure:',
  input: 'Input:',
  output: 'Output:',
  return: 'return',
  print: 'print',
  kwin: 'Input:',
  kwout: 'Output:',
  kwdata: 'Data:',
  kwresult: 'Result:',
  kwret: 'return'
};
const COMMAND = /\\([ule]?)([A-Z][A-Za-z]*)(?![A-Za-z])\*?|\\(tcp|tcc)\*?(?![A-Za-z])|\\;/g;
const FRAME =
  /\\(?:begin|end)\s*\{(?:algorithm|algorithmic|algorithm2e)\*?\}(?:\[[^\]]*\])?|\\(?:label|caption|SetKw\w*)\s*\{[^{}]*\}(?:\{[^{}]*\})?|\\(?:DontPrintSemicolon|SetAlgoLined|LinesNumbered|noindent|algsetup|small)(?![A-Za-z])|(?<!\\)%[^\n]*/g;

/** The lines of an algorithm as papers set it; null where none of the usual commands is in it. */
export function pseudocode(tex: string): IPseudoLine[] | null {
  const reader = new Reader();
  reader.read(tex.replace(FRAME, ''));
  return reader.found > 1 ? reader.lines.filter(({ word, text }) => word || text.trim()) : null;
}

class Reader {
  readonly lines: IPseudoLine[] = [];
  found = 0;

  read(tex: string): void {
    const commands = new RegExp(COMMAND);
    let from = 0;
    for (let match = commands.exec(tex); match; match = commands.exec(tex)) {
      const [whole, prefix = '', name = '', note] = match;
      const kind = name.toLowerCase();
      const known = whole === '\\;' || note !== undefined || isKnown(kind);
      if (known) {
        this._say(tex.slice(from, match.index));
        this.found += 1;
        from = this._obey({ tex, at: commands.lastIndex, kind, note: note ?? '', prefix });
        commands.lastIndex = from;
      }
    }
    this._say(tex.slice(from));
  }

  /** Returns where the text goes on. */
  private _obey({ tex, at, kind, note, prefix }: ICommand): number {
    if (note || kind === 'comment') {
      const { text, end } = group(tex, at);
      this._last().comment = clean(text);
      return end;
    }
    if (kind === '') {
      this._begin('', '');
    } else if (kind in STARTS) {
      return this._start(tex, at, kind);
    } else if (kind in OPENS || kind in MIDDLES) {
      return this._head(tex, at, kind, prefix);
    } else if (kind === 'until') {
      this._depth = Math.max(0, this._depth - 1);
      const { text, end } = group(tex, at);
      this._begin('until', text);
      return end;
    } else {
      this._depth = Math.max(0, this._depth - 1);
    }
    return at;
  }

  private _start(tex: string, at: number, kind: string): number {
    // \State \Return is one line; \KwIn{…} holds its text.
    const { text, end } = kind.startsWith('kw') ? group(tex, at) : { text: '', end: at };
    this._begin(STARTS[kind], text);
    if (end > at) {
      this._begin('', '');
    }
    return end;
  }

  private _head(tex: string, at: number, kind: string, prefix: string): number {
    const middle = kind in MIDDLES;
    const [word, tail] = middle ? MIDDLES[kind] : OPENS[kind];
    const bare = kind === 'else' || kind === 'loop' || kind === 'repeat';
    const { text, end } = bare ? { text: '', end: at } : group(tex, at);
    const args = kind === 'function' || kind === 'procedure' ? group(tex, end) : null;
    const body = args ?? group(tex, end);
    // Of algorithm2e a block is an argument; of algorithmic it ends with a command.
    const braced = args === null && body.end > end;
    this._depth = middle && !braced ? Math.max(0, this._depth - 1) : this._depth;
    this._begin(word, args?.text ? `${text}(${args.text})` : text, tail);
    this._depth += 1;
    if (!braced) {
      return args?.end ?? end;
    }
    this._block(body.text);
    const other = prefix === 'e' ? group(tex, body.end) : null;
    if (other && other.end > body.end) {
      this._begin('else', '');
      this._depth += 1;
      this._block(other.text);
      return other.end;
    }
    return body.end;
  }

  private _block(tex: string): void {
    this._begin('', '');
    this.read(tex);
    this._depth -= 1;
    this._begin('', '');
  }

  private _begin(word: string, text: string, tail = ''): void {
    const line = { depth: this._depth, word, text: clean(text), tail, comment: '' };
    const last = this.lines.at(-1);
    if (last && !last.word && !last.text.trim()) {
      this.lines.pop();
    }
    this.lines.push(line);
  }

  private _say(text: string): void {
    const said = clean(text);
    if (said) {
      const last = this._last();
      last.text = last.text ? `${last.text} ${said}` : said;
    }
  }

  private _last(): IPseudoLine {
    if (this.lines.length === 0) {
      this._begin('', '');
    }
    return this.lines[this.lines.length - 1];
  }

  private _depth = 0;
}

interface ICommand {
  tex: string;
  at: number;
  kind: string;
  note: string;
  prefix: string;
}

const isKnown = (kind: string): boolean =>
  kind in STARTS || kind in OPENS || kind in MIDDLES || /^(?:comment|until|end[a-z]+)$/.test(kind);

/** The group in braces at a place, if one stands there; else nothing, where it is. */
function group(tex: string, at: number): { text: string; end: number } {
  const open = /^\s*\{/.exec(tex.slice(at));
  let depth = 0;
  for (let index = at + (open?.[0].length ?? 1) - 1; open && index < tex.length; index += 1) {
    const escaped = tex[index - 1] === '\\';
    depth += escaped ? 0 : tex[index] === '{' ? 1 : tex[index] === '}' ? -1 : 0;
    if (depth === 0) {
      return { text: tex.slice(at + open[0].length, index), end: index + 1 };
    }
  }
  return { text: '', end: at };
}

const STYLED = /\\(?:textbf|textit|emph|textsc|textrm|texttt|text|bf|it)\s*\{([^{}]*)\}/g;

/** Prose of TeX as text; what stands between dollars is left as it is. */
function clean(tex: string): string {
  return tex
    .split(/(\$[^$]*\$)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(STYLED, '$1')
            .replace(/\\Call\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$1($2)')
            .replace(/\\(?:[,;!: ]|quad|qquad)|~|\\\\/g, ' ')
            .replace(/\\([_&%#{}])/g, '$1')
    )
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}
