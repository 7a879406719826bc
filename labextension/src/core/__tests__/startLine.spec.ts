import type { IStart } from '../startLine';
import { implementLine, NO_START, paperLine } from '../startLine';

const line = (start: Partial<IStart>): string => implementLine({ ...NO_START, ...start });

describe('the line that begins a session', () => {
  it.each<[Partial<IStart>, string]>([
    [{ target: ' Section 3.2 ' }, '%rca implement "Section 3.2"'],
    [{ target: '3.2' }, '%rca implement "3.2"'],
    [
      { target: 'Eq. (7)', mode: 'approve', model: 'openai/a', max_cost: '1.5', max_tokens: '0' },
      '%rca implement "Eq. (7)" --mode approve --model openai/a --max-cost 1.5 --max-tokens 0'
    ],
    [
      { target: 'Bias "correction" & {x}$y', worker: 'formal' },
      `%rca implement 'Bias "correction" & {{x}}$$y' --worker formal`
    ],
    [{ target: "Adam's step" }, `%rca implement 'Adam'"'"'s step'`],
    [{ target: '3', planner: '--again' }, '%rca implement "3" --planner=--again'],
    [{ target: '3', expert: 'a b' }, `%rca implement "3" --expert 'a b'`]
  ])('%j', (start, said) => {
    expect(line(start)).toBe(said);
  });
});

it('reads a paper, whatever its name', () => {
  expect(paperLine(' my paper.tex ')).toBe("%rca paper 'my paper.tex'");
});
