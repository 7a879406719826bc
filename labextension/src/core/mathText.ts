export type Segment =
  { kind: 'text'; text: string } | { kind: 'math'; tex: string; display: boolean };

const LIMIT = 4000;
/** Markup, and macros that link, style, load or define: mathematics can be shown without them. */
const ACTIVE =
  /:\/\/|<[/!]|\\(?:href|url|style|class|cssId|data|require|unicode|includegraphics|def|let|(?:re)?new(?:command|environment)|(?:begin|end)group|html\w*|mmlToken|Declare\w+)(?![A-Za-z])/;
const DELIMITERS = /\$|\\[()[\]]|\\begin\{x*alignat/;
const INLINE = /\$\$([^$]+)\$\$|\$([^$]+)\$/g;
/** Environments that stand alone in a paper, and what they are inside display mathematics. */
const INNER: Record<string, string> = {
  align: 'aligned',
  eqnarray: 'aligned',
  flalign: 'aligned',
  gather: 'gathered',
  multline: 'gathered',
  equation: '',
  displaymath: '',
  math: ''
};

/** TeX that a typesetter may see; null when only its text may be shown. */
export function typesettable(tex: string): string | null {
  if (tex.length > LIMIT || ACTIVE.test(tex)) {
    return null;
  }
  const plain = tex
    .replace(/\\(?:label|tag\*?)\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])/g, '')
    .replace(/\\(begin|end)\{(\w+)\*?\}/g, (whole, side: string, name: string) => {
      const inner = Object.hasOwn(INNER, name) ? INNER[name] : null;
      return inner === null ? whole : inner === '' ? '' : `\\${side}{${inner}}`;
    })
    .trim();
  if (plain === '' || DELIMITERS.test(plain.replace(/\\\\(?:\[[^\]]*\])?|\\\$/g, ''))) {
    return null;
  }
  const aligned = /(?<!\\)&|\\\\/.test(plain) && !plain.includes('\\begin{');
  return aligned ? `\\begin{aligned}${plain}\\end{aligned}` : plain;
}

/** Prose with the mathematics between its dollar signs told apart. */
export function segments(text: string): Segment[] {
  const parts: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const tex = typesettable(match[1] ?? match[2]);
    if (tex !== null) {
      parts.push(
        { kind: 'text', text: text.slice(from, match.index) },
        { kind: 'math', tex, display: match[1] !== undefined }
      );
      from = match.index + match[0].length;
    }
  }
  parts.push({ kind: 'text', text: text.slice(from) });
  return parts.filter(part => part.kind === 'math' || part.text !== '');
}
