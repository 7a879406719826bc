import { fileArgument, isPaper } from '../magicLine';

describe('a paper on a line of a magic', () => {
  it.each([
    ['paper.tex', 'paper.tex'],
    ['my paper.pdf', "'my paper.pdf'"],
    ["it's.md", `'it'"'"'s.md'`],
    ['-n.html', './-n.html'],
    ['{open("x")}$y.tex', `'{{open("x")}}$$y.tex'`]
  ])('%s', (name, argument) => {
    expect(fileArgument(name)).toBe(argument);
  });

  it('is known by its name', () => {
    expect(['a.tex', 'b.PDF', 'c.md', 'd.htm', 'e.html'].every(isPaper)).toBe(true);
    expect(['a.ipynb', 'b.py', 'tex', 'a\n.tex', 'c.tex.bak'].some(isPaper)).toBe(false);
  });
});
