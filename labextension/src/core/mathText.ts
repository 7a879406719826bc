const CITATIONS = /\[-?@[^\s\];,@]+(?:[;,] *-?@[^\s\];,@]+)*\]/g;

/** Citations as a reader of papers knows them, where Pandoc's mark them: `[key]` for `[@key]`. */
export const cited = (text: string): string =>
  text.includes('@') ? text.replace(CITATIONS, keys => keys.replace(/-?@/g, '')) : text;

export type Segment =
  { kind: 'text'; text: string } | { kind: 'math'; tex: string; display: boolean };

const LIMIT = 4000;
/** Markup, and macros that link, style, load or define: mathematics can be shown without them. */
const ACTIVE =
  /:\/\/|<[/!]|\\(?:href|url|style|class|cssId|data|require|unicode|includegraphics|def|let|(?:re)?new(?:command|environment)|(?:begin|end)group|html\w*|mmlToken|Declare\w+)(?![A-Za-z])/;
const DELIMITERS = /\$|\\[()[\]]|\\begin\{x*alignat/;
const INLINE = /\$\$([^$]+)\$\$|\$([^$]+)\$/g;
/** As Pandoc tells mathematics from prices and from a shell's variables. */
const STRICT = /\$\$([^$]+)\$\$|(?<![\w\\$])\$(?=\S)([^$\n]+)(?<=\S)\$(?![\w$])/g;
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

/** Prose with the mathematics between its dollar signs told apart; where code may stand in it, more is asked
 * of a formula. */
export function segments(text: string, mixed = false): Segment[] {
  const parts: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(mixed ? STRICT : INLINE)) {
    const tex = typesettable(match[1] ?? match[2]);
    if (tex !== null) {
      parts.push(
        { kind: 'text', text: cited(text.slice(from, match.index)) },
        { kind: 'math', tex, display: match[1] !== undefined }
      );
      from = match.index + match[0].length;
    }
  }
  parts.push({ kind: 'text', text: cited(text.slice(from)) });
  return parts.filter(part => part.kind === 'math' || part.text !== '');
}

const GREEK: { [name: string]: string | undefined } = Object.fromEntries(
  (
    'alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta θ iota ι kappa κ ' +
    'lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω ' +
    'Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω'
  )
    .split(' ')
    .reduce<[string, string][]>(
      (pairs, word, n, all) => (n % 2 ? [...pairs, [all[n - 1], word]] : pairs),
      []
    )
);

/** Formulae between dollar signs as plain text, where letters and numbers are all that they hold; prices stay. */
export const spelt = (text: string): string =>
  cited(text).replace(/\$(?!\s)([^$\n]+)(?<!\s)\$(?!\d)/g, (whole, tex: string) => {
    const plain = tex
      .replace(/\\([A-Za-z]+)/g, (command, name: string) => GREEK[name] ?? command)
      .replace(/\^\{(-?\w+)\}/g, '^$1')
      .replace(/_\{(\w+)\}/g, '_$1');
    return /[\\{}]/.test(plain) ? whole : plain;
  });
