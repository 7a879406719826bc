import { cited, segments, typesettable, spelt } from '../mathText';

describe('TeX for a typesetter', () => {
  it.each([
    ['m_t = \\beta_1 m ,', 'm_t = \\beta_1 m ,'],
    ['a \\label{eq:1} = b \\tag{6}', 'a  = b'],
    ['\\begin{equation} a \\end{equation}', 'a'],
    ['\\begin{align*} a &= b \\end{align*}', '\\begin{aligned} a &= b \\end{aligned}'],
    ['a &= b \\\\ c &= d', '\\begin{aligned}a &= b \\\\ c &= d\\end{aligned}'],
    [
      '\\begin{cases} 1 & x \\\\[2pt] 2 \\end{cases}',
      '\\begin{cases} 1 & x \\\\[2pt] 2 \\end{cases}'
    ]
  ])('%s', (tex, expected) => {
    expect(typesettable(tex)).toBe(expected);
  });

  it.each([
    '\\href{javascript:alert(1)}{x}',
    '\\style{background: url(//evil)}{x}',
    '\\class{jp-mod-x}{y}',
    '\\require{html}',
    '\\def\\x{\\x\\x}\\x',
    '\\newcommand{\\x}{y}',
    'a \\] <img> \\[ b',
    'a $ b',
    '',
    'x'.repeat(5000)
  ])('shows %s as text', tex => {
    expect(typesettable(tex)).toBeNull();
  });

  it('is found between dollar signs in prose', () => {
    expect(segments('We use $\\alpha = 1$, $$b$$ and $\\href{x}{y}$.')).toEqual([
      { kind: 'text', text: 'We use ' },
      { kind: 'math', tex: '\\alpha = 1', display: false },
      { kind: 'text', text: ', ' },
      { kind: 'math', tex: 'b', display: true },
      { kind: 'text', text: ' and $\\href{x}{y}$.' }
    ]);
    expect(segments('costs $5')).toEqual([{ kind: 'text', text: 'costs $5' }]);
  });
});

describe('where code may stand in a text', () => {
  it.each(['it is $10^{-8}$.', '$\\beta_1$-th, then'])('%s holds a formula', text => {
    expect(segments(text, true).filter(({ kind }) => kind === 'math')).toHaveLength(1);
  });

  it.each([
    'between $5 and $7',
    'PATH=$HOME/bin:$PATH',
    'echo $A $B',
    'f"{a}$" + x["$b"]$c',
    'a $\nb$',
    'costs US$5, not $'
  ])('%s holds none', text => {
    expect(segments(text, true)).toEqual([{ kind: 'text', text }]);
  });
});

describe('a citation', () => {
  it.each([
    ['as [@adam] says', 'as [adam] says'],
    ['[@a2019b; @c:d, -@e-f]', '[a2019b; c:d, e-f]'],
    ['x[@] and [a@b] and @key', 'x[@] and [a@b] and @key']
  ])('%s', (text, expected) => {
    expect(cited(text)).toBe(expected);
  });
});

describe('a formula in plain text', () => {
  it.each([
    ['$\\lambda = 0.01$ (weight decay)', 'λ = 0.01 (weight decay)'],
    ['$\\epsilon = 10^{-8}$, $\\beta_1$ and $x_{12}$', 'ε = 10^-8, β_1 and x_12'],
    ['$\\frac{1}{2}$ stays', '$\\frac{1}{2}$ stays'],
    ['costs $5', 'costs $5'],
    ['between $5 and $7', 'between $5 and $7']
  ])('%s', (text, expected) => {
    expect(spelt(text)).toBe(expected);
  });
});
