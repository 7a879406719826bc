import { withoutDiagrams } from '../markdownText';

describe('withoutDiagrams', () => {
  it.each([
    ['```mermaid\ngraph\n```', '```text\ngraph\n```'],
    ['> ~~~~  Mermaid \n> A', '> ~~~~  text \n> A'],
    ['1. ```mermaidmermaid', '1. ```texttext']
  ])('leaves %j as text', (source, expected) => {
    expect(withoutDiagrams(source)).toBe(expected);
  });

  it('leaves other code and prose alone', () => {
    const source = 'A mermaid swims.\n\n```python\nmermaid = 1\n```\n`mermaid`';
    expect(withoutDiagrams(source)).toBe(source);
  });
});
