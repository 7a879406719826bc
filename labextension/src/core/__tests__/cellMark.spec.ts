import { badgeStep, cellMark } from '../cellMark';

describe('the mark of a cell', () => {
  it.each([null, 3, 'x', {}, { step: '' }, { step: 5 }, []])('is not found in %j', value => {
    expect(cellMark(value)).toBeNull();
  });

  it('says nothing that it does not know, and nothing long', () => {
    const odd = cellMark({ step: `\u202e1\n${'x'.repeat(99)}`, persona: '<b>', attempt: -1 })!;
    expect(odd).toMatchObject({ persona: '', attempt: 0 });
    expect(badgeStep(odd)).toBe(`1 ${'x'.repeat(21)}…`);
  });
});
